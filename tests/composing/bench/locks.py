"""The same again, locks and recuts: equal bytes in another process, locked bars, and how far a moved cut reaches.

    python -m tests.composing.bench.locks

Bytes are those of every MIDI file and full score, written by processes of their own with another seed of Python's hashes. A recut
moves one cut of the picture by ten frames, an inner one or the one a scene begins on; what may change are the bars between the hits
beside it in its cue, read from the MIDI in seconds of picture. Locked are the middle bars of every cue with four bars or more; the
cue is composed again around them with another take's luck. The control is the same film with another take's luck, which changes
notes anywhere; the trick, music that heeds no cut at all, is seen in the recuts of scenes, which must change something.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

from tests.bench.shares import told
from tests.composing.bench.cause import unlike
from tests.composing.bench.drawn_films import Film, film
from tests.composing.bench.film_scored import Scored, Struck, Written, bar_s, in_picture, notes_in, scored, written
from yeoun.delivering.bars import whole_of
from yeoun.delivering.musicxml import score_xml
from yeoun.model.kept import KeptBars
from yeoun.reading.kept import cut
from yeoun.units.luck import Take, luck

TWICE, FILMS, CUTS_A_FILM, FRAMES = (1, 2, 3), tuple(range(1, 9)), 3, 10
FAR_S = 0.05


@dataclass(frozen=True)
class Recut:
    """What one moved cut did: is it the beginning of a scene, what changed between the hits beside it and beyond them."""

    is_scene: bool
    inside: float
    beyond: float
    bars_beyond: int
    bars: int
    through: str = ""


def digest(made: Scored) -> str:
    """One number for every byte of the MIDI files and full scores of a film."""
    whole = hashlib.sha256()
    for cue in made.cues:
        whole.update(cue.midi)
        whole.update(score_xml(cue.score, cue.score.parts, cue.cue.hits))
    return whole.hexdigest()


def digest_elsewhere(number: int, seed: str, threads: str) -> str:
    """The same number from a process of its own."""
    code = ("from tests.composing.bench import locks\nfrom tests.composing.bench.drawn_films import film\n"
            f"import sys\nsys.stdout.write(locks.digest(locks.scored(film({number}))))")
    root = Path(__file__).parents[3]
    paths = os.pathsep.join((str(root / "src"), str(root)))
    told_ = dict(os.environ) | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": paths}
    return subprocess.run([sys.executable, "-c", code], env=told_, cwd=root, check=True, capture_output=True, text=True).stdout


def retaken(made: Scored) -> Scored:
    """The same film with another take's luck."""
    cues = tuple(written(each.cue, replace(each.brief, take=Take(2)), made.film) for each in made.cues)
    return replace(made, cues=cues)


def moved_cut(whole: Film, shot: int, by: int) -> Film:
    """The film with the cut before a shot so many frames later; a scene that begins there begins later too."""
    episode, old = whole.episode, whole.episode.shots[shot].first_frame

    def later(frame: int) -> int:
        return frame + by if frame == old else frame

    shots = tuple(replace(each, first_frame=later(each.first_frame), end_frame=later(each.end_frame)) for each in episode.shots)
    scenes = tuple(replace(each, first_frame=later(each.first_frame), end_frame=later(each.end_frame)) for each in episode.scenes)
    return replace(whole, episode=replace(episode, shots=shots, scenes=scenes), seen=replace(whole.seen, shots=shots))


def _reach(made: Scored, at: float) -> tuple[float, float]:
    """From the hit before a moment to the hit after it in its cue, or the cue's own ends; the moment alone where no music is."""
    for cue in made.cues:
        rate = cue.brief.rate
        start, end = float(Fraction(cue.cue.first_frame) / rate), float(Fraction(cue.cue.end_frame) / rate)
        if start - 1.0 <= at <= end + 1.0:
            hits = [float(Fraction(hit.frame) / rate) for hit in cue.cue.hits if abs(hit.frame / rate - at) > 1.0]
            return max([start, *(each for each in hits if each < at)]), min([end, *(each for each in hits if each > at)])
    return at, at


def _bars(notes: Sequence[Struck], bar: float) -> dict[int, list[Struck]]:
    found: dict[int, list[Struck]] = {}
    for each in notes:
        found.setdefault(int(each.at_s / bar), []).append(each)
    return found


def recut(whole: Film, shot: int, by: int) -> Recut:
    """What moving one cut changes."""
    before, after = scored(whole), scored(moved_cut(whole, shot, by))
    at = float(whole.episode.shots[shot].first_frame / whole.episode.rate)
    is_scene = any(each.first_frame == whole.episode.shots[shot].first_frame for each in whole.episode.scenes)
    start, end = _reach(before, at)
    old, new = ([each for cue in made.cues for each in in_picture(cue)] for made in (before, after))

    def beyond(notes: Sequence[Struck]) -> list[Struck]:
        return [each for each in notes if not start - FAR_S <= each.at_s < end - FAR_S]

    def inside(notes: Sequence[Struck]) -> list[Struck]:
        return [each for each in notes if start - FAR_S <= each.at_s < end - FAR_S]

    bar = sorted(bar_s(each) for each in before.cues)[len(before.cues) // 2]
    ours, theirs = _bars(beyond(old), bar), _bars(beyond(new), bar)
    changed = sum(bool(unlike(ours.get(k, []), theirs.get(k, []))) for k in ours.keys() | theirs.keys())
    return Recut(is_scene, unlike(inside(old), inside(new)) or 0.0, unlike(beyond(old), beyond(new)) or 0.0, changed,
                 len(ours.keys() | theirs.keys()), _through(before, after) if changed else "")


def _through(before: Scored, after: Scored) -> str:
    """Where two films part first."""
    if before.book != after.book:
        return "themes"
    spans = [[(each.cue.first_frame, each.cue.end_frame) for each in made.cues] for made in (before, after)]
    if spans[0] != spans[1]:
        return "where cues lie"
    fields = {name for ours, theirs in zip(before.cues, after.cues, strict=True) for name in (
        "norm", "themes", "heart_bpm", "intent", "hits", "lines", "ending", "mired_relative", "luminance", "nostalgia")
        if getattr(ours.brief, name) != getattr(theirs.brief, name)}
    return "the brief's " + ", ".join(sorted(fields))


def recuts(films: Sequence[int] = FILMS) -> list[Recut]:
    """Some inner cuts and every scene's cut of some films, moved."""
    found = []
    for number in films:
        whole, lot = film(number), luck(Take(1), "recut", number)
        firsts = {each.first_frame for each in whole.episode.scenes}
        inner = [k for k, each in enumerate(whole.episode.shots) if k and each.first_frame not in firsts]
        scenes = [k for k, each in enumerate(whole.episode.shots) if k and each.first_frame in firsts]
        for k in (*sorted(int(each) for each in lot.permutation(inner)[:CUTS_A_FILM]), *scenes):
            found.append(recut(whole, k, FRAMES))
    return found


@dataclass(frozen=True)
class Locked:
    """A cue with locked bars, composed with another take's luck: do the bars stand, and would they without the lock?

    `midi`: players, keys, velocities and moments; `tempi`: every half-beat; `parts` of `players` have the same notes in MusicXML.
    """

    midi: bool
    tempi: bool
    parts: int
    players: int
    free: bool
    beside: bool


def begun(cue: Written, bars: KeptBars) -> list[tuple[str, int, int, float]]:
    """What begins in some bars of a MIDI file."""
    return sorted((each.part, each.key, each.velocity, round(each.at_s - bars.at_s, 4)) for each in notes_in(cue.midi)
                  if bars.at_s - 0.001 <= each.at_s < bars.end_s - 0.001)


def printed(cue: Written, bars: KeptBars) -> list[tuple[str, tuple[str, ...]]]:
    """The notes of every player in some bars of the MusicXML, who rests throughout left out."""
    root, seconds = ElementTree.fromstring(score_xml(cue.score, cue.score.parts, cue.cue.hits)), cue.sketch.tempo_map.timing()
    first = min(range(len(cue.sketch.bars)), key=lambda k: abs(seconds(cue.sketch.bars[k].at_beat) - bars.at_s))
    names = {each.get("id"): each.findtext("part-name") or "" for each in root.iter("score-part")}
    found = []
    for part in root.iter("part"):
        measures = part.findall("measure")
        first_here = first + (1 if measures[0].get("implicit") else 0)
        notes = [note for measure in measures[first_here:first_here + len(bars.bars)] for note in measure.findall("note")]
        for note in notes:
            for each in note.iter():
                each.attrib.pop("id", None)
        if any(note.find("rest") is None for note in notes):
            found.append((names[part.get("id")], tuple(ElementTree.tostring(note, "unicode") for note in notes)))
    return found


def locked(films: Sequence[int] = TWICE) -> list[Locked]:
    """The middle bars of every cue of some films that has four, locked."""
    found = []
    for number in films:
        made = scored(film(number))
        for cue in made.cues:
            count = len(cue.sketch.bars)
            if count < 4:
                continue
            whole = whole_of(cue.sketch, cue.score, cue.cue.first_frame)
            bars, other = cut(whole, count // 3 + 1, min(count - 1, count // 3 + 3), "n1"), cut(whole, 1, count // 3, "n1")
            kept, free = (written(cue.cue, replace(cue.brief, take=Take(2), kept=some), made.film) for some in ((bars,), ()))
            now, left = whole_of(kept.sketch, kept.score, cue.cue.first_frame), printed(kept, bars)
            before, after = printed(cue, bars), 0
            for each in before:
                if each in left:
                    left.remove(each)
                    after += 1
            skipped = round(2 * float(next(bar.at_beat for bar in kept.sketch.bars
                                           if abs(kept.sketch.tempo_map.seconds(bar.at_beat) - bars.at_s) < 1e-5)))
            found.append(Locked(begun(kept, bars) == begun(cue, bars), now.periods[skipped:skipped + len(bars.periods)] == bars.periods,
                                after, len(before), begun(free, bars) == begun(cue, bars), begun(kept, other) != begun(cue, other)))
    return found


def section() -> str:
    """The tables."""
    here = {number: digest(scored(film(number))) for number in TWICE}
    again = [digest_elsewhere(number, seed, threads) == here[number] for number in TWICE for seed, threads in (("1", "1"), ("77", "2"))]
    other = [digest(retaken(scored(film(number)))) == here[number] for number in TWICE]
    made = recuts()
    stand = locked()
    count = len(stand)
    rows = [
        f"| locked bars equal in MIDI: players, keys, velocities, moments (another take's luck around them) | "
        f"{told(sum(each.midi for each in stand), count)} | all |",
        f"| - their tempo, every half-beat to the microsecond | {told(sum(each.tempi for each in stand), count)} | all |",
        f"| - their notes in MusicXML, player by player | "
        f"{told(sum(each.parts for each in stand), sum(each.players for each in stand))} | all |",
        f"| - control: the same bars without the lock are equal | {told(sum(each.free for each in stand), count)} | few |",
        f"| - the trick, a cue that is left as it was: bars before them are composed anew | "
        f"{told(sum(each.beside for each in stand), count)} | most |"]
    for what, some in (("a cut inside a scene", [each for each in made if not each.is_scene]),
                       ("the cut a scene begins on", [each for each in made if each.is_scene])):
        kept, bars = sum(not each.bars_beyond for each in some), sum(each.bars for each in some)
        inside = sum(each.inside for each in some) / max(1, len(some))
        rows.append(f"| {what}, {FRAMES} frames later: nothing beyond the hits beside it changes | {told(kept, len(some))} | all |")
        rows.append(f"| - bars beyond them that change | {told(sum(each.bars_beyond for each in some), bars)} | 0 |")
        rows.append(f"| - notes between them that change | {inside:.0%} | {'some' if 'begins' in what else 'any'} |")
    ways = [each.through for each in made if each.through]
    through = ", ".join(f"{way} ({ways.count(way)})" for way in sorted(set(ways)))
    take = [unlike(*([note for cue in each.cues for note in in_picture(cue)] for each in (scored(film(n)), retaken(scored(film(n))))))
            for n in TWICE]
    return "\n".join([
        "## Determinism, locks, recut", "",
        "| figure | measured | goal |", "|---|---|---|",
        f"| MIDI and full scores of a film, equal bytes in another process (other hash seed; 1 and 2 threads) | "
        f"{told(sum(again), len(again))} | all |",
        f"| - control: another take, equal bytes | {told(sum(other), len(other))} | 0 |",
        *rows,
        f"| - control: another take, notes that change anywhere | {sum(each or 0.0 for each in take) / len(take):.0%} | many |",
        *(["", f"What changed beyond them went through {through}."] if through else []), ""])


if __name__ == "__main__":
    sys.stdout.write(section())
