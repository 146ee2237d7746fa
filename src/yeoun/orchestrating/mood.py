"""What the players must know of the scene: its feeling, its light, how much is spoken, how close it stands.

Light by our choice (decide on mired against the episode; golden at +50, cold at -60; a word
of the script outweighs the colour). Feeling is the brief's mean. Intimacy is our choice: quiet, spoken and remembered
scenes want players who sit close.

Conventions: warmth -1 (coldest) .. 1 (warmest); valence -1..1; everything else 0..1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import TypeAlias

from yeoun.model.composed import Brief, Sketch
from yeoun.model.media import Span
from yeoun.units.pitch import to_hertz

WARM_AT = 80.0      # mired against the episode that count as wholly warm or cold: our choice around +50 and -60
LEANS = 0.2         # warmth from which light is called warm, or cold below: our choice, 16 mired
WORD_SHARE = 0.4    # how much the script's word for the hour weighs beside the colour: our choice
UNKNOWN_VOICE = (110.0, 330.0)    # hertz kept free under a voice nobody could measure: our choice
UNMEASURED_HZ = 165.0             # ... and where keys are kept off it: between the usual medians of men and women
SIXTH = 9                         # semitones to either side of a voice: our choice
VOICE_REACH = 2.0 ** (9 / 12)     # a major sixth either side of the voice, our choice

_HOUR_WARMTH = {
    "golden": 0.9, "sunrise": 0.5, "afternoon": 0.3, "dusk": -0.1, "dawn": -0.4, "evening": -0.3, "night": -0.6,
    "morning": 0.1, "day": 0.0,
}
_HOUR_COLOUR = {
    "golden": "golden", "sunrise": "golden", "afternoon": "golden", "dusk": "dusk", "evening": "dusk", "dawn": "dawn",
    "night": "night", "morning": "dawn", "day": "silver",
}


_MANNERS = {"orchestral": "orchestra", "lo-fi": "lofi", "lo_fi": "lofi"}


Keys: TypeAlias = tuple[int, int] | None    # lowest and highest MIDI key of a band, or none


@dataclass(frozen=True, slots=True)
class Mood:
    """The scene as a player hears of it. `colours` strongest first; `light` in words, with the figure behind it."""

    valence: float
    arousal: float
    peak: float            # of arousal
    tension: float
    nostalgia: float
    warmth: float
    luminance: float
    colours: tuple[str, ...]
    light: str
    spoken: float          # share of the cue under lines
    intimacy: float        # wished


def voice_at(brief: Brief, at_s: float) -> Keys:
    """The lowest and highest key that lie on who speaks at a moment: a sixth about each voice; None where nobody speaks.

    at_s  cue time. The rule is composing's own (its grid): what it keeps off a voice is not moved back onto it here.
    """
    keys = [round(69 + 12 * log2((line.f0_hz or UNMEASURED_HZ) / 440.0)) for line in brief.lines
            if line.span.start_s <= at_s < line.span.end_s]
    return (min(keys) - SIXTH, max(keys) + SIXTH) if keys else None


def is_clear(brief: Brief, key: int, at_s: float) -> bool:
    """Whether a key that begins at a moment lies off who speaks there."""
    keys = voice_at(brief, at_s)
    return keys is None or not keys[0] <= key <= keys[1]


def _clamp(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def _mean(values: Sequence[float], empty: float) -> float:
    return sum(values) / len(values) if values else empty


def spoken_share(brief: Brief, start_s: float, end_s: float) -> float:
    """Which share of a stretch of the cue lies under lines.

    start_s, end_s   cue time; an empty stretch has no words in it
    """
    if end_s <= start_s:
        return 0.0
    under = sum(max(0.0, min(end_s, line.span.end_s) - max(start_s, line.span.start_s)) for line in brief.lines)
    return min(1.0, under / (end_s - start_s))


def voice_bands(brief: Brief) -> tuple[tuple[Span, float, float], ...]:
    """For every line under the cue: when, and between which hertz the speaker's voice lies."""
    bands = []
    for line in brief.lines:
        low, high = UNKNOWN_VOICE if line.f0_hz is None else (line.f0_hz / VOICE_REACH, line.f0_hz * VOICE_REACH)
        bands.append((line.span, low, high))
    return tuple(bands)


def in_voice_band(key: int, low_hz: float, high_hz: float) -> bool:
    """Whether a key's own pitch lies where the speaker's voice is."""
    return low_hz <= to_hertz(key) <= high_hz


def manners_of(sketch: Sketch) -> tuple[tuple[str, float], ...]:
    """The sketch's fusion under the names that instruments use, without the merest traces (under 5 %)."""
    return tuple((_MANNERS.get(style, style), share) for style, share in sketch.fusion if share >= 0.05)


def _colours(warmth: float, brief: Brief) -> tuple[str, ...]:
    hour = _HOUR_COLOUR.get(brief.time_of_day, "")
    dark = brief.luminance < 0.03
    found = [
        ("golden", warmth >= 0.4 and hour not in {"night", "dusk"}),
        ("neon", warmth <= -0.75 and hour in {"night", "dusk", ""} and brief.luminance >= 0.03),
        ("night", hour == "night" or (dark and warmth < 0.2)),
        ("cold", warmth <= -0.4),
        ("warm", warmth >= 0.2),
        (hour, bool(hour)),
        ("silver", abs(warmth) < 0.2 and brief.luminance >= 0.12),
        ("dusk", dark),
    ]
    return tuple(dict.fromkeys(colour for colour, holds in found if holds))


def mood_of(brief: Brief, sketch: Sketch) -> Mood:
    """The scene as a player hears of it.

    brief    its feeling, light, hour and lines
    sketch   how long the music sounds
    """
    arousal, valence = _mean(brief.intent.arousal, 0.4), _mean(brief.intent.valence, 0.0)
    tension = _mean(brief.intent.tension, 0.4)
    by_colour = _clamp(brief.mired_relative / WARM_AT, -1.0, 1.0)
    by_word = _HOUR_WARMTH.get(brief.time_of_day)
    warmth = by_colour if by_word is None else (1 - WORD_SHARE) * by_colour + WORD_SHARE * by_word
    spoken = spoken_share(brief, 0.0, float(brief.length_s))
    colours = _colours(warmth, brief)
    seen, meant = (("warm" if value > LEANS else "cold" if value < -LEANS else "neutral") for value in (by_colour, warmth))
    hour = "" if by_word is None else f", {brief.time_of_day}" if seen == meant else f", and {brief.time_of_day} makes it {meant}"
    intimacy = 0.8 - 0.7 * arousal + 0.2 * spoken + 0.25 * brief.nostalgia - 0.25 * tension
    return Mood(
        valence=valence, arousal=arousal, peak=max(brief.intent.arousal, default=arousal), tension=tension,
        nostalgia=brief.nostalgia, warmth=warmth, luminance=brief.luminance, colours=colours,
        light=f"{seen} light ({brief.mired_relative:+.0f} mired{hour})", spoken=spoken,
        intimacy=_clamp(intimacy, 0.0, 1.0),
    )
