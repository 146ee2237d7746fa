"""score.rpp: a REAPER project: the picture, the mix groups, every cue's stems in place, tempo steps and markers.

Positions are seconds with 12 digits; tempo points are steps (shape 1), so that hits stay on their beats.
"""

from yeoun.delivering.titles import title_of
from yeoun.model.mixed import Mix
from yeoun.model.script import Episode
from yeoun.model.soundtrack import ScoredCue
from yeoun.units.time import to_seconds


def quoted(text: str) -> str:
    """Text as REAPER quotes it: with the first quote sign that the text itself does not hold."""
    plain = text.replace("\n", " ").replace("\r", " ")
    for sign in ('"', "'", "`"):
        if sign not in plain:
            return f"{sign}{plain}{sign}"
    return "`" + plain.replace("`", "'") + "`"


def reaper_project(episode: Episode, cues: tuple[ScoredCue, ...], mix: Mix) -> bytes:
    """The whole session as text; stems are referred to, never copied."""
    bpm = 60e6 / cues[0].sketch.tempo_map.marks[0].microseconds if cues else 60.0
    lines = ['<REAPER_PROJECT 0.1 "7.0" 0', f"  TEMPO {bpm:.6f} 4 4", "  SAMPLERATE 48000 1 0"]
    lines += _tempo(cues) + _markers(cues)
    lines += _track("Picture", [("../picture/scored.mp4", 0.0, float(episode.length_s), "VIDEO")])
    for group in mix.groups:
        lines += _track(f"group {group}", [(f"../mix/groups/{group}.wav", 0.0, float(episode.length_s), "WAVE")], muted=True)
    for name, items in _stems(cues).items():
        lines += _track(name, items)
    return ("\n".join([*lines, ">"]) + "\n").encode()


def _stems(cues: tuple[ScoredCue, ...]) -> dict[str, list[tuple[str, float, float, str]]]:
    """One track an instrument through all cues: (file, position, length, kind)."""
    tracks: dict[str, list[tuple[str, float, float, str]]] = {}
    for cue in cues:
        for number, stem in enumerate(cue.stems, 1):
            file = f"../cues/{cue.cue.id}/stems/{number:02}_{stem.name}.wav"
            tracks.setdefault(stem.name, []).append(
                (file, to_seconds(cue.placement.at_sample), to_seconds(stem.sound.frames), "WAVE"))
    return tracks


def _track(name: str, items: list[tuple[str, float, float, str]], muted: bool = False) -> list[str]:
    lines = ["  <TRACK", f"    NAME {quoted(name)}", f"    MUTESOLO {int(muted)} 0 0"]
    for file, at, length, kind in items:
        lines += ["    <ITEM", f"      POSITION {at:.12f}", f"      LENGTH {length:.12f}", f"      NAME {quoted(file)}",
                  f"      <SOURCE {kind}", f"        FILE {quoted(file)}", "      >", "    >"]
    return [*lines, "  >"]


def _tempo(cues: tuple[ScoredCue, ...]) -> list[str]:
    lines = ["  <TEMPOENVEX", "    ACT 1 -1"]
    for cue in cues:
        at = to_seconds(cue.placement.at_sample)
        bars = {bar.at_beat: bar for bar in cue.sketch.bars}
        for mark in cue.sketch.tempo_map.marks:
            bar = bars.get(mark.at_beat)
            signature = f" {bar.unit * 65536 + bar.beats}" if bar is not None else ""
            seconds = at + cue.sketch.tempo_map.seconds(mark.at_beat)
            lines.append(f"    PT {seconds:.12f} {60e6 / mark.microseconds:.10f} 1{signature}")
    return [*lines, "  >"]


def _markers(cues: tuple[ScoredCue, ...]) -> list[str]:
    found = []
    for cue in cues:
        found.append((to_seconds(cue.placement.at_sample), f"{cue.cue.id} {title_of(cue.score)}"))
        found += [(hit.at_s, f"HIT {hit.grade.value} {hit.reason}") for hit in cue.cue.hits]
    return [f"  MARKER {number} {at:.12f} {quoted(text)} 0" for number, (at, text) in enumerate(sorted(found), 1)]
