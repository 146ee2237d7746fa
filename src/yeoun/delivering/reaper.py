"""score.rpp: a REAPER project: the picture, a folder for every music group with its stems in place, tempo steps and markers.

Positions are seconds from the picture's first frame with 12 digits, and the project's time begins at the picture's timecode;
tempo points are steps (shape 1), so that hits stay on their beats. How the music gives way to words is the volume envelope
of each folder. The bell is said in words: the state of an equalizer is binary in this format, and we write nothing we cannot read.
Sources: the ReaTeam's list of state chunks; what other writers of these files do.
"""

from yeoun.delivering.beside import Beside
from yeoun.delivering.ducking import GivingWay, as_gain, giving_way
from yeoun.delivering.titles import title_of
from yeoun.model.media import Media
from yeoun.model.mixed import Mix
from yeoun.model.script import Episode
from yeoun.model.soundtrack import ScoredCue
from yeoun.units.time import to_seconds

Item = tuple[str, float, float, str]    # file, position and length in seconds, kind of source

def quoted(text: str) -> str:
    """Text as REAPER quotes it: with the first quote sign that the text itself does not hold."""
    plain = text.replace("\n", " ").replace("\r", " ")
    for sign in ('"', "'", "`"):
        if sign not in plain:
            return f"{sign}{plain}{sign}"
    return "`" + plain.replace("`", "'") + "`"


def reaper_project(episode: Episode, cues: tuple[ScoredCue, ...], mix: Mix, beside: Beside | None = None) -> bytes:
    """The whole session as text; sound is referred to, never copied.

    beside   the picture's own sound, which plays under the music
    """
    bpm = 60e6 / cues[0].sketch.tempo_map.marks[0].microseconds if cues else 60.0
    stems, length = _stems(cues), float(episode.length_s)
    ways = {group: giving_way(mix, group) for group in sorted({*mix.groups, *(group for group, _ in stems)})}
    raised = ", ".join(f"{cue} by {lift:.1f} dB" for cue, lift in mix.raised)
    lines = ['<REAPER_PROJECT 0.1 "7.0" 0', *_notes(ways, beside, raised), *_clock(episode.media), f"  TEMPO {bpm:.6f} 4 4",
             "  SAMPLERATE 48000 1 0", *_tempo(cues), *_markers(cues)]
    # The picture's sound is the finished programme: its fader is down, or the music would be heard twice.
    lines += _track("Picture", ["VOLPAN 0 0 -1 -1 1"], [("../picture/scored.mp4", 0.0, length, "VIDEO")])
    if beside is not None:
        lines += _track(beside.name, [f"VOLPAN {beside.fader:.12f} 0 -1 -1 1"],
                        [(beside.path, 0.0, to_seconds(beside.frames), "WAVE")])
    for group, way in ways.items():
        children = [(f"{group} as mixed", ["MUTESOLO 1 0 0"], [(f"../mix/groups/{group}.wav", 0.0, length, "WAVE")])
                    ] if group in mix.groups else []
        children += [(name, [], items) for (its, name), items in sorted(stems.items()) if its == group]
        lines += _track(group, ["ISBUS 1 1", *_envelope(way)], [])
        for k, (name, facts, items) in enumerate(children, 1):
            lines += _track(name, [*facts, *(["ISBUS 2 -1"] if k == len(children) else [])], items)
    return ("\n".join([*lines, ">"]) + "\n").encode()


def _clock(media: Media) -> list[str]:
    """Where the project's time begins, in real seconds, and how its frames are counted (2: 1000/1001 of a whole rate)."""
    labels = -(-media.rate.numerator // media.rate.denominator)
    counting = 1 if media.is_drop else 2 if media.rate.denominator != 1 else 0
    return [f"  PROJOFFS {float(media.start_frame / media.rate):.12f} 0 0", f"  TIMEMODE 1 5 -1 {labels} {counting} 0 -1"]


def _notes(ways: dict[str, GivingWay], beside: Beside | None, raised: str) -> list[str]:
    """What an engineer should know when the project opens; about words only where something gives way to them."""
    told = ["The fader of Picture is down: its sound is the finished programme, music and all."]
    if beside is not None:
        told.append(f"{beside.name} is the picture's own sound as the programme plays it. Its fader keeps the balance with the stems, "
                    "which rest under the level of the mix; the session is softer than the programme by as much.")
    if any(way.level for way in ways.values()):
        told.append("The volume envelopes of the group folders are how the music gives way to the words: bypass them to hear it full.")
    if raised:
        told.append(f"They also raise what would hardly be heard otherwise: {raised}.")
    bells = {(bell.hertz, bell.q): -min(gain_db for _, gain_db in bell.points) for way in ways.values() for bell in way.bells}
    for (hertz, q), deepest in sorted(bells.items()):
        told.append(f"Not in this project: a bell at {hertz:.0f} Hz, Q {q:.2f}, down to -{deepest:.1f} dB, on every group; "
                    "its gain over time is in ../mix/duck.csv.")
    return ["  <NOTES 0 2", *(f"    |{line}" for line in told), "  >"]


def _envelope(way: GivingWay) -> list[str]:
    """The volume envelope of a folder, in plain gain, shape 0 (straight)."""
    if not way.level:
        return []
    return ["<VOLENV2", "  ACT 1 -1", "  VIS 1 1 1", "  LANEHEIGHT 0 0", "  ARM 0", "  DEFSHAPE 0 -1 -1",
            *(f"  PT {at:.12f} {gain:.12f} 0" for at, gain in as_gain(way.level)), ">"]


def _stems(cues: tuple[ScoredCue, ...]) -> dict[tuple[str, str], list[Item]]:
    """One track an instrument through all cues, by group and name."""
    tracks: dict[tuple[str, str], list[Item]] = {}
    for cue in cues:
        for number, stem in enumerate(cue.stems, 1):
            file = f"../cues/{cue.cue.id}/stems/{number:02}_{stem.name}.wav"
            tracks.setdefault((stem.group, stem.name), []).append(
                (file, to_seconds(cue.placement.at_sample), to_seconds(stem.sound.frames), "WAVE"))
    return tracks


def _track(name: str, facts: list[str], items: list[Item]) -> list[str]:
    lines = ["  <TRACK", f"    NAME {quoted(name)}", *(f"    {fact}" for fact in facts)]
    for file, at, length, kind in items:
        lines += ["    <ITEM", f"      POSITION {at:.12f}", f"      LENGTH {length:.12f}", f"      NAME {quoted(file)}",
                  f"      <SOURCE {kind}", f"        FILE {quoted(file)}", "      >", "    >"]
    return [*lines, "  >"]


def _tempo(cues: tuple[ScoredCue, ...]) -> list[str]:
    lines = ["  <TEMPOENVEX", "    ACT 1 -1"]
    for cue in cues:
        at = to_seconds(cue.placement.at_sample)
        bars = {bar.at_beat: bar for bar in cue.sketch.bars}
        timing = cue.sketch.tempo_map.timing()
        for mark in cue.sketch.tempo_map.marks:
            bar = bars.get(mark.at_beat)
            signature = f" {bar.unit * 65536 + bar.beats}" if bar is not None else ""
            seconds = at + timing(mark.at_beat)
            lines.append(f"    PT {seconds:.12f} {60e6 / mark.microseconds:.10f} 1{signature}")
    return [*lines, "  >"]


def _markers(cues: tuple[ScoredCue, ...]) -> list[str]:
    found = []
    for cue in cues:
        found.append((to_seconds(cue.placement.at_sample), f"{cue.cue.id} {title_of(cue.score)}"))
        found += [(hit.at_s, f"HIT {hit.grade.value} {hit.reason}") for hit in cue.cue.hits]
    return [f"  MARKER {number} {at:.12f} {quoted(text)} 0" for number, (at, text) in enumerate(sorted(found), 1)]
