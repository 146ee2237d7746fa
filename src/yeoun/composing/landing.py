"""How a hit lands: as what the texture can do at that moment, never as an added bang on every cut.

In order of choice: a theme enters, the harmony changes, a note of the melody, bass or pattern falls there (and leans);
in the quiet after a key line the music stops; only where nothing falls is a single grace note set.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from yeoun.composing.canvas import HIGHEST, Canvas
from yeoun.composing.form import is_soft
from yeoun.composing.manners import Stop
from yeoun.model.composed import Landing, SketchNote, Voice
from yeoun.model.spotted import HitClass

_ORDER = ("melody", "bed", "bass", "drone", "counter", "pulse", "pad", "grace")
_LEAN = {HitClass.A: 0.08, HitClass.B: 0.05, HitClass.C: 0.03}    # our choice


def stops_of(canvas: Canvas) -> tuple[Stop, ...]:
    """The composed stops: hits that ask for one, or that fall in the quiet after a key line (then everyone stops)."""
    out = []
    for number, (hit, beat) in enumerate(zip(canvas.brief.hits, canvas.grid.hit_beats, strict=True)):
        if beat is None or beat <= 0:
            continue
        quiet = canvas.hush.is_key_quiet(canvas.grid.seconds(beat))
        if hit.kind == "stop" or quiet:
            until = beat + 1 if hit.rests_s <= 0 else Fraction(ceil(canvas.grid.beat_at(hit.at_s + hit.rests_s) * 4), 4)
            end = min(canvas.grid.end_beat, stop_end(canvas.grid.bar_of(beat).at_beat, max(beat + 1, until)))
            out.append(Stop(number, beat, end, not quiet and is_soft(hit, beat, canvas.phrases)))
    return tuple(out)


def stop_end(bar_start: Fraction, later: Fraction) -> Fraction:
    """Where the music may begin again after a stop: not before `later`, on a whole beat of the bar."""
    inside = later - bar_start
    return bar_start + (inside if inside.denominator == 1 else Fraction(int(inside) + 1))


def _leaned(voices: list[Voice], beat: Fraction, role: str, why: str, lean: float, under: bool) -> list[Voice]:
    out = []
    for voice in voices:
        if voice.role == role:
            notes = tuple(replace(note, why=f"{why}: {note.why}",
                                  force=note.force if under else round(min(1.0, note.force + lean), 3))
                          if note.at_beat == beat else note for note in voice.notes)
            voice = replace(voice, notes=notes)
        out.append(voice)
    return out


def _grace(canvas: Canvas, beat: Fraction, why: str) -> SketchNote | None:
    """A soft high chord tone, above the speaker's band."""
    at_s = canvas.grid.seconds(beat)
    band = canvas.hush.band(at_s, at_s + 0.3)
    low = max(67, band[1] + 1 if band else 0)
    tones = {key % 12 for key in canvas.voicing[canvas.slot_at(beat)]}
    key = next((key for key in range(low, HIGHEST + 1) if key % 12 in tones), None)
    if key is None:
        return None
    length = min(Fraction(1), canvas.grid.end_beat - beat)
    return SketchNote(beat, length, key, min(0.4, canvas.force(beat, "grace")), f"{why}: grace")


def land(voices: Sequence[Voice], canvas: Canvas,
         stops: Sequence[Stop]) -> tuple[tuple[Voice, ...], tuple[Landing, ...], tuple[str, ...]]:
    """The voices with every hit marked in them, where each landed, and which could not.

    Gives  a landing only for what is really there: an onset at that beat, or notes that end there and none that begin
    """
    out, landings, remarks = list(voices), [], []
    graces: list[SketchNote] = []
    for number, (hit, beat) in enumerate(zip(canvas.brief.hits, canvas.grid.hit_beats, strict=True)):
        if beat is None:
            continue
        why = f"hit {hit.grade.value}{number + 1}"
        stop = next((each for each in stops if each.at_beat == beat), None)
        if stop is not None:
            ended = [v for v in out if any(n.at_beat + n.beats == beat for n in v.notes)
                     and not any(n.at_beat <= beat < n.at_beat + n.beats for n in v.notes)]
            if ended:
                landings.append(Landing(number, ended[0].name, "stop", beat))
            else:
                remarks.append(f"hit {number + 1} is not met: "
                               + ("nothing moves there that could stop" if stop.is_soft else "the music is silent already"))
            continue
        there = {v.role: v for v in reversed(out) if any(n.at_beat == beat for n in v.notes)}
        role = next((role for role in _ORDER if role in there), None)
        if role is None:
            grace = _grace(canvas, beat, why)
            if grace is None:
                remarks.append(f"hit {number + 1} is not met: no free register above the voice")
                continue
            graces.append(grace)
            landings.append(Landing(number, "grace", "onset", beat))
            continue
        slot = canvas.slot_at(beat)
        changes = role in {"bed", "bass"} and canvas.slots[slot].at_beat == beat and slot > 0 \
            and canvas.harmony[slot] != canvas.harmony[slot - 1]
        under = canvas.hush.speaking(canvas.grid.seconds(beat)) is not None
        out = _leaned(out, beat, role, why, _LEAN[hit.grade], under)
        landings.append(Landing(number, there[role].name, "change" if changes else "onset", beat))
    if graces:
        old = next((v for v in out if v.role == "grace"), Voice("grace", "grace", None, "hits between the beats", ()))
        out = [v for v in out if v.role != "grace"] + [replace(old, notes=(*old.notes, *graces))]
    return tuple(out), tuple(landings), tuple(remarks)
