"""Plain values for JSON: rounded numbers, nulls for what is unknown, and one way of writing the bytes."""

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from yeoun.model.media import Media, Span
from yeoun.units.time import frame_of, label

SCHEMA = 1


def json_bytes(contents: dict[str, Any]) -> bytes:
    """A file of the contract: UTF-8, the schema first, a newline at the end.

    >>> json_bytes({"cues": []})
    b'{\\n "schema": 1,\\n "cues": []\\n}\\n'
    """
    text = json.dumps({"schema": SCHEMA} | contents, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode() + b"\n"


def rounded(value: float | None, digits: int = 3) -> float | None:
    """A number as files carry it; unknown stays unknown.

    >>> rounded(1.23456), rounded(None)
    (1.235, None)
    """
    return None if value is None else round(float(value), digits) + 0.0


def numbers(values: Iterable[float], digits: int = 3) -> list[float]:
    """Several numbers as files carry them."""
    return [round(float(value), digits) + 0.0 for value in values]


def span(each: Span) -> dict[str, Any]:
    """A span as `start_s` and `end_s`."""
    return {"start_s": rounded(each.start_s), "end_s": rounded(each.end_s)}


def timecode(frame: int, media: Media) -> str:
    """The SMPTE label of a picture frame, counted from the picture's own start timecode, drop-frame where that is."""
    return label(frame + media.start_frame, media.rate, media.is_drop)


def whole_second(media: Media, at: int) -> tuple[int, str]:
    """The frame at which the picture's timecode reaches its next whole second but `at`, and that label without frames.

    Labels of 23.976 and 29.97 run slower than the clock: they are marked where they are, not where the second is.
    """
    hours, minutes, seconds = (int(part) for part in timecode(0, media)[:8].split(":"))
    total = 3600 * hours + 60 * minutes + seconds + at
    words = f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}"
    skipped = -(-media.rate.numerator // media.rate.denominator) // 15 if media.is_drop and not total % 60 and total // 60 % 10 else 0
    return frame_of(f"{words}{';' if media.is_drop else ':'}{skipped:02}", media.rate) - media.start_frame, words


def rate_text(rate: Fraction) -> str:
    """An exact rate as the contract writes it.

    >>> rate_text(Fraction(24000, 1001)), rate_text(Fraction(25))
    ('24000/1001', '25/1')
    """
    return f"{rate.numerator}/{rate.denominator}"
