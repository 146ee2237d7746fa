"""Reading a sketch back: our own frozen meter, and legibility.

The meter knows nothing of how a sketch was made: it looks at notes and tempo only. Its numbers are frozen (our
choice, after the signs of Juslin and Laukka 2003 and the order of Eerola, Friberg and Bresin 2013); agreement with the
intent is self-consistency, not proof.
"""

from dataclasses import dataclass

from yeoun.model.composed import Brief, Sketch, SketchNote, TempoMap, Voice
from yeoun.model.feeling import Feelings

MIDDLE = (0.07, 0.56, 0.56)    # Eerola and Vuoskoski 2011: mean of 110 film excerpts, on our axes
_UNSURE = 0.05                 # our choice: a wish smaller than this asks for nothing


@dataclass(frozen=True, slots=True)
class Surface:
    """What a stretch of notes is like: tempo, mean force 0..1, mean key, onsets a second, and the rest below."""

    tempo: float
    level: float
    register: float
    density: float
    articulation: float     # median length of a note, seconds
    roughness: float        # share of sounding pairs that are seconds, sevenths or tritones
    contour: float          # share of steps of the line that rise, less the share that fall
    brightness: float       # highest sounding key, mean over time


def _rough(notes: list[tuple[float, float, SketchNote]], start_s: float, end_s: float) -> float:
    moments, harsh, pairs = 12, 0, 0
    for k in range(moments):
        at = start_s + (end_s - start_s) * (k + 0.5) / moments
        keys = sorted({note.key for on, off, note in notes if on <= at < off})
        for i, low in enumerate(keys):
            for high in keys[i + 1:]:
                pairs += 1
                harsh += (high - low) % 12 in {1, 2, 6, 10, 11}
    return harsh / pairs if pairs else 0.0


def _timed(voices: tuple[Voice, ...], tempo_map: TempoMap) -> list[tuple[float, float, SketchNote, str]]:
    beats = {b for v in voices for n in v.notes for b in (n.at_beat, n.at_beat + n.beats)}
    seconds = tempo_map.timing()
    when = {beat: float(seconds(beat)) for beat in beats}
    return sorted(((when[n.at_beat], when[n.at_beat + n.beats], n, v.role) for v in voices for n in v.notes),
                  key=lambda item: (item[0], item[2].key))


def _top(notes: list[tuple[float, float, SketchNote]], start_s: float, end_s: float) -> float:
    """The highest sounding key, on average over time."""
    tops = []
    for k in range(24):
        at = start_s + (end_s - start_s) * (k + 0.5) / 24
        tops += [max((note.key for on, off, note in notes if on <= at < off), default=0)]
    heard = [top for top in tops if top]
    return sum(heard) / len(heard) if heard else 60.0


def _surface(timed: list[tuple[float, float, SketchNote, str]], start_s: float, end_s: float,
             tempo: float) -> Surface | None:
    inside = [item for item in timed if start_s <= item[0] < end_s]
    sounding = [(on, off, note) for on, off, note, _ in timed if on < end_s and off > start_s]
    if not sounding:
        return None
    weights = [min(off, end_s) - max(on, start_s) for on, off, _ in sounding]
    whole = sum(weights) or 1.0
    onsets = sorted({round(on, 3) for on, _, _, _ in inside})
    level = sum(w * n.force for w, (_, _, n) in zip(weights, sounding, strict=True)) / whole
    line = [n.key for _, _, n, role in inside if role == "melody"]
    tops = line or [max(n.key for on, _, n, _ in inside if round(on, 3) == at) for at in onsets]
    steps = [(b > a) - (b < a) for a, b in zip(tops, tops[1:], strict=False)]
    lengths = sorted(off - on for on, off, _, _ in inside) or [end_s - start_s]
    return Surface(
        tempo, level, sum(w * n.key for w, (_, _, n) in zip(weights, sounding, strict=True)) / whole,
        len(onsets) / (end_s - start_s), lengths[len(lengths) // 2], _rough(sounding, start_s, end_s),
        sum(steps) / len(steps) if steps else 0.0, _top(sounding, start_s, end_s))


def bpm_over(tempo_map: TempoMap, start_s: float, end_s: float) -> float:
    """The mean tempo of a stretch."""
    at, tempi = tempo_map.beat0_us / 1e6, []
    for mark, following in zip(tempo_map.marks, (*tempo_map.marks[1:], None), strict=True):
        last = end_s if following is None else at + float(following.at_beat - mark.at_beat) * mark.microseconds / 1e6
        if last > start_s and at < end_s:
            tempi.append(60e6 / mark.microseconds)
        at = last
    return sum(tempi) / len(tempi) if tempi else 60e6 / tempo_map.marks[0].microseconds


def realised_arousal(voices: tuple[Voice, ...], tempo_map: TempoMap, length_s: float,
                     window_s: float = 3.0) -> tuple[tuple[float, float], ...]:
    """Arousal as the notes have it: (middle of a window in cue seconds, 0..1); silent windows are left out.

    Frozen: 0.38 onset density (of 7 a second) + 0.34 force + 0.14 register (C3..C5) + 0.14 tempo (50..140).
    """
    timed = _timed(voices, tempo_map)
    out = []
    count = max(1, int(length_s / window_s))
    for k in range(count):
        start, end = k * length_s / count, (k + 1) * length_s / count
        seen = _surface(timed, start, end, bpm_over(tempo_map, start, end))
        if seen is not None:
            value = 0.38 * min(1.0, seen.density / 7) + 0.34 * seen.level
            value += 0.14 * min(1.0, max(0.0, (seen.register - 48) / 24))
            value += 0.14 * min(1.0, max(0.0, (seen.tempo - 50) / 90))
            out.append((round((start + end) / 2, 3), round(value, 4)))
    return tuple(out)


def mean_of(feelings: Feelings) -> tuple[float, float, float]:
    """The mean valence, arousal and tension of a stretch."""
    count = max(1, len(feelings.valence))
    return sum(feelings.valence) / count, sum(feelings.arousal) / count, sum(feelings.tension) / count


def expected(valence: float, arousal: float, tension: float) -> Surface:
    """The surface a feeling has in the frozen table: where the signs are measured from.

    Straight lines through 72 of the program's own cues of one feeling each (our choice, then frozen); contour from level.
    """
    return Surface(tempo=46.0 + 71.6 * arousal, level=0.21 + 0.54 * arousal - 0.06 * tension,
                   register=55.4 + 8.3 * arousal - 2.3 * valence, density=-1.9 + 7.5 * arousal + 2.2 * tension,
                   articulation=2.9 - 3.0 * arousal - 0.6 * tension, roughness=0.08 + 0.36 * tension + 0.2 * valence,
                   contour=0.0, brightness=64.2 + 1.7 * valence + 12.3 * arousal + 4.5 * tension)


def legible(voices: tuple[Voice, ...], tempo_map: TempoMap, brief: Brief) -> tuple[tuple[str, bool | None], ...]:
    """Eight cues that are not harmony: does each lean the way the feeling asks (None: the feeling asks nothing)?

    The reference is half the episode's norm and half the middle of film music.
    """
    norm = tuple((own + middle) / 2 for own, middle in zip(brief.norm, MIDDLE, strict=True))
    valence, arousal, tension = mean_of(brief.intent)
    more = arousal - norm[1]
    wish = {"tempo": more, "level": more, "register": more + 0.2 * (valence - norm[0]), "articulation": -more,
            "density": more, "roughness": tension - norm[2], "contour": more, "brightness": more}
    length = float(brief.length_s)
    seen = _surface(_timed(voices, tempo_map), 0.0, length, bpm_over(tempo_map, 0.0, length))
    ordinary = expected(norm[0], norm[1], norm[2])
    out: list[tuple[str, bool | None]] = []
    for cue, asked in wish.items():
        if seen is None or abs(asked) < _UNSURE:
            out.append((cue, None))
        else:
            out.append((cue, (getattr(seen, cue) - getattr(ordinary, cue)) * asked > 0))
    return tuple(out)


def line_share(sketch: Sketch, brief: Brief, band_of: tuple[tuple[float, float, int, int], ...]) -> float:
    """The share of note energy inside the speakers' bands while they speak: (start_s, end_s, low, high) each."""
    inside = whole = 0.0
    for on, off, note, _ in _timed(sketch.voices, sketch.tempo_map):
        for start, end, low, high in band_of:
            energy = note.force ** 2 * max(0.0, min(off, end) - max(on, start))
            whole += energy
            inside += energy if low <= note.key <= high else 0.0
    return inside / whole if whole else 0.0


