"""Manners under words: what is taken out so that a line can be heard (our choice).

No attack just before a line; nothing in the beat after a key line; nothing new begins under a line; the band of the
voice stays free; at most two onsets a second, three or four of a pattern that runs already where the scene is aroused.
Hits win over manners, stops win over everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.composing.canvas import UNDER_WORDS, Canvas
from yeoun.composing.form import feeling_at
from yeoun.model.composed import SketchNote, Voice
from yeoun.model.spotted import Ending

ONSETS_A_SECOND = 2       # our choice
RUNNING = ((0.78, 4), (0.62, 3))    # our choice: arousal from which a pattern that ran before the words may go on so fast
_PRIORITY = ("melody", "bass", "bed", "drone", "pad", "counter", "pulse", "grace")
_RESTED_S = 0.75          # our choice: after so long without a note a voice enters anew
_GROUND = frozenset({"bed", "bass", "drone"})
_TINY = Fraction(1, 8)
LEAST_BACK = Fraction(1)  # our choice: for less before words nobody comes back from a stop
_HELD = frozenset({"bed", "drone", "pad"})     # what a soft stop leaves lying


@dataclass(frozen=True, slots=True)
class Stop:
    """A composed hole, in beats: the hit (an index into the brief's) that asks for it; soft = the ground and a theme go on."""

    hit: int
    at_beat: Fraction
    end: Fraction
    is_soft: bool


def _until_end(note: SketchNote, canvas: Canvas) -> SketchNote | None:
    end = canvas.grid.end_beat
    if note.at_beat >= end or note.at_beat < 0:
        return None
    return note if note.at_beat + note.beats <= end else replace(note, beats=end - note.at_beat)


def _for_less_than_a_beat(note: SketchNote, role: str, kept: Sequence[SketchNote], stops: Sequence[Stop], canvas: Canvas) -> bool:
    """Whether a voice that moves would come back with this note from a soft stop, and words begin within a beat of it."""
    stop = next((each for each in reversed(stops) if each.is_soft and each.at_beat <= note.at_beat), None)
    if stop is None or role in _HELD or note.why.startswith("theme") or note.at_beat in canvas.grid.hit_beats:
        return False
    begin_s, back_s = canvas.grid.seconds(note.at_beat), canvas.grid.seconds(note.at_beat + LEAST_BACK)
    soon = any(begin_s <= line.span.start_s < back_s for line in canvas.hush.lines)
    return soon and not any(each.at_beat >= stop.at_beat for each in kept)


def _stopped(note: SketchNote, role: str, stops: Sequence[Stop]) -> SketchNote | None:
    """A note around the stops: cut short where one begins, gone where it would begin inside one."""
    for stop in stops:
        if stop.is_soft and (role in _HELD or note.why.startswith("theme")):
            continue
        if stop.at_beat <= note.at_beat < stop.end:
            return None
        if note.at_beat < stop.at_beat < note.at_beat + note.beats:
            note = replace(note, beats=stop.at_beat - note.at_beat)
    return note


_GROUND = frozenset({"bed", "bass"})    # roles that hold the harmony


def _out_of_band(note: SketchNote, canvas: Canvas, hits: frozenset[Fraction]) -> SketchNote | None:
    """A note that would sit on the speaker's voice: dropped under the line, ended where the line begins."""
    start_s, end_s = canvas.grid.seconds(note.at_beat), canvas.grid.seconds(note.at_beat + note.beats)
    for line in canvas.hush.lines:
        if line.span.end_s <= start_s or line.span.start_s >= end_s:
            continue
        band = canvas.hush.band(float(line.span.start_s), float(line.span.end_s))
        if band is None or not band[0] <= note.key <= band[1]:
            continue
        if start_s >= line.span.start_s:
            if note.at_beat in hits:
                return replace(note, beats=min(note.beats, Fraction(1, 2)))
            return None
        beat = Fraction(int(canvas.grid.beat_at(float(line.span.start_s)) * 2), 2)    # a value people write
        left = beat - note.at_beat
        if left < Fraction(1, 2):
            return None
        note = replace(note, beats=min(note.beats, left))
        end_s = canvas.grid.seconds(note.at_beat + note.beats)
    return note


def _back(whole: SketchNote, left: SketchNote | None, canvas: Canvas) -> SketchNote | None:
    """What gave way to a voice, taken up again once the words are over; None where nothing gave way or nothing is left."""
    end = left.at_beat + left.beats if left is not None else whole.at_beat
    line = next((line for line in canvas.hush.lines if float(line.span.end_s) > canvas.grid.seconds(end)
                 and float(line.span.start_s) < canvas.grid.seconds(whole.at_beat + whole.beats)), None)
    if line is None or end >= whole.at_beat + whole.beats:
        return None
    beat = Fraction(int(canvas.grid.beat_at(float(line.span.end_s) + 0.05) * 2) + 1, 2)
    rest = replace(whole, at_beat=beat, beats=whole.at_beat + whole.beats - beat, why=f"{whole.why}; again after the words")
    at_s = canvas.grid.seconds(beat)
    if rest.beats < 1 or not canvas.hush.may_attack(at_s) or canvas.hush.speaking(at_s) is not None:
        return None
    return rest if _out_of_band(rest, canvas, frozenset()) == rest else None


def _after_words(note: SketchNote, canvas: Canvas) -> SketchNote | None:
    """A held note that would enter under a line, entering in the next gap instead; None when nothing is left of it."""
    line = canvas.hush.speaking(canvas.grid.seconds(note.at_beat))
    if line is None:
        return note
    beat = Fraction(int(canvas.grid.beat_at(float(line.span.end_s) + 0.05) * 2) + 1, 2)
    at_s = canvas.grid.seconds(beat)
    left = note.at_beat + note.beats - beat
    if left < 1 or not canvas.hush.may_attack(at_s) or canvas.hush.speaking(at_s) is not None:
        return None
    return replace(note, at_beat=beat, beats=left, why=f"{note.why}; enters after the words")


def _entering(voice: Voice, canvas: Canvas, hits: frozenset[Fraction]) -> Voice:
    """Without the notes with which a rested voice would begin anew under a line."""
    kept: list[SketchNote] = []
    until_s = -10.0
    for note in voice.notes:
        at_s = canvas.grid.seconds(note.at_beat)
        if canvas.hush.speaking(at_s) and at_s - until_s > _RESTED_S and note.at_beat not in hits \
                and not note.why.startswith("theme"):
            later = _after_words(note, canvas) if voice.role in _GROUND else None
            if later is None:
                continue
            note = later
        kept.append(note)
        until_s = max(until_s, canvas.grid.seconds(note.at_beat + note.beats))
    if not kept and voice.role in {"bed", "bass", "drone"}:
        return voice      # words from end to end: the quietest ground stays rather than nothing
    return replace(voice, notes=tuple(kept))


def onsets_at(canvas: Canvas, at_s: float, is_running: bool) -> int:
    """How many onsets a second words bear at a moment.

    is_running  of a pattern that sounded before they began
    """
    arousal = feeling_at(canvas.brief.intent, at_s)[1]
    return next((count for bound, count in RUNNING if arousal >= bound), ONSETS_A_SECOND) if is_running else ONSETS_A_SECOND


def _thinned(voices: list[Voice], canvas: Canvas, hits: frozenset[Fraction]) -> list[Voice]:
    """At most two onsets a second under words, more of a pattern that runs; the less needed role gives way first."""
    taken: list[float] = [canvas.grid.seconds(beat) for beat in sorted(hits)]
    thinner: dict[str, tuple[SketchNote, ...]] = {}
    for voice in sorted(voices, key=lambda v: (_PRIORITY.index(v.role), v.name)):
        kept, until_s = list[SketchNote](), -10.0
        for note in voice.notes:
            at_s = canvas.grid.seconds(note.at_beat)
            if canvas.hush.speaking(at_s) is not None and not any(abs(at_s - t) < 0.005 for t in taken):
                near = [t for t in taken if abs(t - at_s) < 1.0]
                most = onsets_at(canvas, at_s, voice.role == "pulse" and at_s - until_s <= _RESTED_S)
                if sum(t <= at_s for t in near) >= most or sum(t >= at_s for t in near) >= most:
                    continue
                taken.append(at_s)
            kept.append(note)
            until_s = canvas.grid.seconds(note.at_beat + note.beats)
        thinner[voice.name] = tuple(kept)
    return [replace(voice, notes=thinner[voice.name]) for voice in voices]


def mannered(voices: Sequence[Voice], canvas: Canvas, stops: Sequence[Stop]) -> tuple[Voice, ...]:
    """The voices with good manners: nothing they play is in a speaker's way.

    stops  composed holes: a hit that lands as a stop
    Gives  only voices that still have notes, in the order given
    """
    hits = frozenset(beat for beat in canvas.grid.hit_beats if beat is not None)
    polite: list[Voice] = []
    for voice in voices:
        kept: list[SketchNote] = []
        for note in sorted(voice.notes, key=lambda n: (n.at_beat, n.key)):
            at_s = canvas.grid.seconds(note.at_beat)
            fits: SketchNote | None = _until_end(note, canvas)
            if fits is not None and (canvas.hush.is_key_quiet(at_s)
                                     or (not canvas.hush.may_attack(at_s) and note.at_beat not in hits)):
                fits = None
            fits = _stopped(fits, voice.role, stops) if fits else None
            fits = None if fits and _for_less_than_a_beat(fits, voice.role, kept, stops, canvas) else fits
            whole = fits
            fits = _out_of_band(fits, canvas, hits) if fits and not note.why.startswith("theme") else fits
            back = _back(whole, fits, canvas) if whole is not None and voice.role in _GROUND else None
            if fits is not None and fits.beats >= _TINY:
                under = canvas.hush.speaking(at_s) is not None
                kept.append(replace(fits, force=min(fits.force, UNDER_WORDS)) if under else fits)
            kept += [back] if back is not None else []
        polite.append(_entering(replace(voice, notes=tuple(kept)), canvas, hits))
    return tuple(voice for voice in _thinned(polite, canvas, hits) if voice.notes)


def ringing(voices: Sequence[Voice], canvas: Canvas) -> tuple[Voice, ...]:
    """The last notes of an ending that rings are held on into the tail, unless what is heard there is to be left alone."""
    if canvas.brief.ending is not Ending.RING or canvas.brief.tail_s <= 0 or canvas.brief.lets_go:
        return tuple(voices)
    end = canvas.grid.end_beat
    more = Fraction(round(min(3.0, 0.8 * float(canvas.brief.tail_s)) * canvas.grid.bpm_at(end) / 60 * 2), 2)
    return tuple(replace(voice, notes=tuple(
        replace(note, beats=note.beats + more) if note.at_beat + note.beats == end else note for note in voice.notes))
        for voice in voices)
