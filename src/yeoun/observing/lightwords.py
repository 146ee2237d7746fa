"""What a script says of the light of a shot: the hour of its heading, its place, and what its action lines name.

Every hour has a prior over the six names a light can have; every sign found in an action line or in the place of the
heading (a sun that sets, a lamp that is lit, a neon sign) adds weights of evidence to it, in nats. Never looked at:
dialogue, what stands in quotation marks, similes (노을처럼, like a sunset), pictures of things (사진 속 노을), hours of
another day (어젯밤, last night), names of people and figures of speech (황혼 이혼). A lamp that is off is no lamp.

Words and classes: drama, 7.3; that words beat colour, that a warm night is never golden and that dusk is the blue hour:
there, and perception-and-emotion, 4.3. The words and weights (`lightsigns.py`) are our choice.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from yeoun.model.media import Span
from yeoun.model.script import Action, Scene, TimeOfDay
from yeoun.observing.lightsigns import (
    BLUE_HOUR,
    DARK,
    EVEN,
    GIVEN_EN,
    HOURS,
    LATE_AFTERNOON,
    MASKS,
    NAMES,
    NAMES_EN,
    NAMES_KO,
    NOT_THERE,
    PEOPLE_DO,
    PLACES,
    PUT_OUT,
    PUT_OUT_AFTER,
    PUT_OUT_AFTER_EN,
    PUT_OUT_BEFORE_EN,
    SIGNS,
    SKIES_DO,
    SKIES_DO_EN,
    STILL_BURNS,
    SUN_KO,
    Kind,
    Shares,
)

AFTER, BEFORE = 0.7, 0.4      # our choice: how much a sign holds for shots of its scene after it, and before it
NEVER = 1e-6                  # what a share of 0 counts as: a sign that names the thing can still raise it
NEAR_KO, NEAR_EN = 14, 18     # our choice: letters between a lamp and the word that puts it out


def _any(words: str) -> str:
    """One expression for any of these."""
    flat = re.sub(r"\|\n\s*", "|", words)
    pieces = [piece.strip() for line in flat.split("\n") for piece in line.split(" | ")]
    return "(?:" + "|".join(piece for piece in pieces if piece).replace("{sun}", SUN_KO) + ")"


def _words(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


def _said(words: str) -> str:
    whole = words.removeprefix(" words:")
    return rf"\b{_any(whole)}\b" if whole != words else _any(words)


_OFF_KO = re.compile(rf"[^.,]{{0,{NEAR_KO}}}?{_any(PUT_OUT_AFTER)}")
_BURNS_KO = re.compile(rf"[^.,]{{0,{NEAR_KO}}}?{_any(STILL_BURNS)}")
_OFF_EN = re.compile(rf"[^.;]{{0,{NEAR_EN}}}?\b{_any(PUT_OUT_AFTER_EN)}", re.IGNORECASE)
_PUTS_EN = re.compile(rf"\b{_any(PUT_OUT_BEFORE_EN)}(?: the| a| an| any| his| her)?(?: \w+)? $", re.IGNORECASE)
_NOT_THERE = re.compile(rf"[은는이가도]? ?(?:아직 |이미 |벌써 )?{_any(NOT_THERE)}")
_SOMEONE_KO = re.compile(rf"(?<![가-힣]){_words(NAMES_KO)}[이은는가] (?=[^.]*?{_words(PEOPLE_DO)})(?![^.]*{_words(SKIES_DO)})")
_SOMEONE_EN = re.compile(rf"(?:^|(?<=[.!?] )){_words(GIVEN_EN)}(?:, (?=(?:an?|the|who)\b)|(?:'s)? (?!{_words(SKIES_DO_EN)}\b)(?=[a-z]+s\b))"
                         rf"|(?<=[a-z,] ){_words(NAMES_EN)}\b(?:'s)?", re.MULTILINE)
_MASKED = re.compile(_any(MASKS), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing a text says of light, and the words that said so."""

    kind: Kind
    said: str


@cache
def _compiled(table: tuple[tuple[Kind, str], ...]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(_said(words), re.IGNORECASE)) for kind, words in table)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def signs(text: str, people: Iterable[str] = ()) -> tuple[Sign, ...]:
    """Every sign of light in an action line, in the order of the text.

    text     a paragraph of action; what stands in quotation marks is dialogue or a name, and not read
    people   names of the cast, which are words of light now and then

    >>> [sign.kind.name for sign in signs("책상 위 촛불이 흔들린다. 창밖은 어둡다.")]
    ['flame', 'dark']
    >>> signs("노을이 고개를 든다.", ["노을"]), signs("사진 속 노을이 붉다.")
    ((), ())
    >>> [sign.kind.name for sign in signs("She blows out the candle.")]
    ['put out']
    """
    left = text
    for name in sorted(people):
        if name:
            left = re.sub(rf"(?<![가-힣\w]){re.escape(name)}", _blank, left)
    for pattern in (_SOMEONE_EN, _SOMEONE_KO, _MASKED):
        left = pattern.sub(_blank, left)
    return tuple(sign for _, sign in sorted(_found(left, _compiled(SIGNS)), key=lambda pair: pair[0]))


def _found(text: str, table: tuple[tuple[Kind, re.Pattern[str]], ...]) -> Iterator[tuple[int, Sign]]:
    taken = [False] * (len(text) + 1)
    for kind, pattern in table:
        for found in pattern.finditer(text):
            if any(taken[found.start():found.end()]):
                continue
            taken[found.start():found.end()] = [True] * (found.end() - found.start())
            yield found.start(), Sign(_as_it_is(kind, text[:found.start()], text[found.end():]), found[0].strip())


def _as_it_is(kind: Kind, before: str, after: str) -> Kind:
    """The kind of a sign, or that its light is put out, or is not there."""
    if _NOT_THERE.match(after) and kind not in (DARK, BLUE_HOUR):
        return PUT_OUT
    if not kind.goes_out or _BURNS_KO.match(after):
        return kind
    return PUT_OUT if _OFF_KO.match(after) or _OFF_EN.match(after) or _PUTS_EN.search(before) else kind


def place_signs(location: str) -> tuple[Sign, ...]:
    """What the place of a heading says of its light; bare words of light in it are names.

    >>> [sign.kind.name for sign in place_signs("지하 클럽")], place_signs("노을 카페")
    (['nightlife'], ())
    """
    left = _MASKED.sub(_blank, location)
    return tuple(sign for _, sign in sorted(_found(left, _compiled(PLACES)), key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class Told:
    """What a script says of a stretch of a scene: a weight for each of NAMES in nats, and whether it says anything."""

    weights: tuple[float, ...]
    says: bool


def told_of(scene: Scene, span: Span, people: Iterable[str] = ()) -> Told:
    """What a scene's heading and action lines say of the light between two moments of it.

    scene    laid along the picture; without an hour and without a sign it says nothing
    span     of the shot, in seconds of picture
    people   names of the cast
    """
    until = tuple(time for time in TimeOfDay if f"until {time.value}" in scene.marks)
    hours = (scene.time_of_day, *until) if scene.time_of_day is not TimeOfDay.UNKNOWN else until
    rows = [_hour(time, scene) for time in hours] or [EVEN]
    weights = [_log(sum(row[k] for row in rows) / len(rows)) for k in range(len(NAMES))]
    strongest: dict[Kind, float] = {}
    for sign in (*place_signs(scene.location), *(() if hours else _last_word(scene.heading))):
        strongest[sign.kind] = 1.0
    cast = tuple(people)
    for action in scene.actions:
        for sign in signs(action.text, cast):
            strongest[sign.kind] = max(strongest.get(sign.kind, 0.0), _holds(action, span))
    for kind, share in strongest.items():
        weights = [weight + share * says for weight, says in zip(weights, kind.says, strict=True)]
    return Told(tuple(weights), bool(hours or strongest))


def _last_word(heading: str) -> tuple[Sign, ...]:
    """What the end of a heading says, where it is no hour the readers know: `... - NIGHTFALL`."""
    parts = re.split(r"\s[-–—]\s|[/,]", heading)
    return signs(parts[-1]) if len(parts) > 1 else ()


def _hour(time: TimeOfDay, scene: Scene) -> Shares:
    if time is TimeOfDay.AFTERNOON and re.search(r"늦은 ?오후|late ?afternoon", scene.heading, re.IGNORECASE):
        return LATE_AFTERNOON
    outside, inside = HOURS[time]
    if scene.interior is not None:
        return inside if scene.interior else outside
    both = [(a + b) / 2 for a, b in zip(outside, inside, strict=True)]
    return both[0], both[1], both[2], both[3], both[4], both[5]


def _log(share: float) -> float:
    return math.log(max(share, NEVER))


def _holds(action: Action, span: Span) -> float:
    """How much an action line holds for a shot of its scene: wholly where it is laid, less after it, and before it less still.

    Where a line's place is only guessed, it holds for the whole scene a little.
    """
    if action.span.start_s < span.end_s and span.start_s < action.span.end_s:
        return 1.0
    return AFTER if action.span.end_s <= span.start_s else BEFORE
