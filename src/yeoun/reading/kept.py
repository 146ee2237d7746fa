"""Locked bars in files: a finished cue's `bars.json`, and `kept/NOTE.json` beside the notes, which holds what a lock keeps of it."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np

from yeoun.errors import InputRefused
from yeoun.model.kept import KeptBars, KeptChord, KeptNote, KeptPart, KeptVoice
from yeoun.units.modes import KEYS, MODES
from yeoun.units.names import CueId, CueKey

SCHEMA = 1
_ASKED = re.compile(r"(?P<cue>[0-9A-Za-z_]+?m[0-9]+[a-z]?)"
                    r"(?:\s*[,:]?\s*(?:bars?\s+)?(?P<first>\d{1,4})(?:\s*(?:-|to)\s*(?P<last>\d{1,4}))?)?")


def locked_in(text: str) -> tuple[str, int, int] | None:
    """The cue a lock names, and its first and last bar (0 and 0 = all); None where the text says neither.

    >>> locked_in("1m02 bars 3-6"), locked_in("1m02 bar 4"), locked_in("1m02"), locked_in("bars 3-6")
    (('1m02', 3, 6), ('1m02', 4, 4), ('1m02', 0, 0), None)
    """
    found = _ASKED.fullmatch(text.strip())
    if found is None:
        return None
    first = int(found["first"] or 0)
    return found["cue"], first, int(found["last"] or first)


def parse_bars(text: str, name: str) -> KeptBars:
    """The bars a file holds. Refuses InputRefused: damaged, of another version, or no bars at all."""
    try:
        told = json.loads(text)
        if not isinstance(told, dict) or told.get("schema") != SCHEMA:
            raise ValueError("it is of another version of this program")
        return _bars(told)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as trouble:
        where = f"line {trouble.lineno}" if isinstance(trouble, json.JSONDecodeError) else "the bars it keeps"
        raise InputRefused(name=name, where=where, why=f"they cannot be read ({trouble or type(trouble).__name__})",
                           now="Put the file back as it was written, or take the lock out and lock the bars anew") from trouble


def _bars(told: Mapping[str, Any]) -> KeptBars:
    made = KeptBars(
        str(told["note"]), CueKey(str(told["cue"])), CueId(str(told["id"])), int(told["first_bar"]), int(told["last_bar"]),
        str(told["key"]), str(told["mode"]), int(told["metre"]), int(told["at_halves"]), tuple(int(each) for each in told["periods"]),
        tuple((int(beats), int(unit)) for beats, unit in told["bars"]),
        tuple(KeptChord(_beats(each["at_beat"]), _beats(each["beats"]), str(each["symbol"]), str(each["degree"]),
                        tuple(int(one) for one in each["pitch_classes"]), int(each["bass"]), _number(each["tension"]),
                        _number(each["heart_bpm"])) for each in told["chords"]),
        tuple(KeptVoice(str(each["name"]), str(each["role"]), tuple(_note(one) for one in each["notes"])) for each in told["voices"]),
        tuple(KeptPart(str(each["name"]), str(each["instrument"]), str(each["role"]), tuple(str(one) for one in each["voices"]),
                       tuple(_note(one) for one in each["notes"]), tuple((_number(at), _number(value)) for at, value in each["level"]),
                       tuple((_number(at), bool(down)) for at, down in each["pedal"])) for each in told["parts"]), int(told["first_frame"]))
    beats = sum((Fraction(4 * count, unit) for count, unit in made.bars), Fraction(0))
    if beats != made.beats or len(made.bars) != made.last_bar - made.first_bar + 1 or not made.bars or min(made.periods) <= 0:
        raise ValueError("its bars and its tempi do not fit")
    if made.mode not in MODES or made.key not in KEYS or made.metre not in (3, 4):
        raise ValueError("its key, mode or metre is none")
    return made


def _note(told: Mapping[str, Any]) -> KeptNote:
    if not 0 <= int(told["key"]) <= 127:
        raise ValueError(f"key {str(told['key'])[:20]} is no key of MIDI")
    return KeptNote(_beats(told["at_beat"]), _beats(told["beats"]), int(told["key"]), _number(told["force"]), str(told["why"]),
                    _number(told["onset_s"]), _number(told["length_s"]), str(told["articulation"]), str(told["ornament"]),
                    tuple((_number(at), _number(cents)) for at, cents in told["cents"]))


def _beats(told: Any) -> Fraction:
    text = str(told)
    if len(text) > 80 or "e" in text.lower():    # 1e999999999 would be reckoned for ever
        raise ValueError(f"{text[:40]} is no number of beats")
    return Fraction(text)


def _number(told: Any) -> float:
    if not math.isfinite(number := float(told)):
        raise ValueError(f"{number} is no place and no measure")
    return number


def as_text(bars: KeptBars) -> str:
    """Bars as a file of JSON that `parse_bars` reads back."""
    return json.dumps({"schema": SCHEMA} | asdict(bars), default=str, ensure_ascii=False, indent=1) + "\n"


def cut(whole: KeptBars, first: int, last: int, note: str) -> KeptBars:
    """Some bars of a cue, with every note that sounds in them.

    first, last  numbers of bars, the last included;  note  the id of the lock
    Refuses      ValueError: bars that the cue does not have
    """
    if not whole.first_bar <= first <= last <= whole.last_bar:
        raise ValueError(f"{whole.id} has bars {whole.first_bar} to {whole.last_bar}")
    places = list(accumulate((Fraction(4 * beats, unit) for beats, unit in whole.bars), initial=Fraction(0)))
    begin, end = places[first - whole.first_bar], places[last - whole.first_bar + 1]
    skipped, count = int(2 * begin), int(2 * (end - begin))
    at_s = sum(whole.periods[:skipped]) / 2e6
    until_s = sum(whole.periods[:skipped + count]) / 2e6

    def heard(notes: tuple[KeptNote, ...]) -> tuple[KeptNote, ...]:
        return tuple(replace(each, at_beat=each.at_beat - begin, onset_s=round(each.onset_s - at_s, 6))
                     for each in notes if each.at_beat < end and each.at_beat + each.beats > begin)

    chords = tuple(replace(each, at_beat=max(each.at_beat, begin) - begin,
                           beats=min(each.at_beat + each.beats, end) - max(each.at_beat, begin))
                   for each in whole.chords if each.at_beat < end and each.at_beat + each.beats > begin)
    parts = tuple(replace(part, notes=heard(part.notes), level=_level(part.level, at_s, until_s), pedal=_pedal(part.pedal, at_s, until_s))
                  for part in whole.parts)
    return replace(whole, note=note, first_bar=first, last_bar=last, at_halves=whole.at_halves + sum(whole.periods[:skipped]),
                   periods=whole.periods[skipped:skipped + count], bars=whole.bars[first - whole.first_bar:last - whole.first_bar + 1],
                   chords=chords, voices=tuple(replace(voice, notes=heard(voice.notes)) for voice in whole.voices), parts=parts)


def _level(points: tuple[tuple[float, float], ...], at_s: float, until_s: float) -> tuple[tuple[float, float], ...]:
    """A level between two moments, seconds from the first: its own points, and what it passes through at both."""
    if not points:
        return ()
    times, values = [at for at, _ in points], [value for _, value in points]
    begin, end = float(np.interp(at_s, times, values)), float(np.interp(until_s, times, values))
    own = tuple((round(at - at_s, 6), value) for at, value in points if at_s < at < until_s)
    return ((0.0, begin), *own, (round(until_s - at_s, 6), end))


def _pedal(points: tuple[tuple[float, bool], ...], at_s: float, until_s: float) -> tuple[tuple[float, bool], ...]:
    """The pedal between two moments, seconds from the first: how it stands there, and where it changes."""
    before = [down for at, down in points if at <= at_s]
    own = tuple((round(at - at_s, 6), down) for at, down in points if at_s < at < until_s)
    return (*(((0.0, before[-1]),) if before else ()), *own)
