"""Who speaks for whom, decided before anybody has a note: what a character feels, what they show, and the room.

Where what somebody feels and what they show lie apart, two lines are written beside the cue, each from its own curve: the thought,
on the instrument that is this person's through the series, and the face, which takes the place of the pulse. They differ in register
and articulation, for they follow different curves; no fader parts them. Everything else is the room, and the tune sings what is
felt, as it was composed. Where nothing is hidden the cue stays as it is.

All constants are our choice. Conventions: seconds are cue time, beats are quarters, keys MIDI; curves 0..1 (arousal), -1..1 (valence).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.model.composed import Bar, Brief, Sketch, SketchNote, Voice
from yeoun.model.feeling import Feelings
from yeoun.model.scored import Instrument
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.figure import hushed, quiet, rubs, tones_at
from yeoun.orchestrating.mood import is_clear, voice_at
from yeoun.orchestrating.terms import Scene, answers, welcome
from yeoun.units.luck import Take, luck

THOUGHT, FACE = "thought", "pulse"
APART_AROUSAL, APART_VALENCE = 0.15, 0.3    # from so far apart on something is hidden
HIDDEN_SHARE = 0.2       # ... over so much of the cue that two layers are worth it
AHEAD_S = 1.0            # a tone follows the curve over so much of what comes
WIDEN, REACH = 2.5, 0.7  # a narrow curve is widened at most so many times, to this range: within a cue it is change that is heard
SLOWEST, OCTAVES = 0.4, 3.6     # onsets a second at rest, and how often they double to the most stirred
HEIGHT = 12              # semitones from rest to the most stirred
AWAY = 12                # semitones between the thought and the mean of the others, where its player has room
SOFT, LOUD = 0.2, 0.5    # force at rest, and what is added to the most stirred
LONG, SHORT = 0.97, 0.5  # share of its step that a tone sounds: at rest, and most stirred
WORDS_S, WORDS_SOFT = 1.0, 0.6    # through words a thought begins no more than one tone in so long, and so much softer
STILL_S = 2.5            # ... if it sounded so lately
BREATH_S = 0.2           # ... and none so near before a line
CLOSE = 0.5              # closeness of the players from whom a person's voice is drawn who has no theme
FACE_KEY, FACE_KEYS = 65, (55, 79)    # the middle of the face's compass, and its bounds
DUPLE = tuple(Fraction(1, k) * 4 for k in (1, 2, 4, 8, 16))
TRIPLE = (Fraction(3), Fraction(3, 2), Fraction(1, 2), Fraction(1, 4))

Spans = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """The plan of a cue: where something is hidden (beats), whose it is, and who speaks for it."""

    spans: Spans
    thinks: Instrument
    why: str


def _mean(values: Sequence[float], every_s: float, start_s: float, end_s: float) -> float:
    first = min(len(values) - 1, max(0, int(start_s / every_s)))
    found = values[first:max(first + 1, int(end_s / every_s) + 1)]
    return sum(found) / len(found)


def _bar_end(bar: Bar) -> Fraction:
    return bar.at_beat + Fraction(4 * bar.beats, bar.unit)


def hidden(felt: Feelings, shown: Feelings, clock: Clock) -> Spans:
    """The bars in which what is felt and what is shown lie apart, neighbours as one stretch; none where it is too little of the cue."""
    found: list[tuple[Fraction, Fraction]] = []
    every = float(felt.every)
    for bar in clock.sketch.bars:
        start_s, end_s = clock.at(bar.at_beat), clock.at(_bar_end(bar))
        gaps = [abs(_mean(one, every, start_s, end_s) - _mean(two, every, start_s, end_s))
                for one, two in ((felt.arousal, shown.arousal), (felt.valence, shown.valence))]
        if gaps[0] >= APART_AROUSAL or gaps[1] >= APART_VALENCE:
            if found and found[-1][1] == bar.at_beat:
                found[-1] = (found[-1][0], _bar_end(bar))
            else:
                found.append((bar.at_beat, _bar_end(bar)))
    whole = sum(end - start for start, end in found)
    return tuple(found) if whole >= Fraction(HIDDEN_SHARE) * clock.sketch.end_beat else ()


def voice_of(brief: Brief, players: Sequence[Instrument], scene: Scene) -> tuple[Instrument, str] | None:
    """The instrument of what a character thinks, and why: their theme's own; else drawn once for their name, the same in every cue.

    players  those the house has;  scene  who is welcome in it
    Gives    None where nobody can
    """
    able = sorted((player for player in players if "counter" in player.roles and welcome(player, scene)
                   and player.best_high - player.best_low >= HEIGHT), key=lambda player: player.name)
    own = [player for player in able if brief.inner_voice and answers(player, brief.inner_voice)]
    if own:
        return own[0], f"their theme's own instrument ({brief.inner_voice})"
    close = [player for player in able if player.intimacy >= CLOSE and not player.is_gugak] or able
    if not close:
        return None
    drawn = int(luck(Take(1), "inner voice", str(brief.character)).integers(len(close)))
    return close[drawn], "drawn for their name, for no theme of theirs asks for one"


def layers_of(brief: Brief, clock: Clock, players: Sequence[Instrument], scene: Scene) -> Layers | None:
    """The plan of a cue; None where it follows nobody or nothing is hidden."""
    shown = brief.shown
    if brief.character is None or shown is None or not shown.arousal:
        return None
    spans, found = hidden(brief.intent, shown, clock), voice_of(brief, players, scene)
    if not spans or found is None:
        return None
    whole = sum(clock.at(end) - clock.at(start) for start, end in spans)
    return Layers(spans, found[0], f"{brief.character} hides what they feel for {whole:.0f} s; {found[0].english} is {found[1]}")


def _stirred(values: Sequence[float], every_s: float, at_s: float) -> float:
    """A curve ahead of a moment, a narrow one widened about its middle, 0..1."""
    low, high = min(values), max(values)
    wide = min(WIDEN, max(1.0, REACH / max(0.05, high - low)))
    middle = (low + high) / 2
    return min(1.0, max(0.0, middle + wide * (_mean(values, every_s, at_s, at_s + AHEAD_S) - middle)))


def _step(stirred: float, at: Fraction, bar: Bar, clock: Clock) -> Fraction:
    """How long a step is: what lies on the bar's own grid and comes nearest to the pace of the curve."""
    wished = SLOWEST * 2 ** (OCTAVES * stirred)
    a_beat = max(1e-3, clock.at(at + 1) - clock.at(at))
    grid = TRIPLE if bar.unit == 8 and bar.beats % 3 == 0 else DUPLE
    fit = [step for step in grid if (at - bar.at_beat) % step == 0] or [grid[-1]]
    return min(fit, key=lambda step: (max(wished * float(step) * a_beat, 1 / (wished * float(step) * a_beat)), step))


def _centre(player: Instrument, others: Sequence[SketchNote], brief: Brief) -> int:
    """The middle of a thought's compass: an octave off the mean of the others if its player has room, off who speaks if it can."""
    beats = sum(note.beats for note in others) or Fraction(1)
    mean = float(sum(note.key * note.beats for note in others) / beats) if others else 60.0
    voices = [keys for line in brief.lines if (keys := voice_at(brief, float(line.span.start_s))) is not None]
    low, high = player.best_low + HEIGHT // 2, player.best_high - HEIGHT // 2
    return min(range(low, max(low, high) + 1), key=lambda key: (
        sum(below <= key <= above for below, above in voices), max(0.0, AWAY - abs(key - mean)), abs(key - mean), key))


def _goes_on(made: Sequence[SketchNote], at_s: float, clock: Clock, brief: Brief) -> bool:
    """Whether a thought may take its next tone although somebody speaks: it was sounding, its last tone is long enough ago."""
    if not made or hushed(at_s, clock, brief) or voice_at(brief, at_s) is None:
        return False
    if any(0.0 < line.span.start_s - at_s < BREATH_S for line in brief.lines):
        return False
    last = made[-1]
    return at_s - clock.at(last.at_beat) >= WORDS_S and at_s - clock.at(last.at_beat + last.beats) < STILL_S


def _line(values: Sequence[float], every_s: float, centre: int, bounds: tuple[int, int], spans: Spans, clock: Clock, brief: Brief,
          why: str, thinks: bool = False) -> list[SketchNote]:
    """A line that follows a curve: how often, how high, how loud and how short; through words it holds the tone it had.

    thinks  it goes on through words, softly, slowly and off the voice: what is thought goes on while something else is said
    """
    made: list[SketchNote] = []
    for start, end in spans:
        at, turn = start, 0
        while at < end:
            bar = next(bar for bar in reversed(clock.sketch.bars) if bar.at_beat <= at)
            at_s = clock.at(at)
            stirred = _stirred(values, every_s, at_s)
            chord = next((each for each in reversed(clock.sketch.chords) if each.at_beat <= at), None)
            changes = min([each.at_beat for each in clock.sketch.chords if each.at_beat > at], default=end)
            step = min(_step(stirred, at, bar, clock), end - at, changes - at)
            through = thinks and quiet(at_s, clock, brief) and _goes_on(made, at_s, clock, brief)
            if quiet(at_s, clock, brief) and not through:
                if made and chord is not None and made[-1].key % 12 in chord.pitch_classes and made[-1].at_beat >= start:
                    made[-1] = replace(made[-1], beats=at + step - made[-1].at_beat)
                at += step
                continue
            target = centre + HEIGHT * (stirred - 0.5)
            tones = tones_at(clock, at)
            length = step * Fraction(round(100 * (LONG - (LONG - SHORT) * max(0.0, stirred - 0.3) / 0.7)), 100)
            free = [key for key in range(bounds[0], bounds[1] + 1) if key % 12 in tones and not rubs(key, at, length, clock)
                    and (not through or is_clear(brief, key, at_s))]
            near = sorted(free, key=lambda key: (abs(key - target), key))
            if near:
                key = near[turn % 2 if len(near) > 1 and abs(near[1] - target) <= 5 else 0]
                force = round((SOFT + LOUD * stirred) * (WORDS_SOFT if through else 1.0), 4)
                made.append(SketchNote(at, length, key, force, f"{why} (arousal {stirred:.2f})"))
                turn += 1
            at += step
    return made


def layered(sketch: Sketch, brief: Brief, clock: Clock, plan: Layers) -> Sketch:
    """The sketch with the thought and the face of who hides something.

    plan   where, and on which instrument
    Gives  a voice that speaks what is felt, and the pulse, where something is hidden, as a voice that speaks what is shown; tones of
           the pulse on hits stay
    """
    shown, every = brief.shown, float(brief.intent.every)
    if shown is None:
        return sketch
    others = [note for voice in sketch.voices if voice.role in {"melody", "bed", "bass"} for note in voice.notes]
    centre = _centre(plan.thinks, others, brief)
    thought = _line(brief.intent.arousal, every, centre, (plan.thinks.best_low, plan.thinks.best_high), plan.spans, clock, brief,
                    f"what {brief.character} thinks", thinks=True)
    pulse = next((voice for voice in sketch.voices if voice.name == FACE), None)
    landings = {landing.at_beat for landing in sketch.landings}
    left = [note for note in (pulse.notes if pulse is not None else ())
            if note.at_beat in landings or not any(start <= note.at_beat < end for start, end in plan.spans)]
    face = [note for note in _line(shown.arousal, every, FACE_KEY, FACE_KEYS, plan.spans, clock, brief, f"what {brief.character} shows")
            if note.at_beat not in {each.at_beat for each in left}]
    voices = [voice for voice in sketch.voices if voice.name != FACE]
    voices.append(Voice(FACE, "pulse", brief.character, f"shows what {brief.character} lets others see",
                        tuple(sorted((*left, *face), key=lambda note: (note.at_beat, note.key)))))
    voices.append(Voice(THOUGHT, "counter", brief.character, f"thinks what {brief.character} does not say; {plan.why}", tuple(thought),
                        None, True))
    return replace(sketch, voices=tuple(voice for voice in voices if voice.notes))
