"""Invented briefs: scenes that never were, for asking what the composer makes of them."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

from yeoun.composing.compose import compose
from yeoun.composing.invent import design
from yeoun.model.composed import Brief, BriefHit, BriefLine, Motif, Sketch
from yeoun.model.feeling import Feelings
from yeoun.model.media import Curve, Span
from yeoun.model.spotted import Ending, Function, HitClass, ThemeUse
from yeoun.units.luck import Take, luck
from yeoun.units.names import CueId, CueKey, LineId, Person
from yeoun.units.time import Seconds

Shape = Callable[[float], float]


def feelings(length_s: float, valence: Shape, arousal: Shape, tension: Shape) -> Feelings:
    """Curves from three functions of the place in the cue (0..1)."""
    count = int(length_s / 0.5) + 2
    places = [min(1.0, k * 0.5 / length_s) for k in range(count)]
    return Feelings(Seconds(0.5), *(tuple(round(f(x), 3) for x in places) for f in (valence, arousal, tension)))


def hit(at_s: float, grade: str, kind: str = "onset") -> BriefHit:
    """A hit at a moment."""
    return BriefHit(Seconds(at_s), HitClass(grade), kind, "invented")


def line(number: int, start: float, end: float, f0: float | None = 200.0, is_key: bool = False) -> BriefLine:
    """A line in cue time."""
    return BriefLine(LineId(f"l{number}"), Span(Seconds(start), Seconds(end)), Person("지은"), f0, is_key)


def brief(name: str, length_s: float, intent: Feelings, *, hits: tuple[BriefHit, ...] = (),
          lines: tuple[BriefLine, ...] = (), motif: Motif | None = None, forms: tuple[str, ...] = (),
          ending: Ending = Ending.RING, mired: float = 0.0, time_of_day: str = "day", nostalgia: float = 0.1) -> Brief:
    """A brief with everything that is not asked about set to something ordinary."""
    heart = Curve(Seconds(0.5), tuple(round(68 + 80 * max(0.0, a - 0.35), 1) for a in intent.arousal))
    uses = tuple(ThemeUse(motif.id, form, "invented") for form in forms) if motif else ()
    return Brief(CueKey(name), CueId("1m01"), Take(1), Seconds(length_s), Seconds(2.0), Fraction(24), Function.UNDERSCORE,
                 "compose", ending, Person(motif.owner) if motif else None, hits, lines, intent, nostalgia, heart, mired,
                 0.2, time_of_day, uses, (motif,) if motif else (), (0.0, 0.45, 0.4), (52.0, 132.0), None, None, None, (),
                 ())


TENDER = design("지은", "character", (0.3, 0.3, 0.2), ())
HUNTED = design("검사", "character", (-0.3, 0.7, 0.7), (TENDER,))
GRIEVING = design("민호", "character", (-0.4, 0.3, 0.4), (TENDER, HUNTED))


def golden_tender() -> Brief:
    """Forty seconds of golden hour, one A hit, the theme plain and then ornamented."""
    return brief("golden", 40.0, feelings(40, lambda x: 0.3 + 0.2 * x, lambda x: 0.28 + 0.16 * x,
                                          lambda x: 0.28 - 0.1 * x),
                 hits=(hit(14.0, "A", "change"), hit(27.5, "B")), motif=TENDER, forms=("plain", "ornamented"),
                 mired=60.0, time_of_day="golden")


def night_chase() -> Brief:
    """Thirty seconds of running at night that end on the cut."""
    return brief("chase", 30.0, feelings(30, lambda x: -0.4, lambda x: 0.55 + 0.4 * x, lambda x: 0.6 + 0.35 * x),
                 hits=(hit(6.0, "B"), hit(13.25, "A", "change"), hit(19.5, "C"), hit(24.0, "B", "stop")), motif=HUNTED,
                 forms=("fragment",), ending=Ending.CUT, mired=-70.0, time_of_day="night")


def grief_with_lines() -> Brief:
    """Fifty seconds of grief under four lines, the third of them a key line."""
    return brief("grief", 50.0, feelings(50, lambda x: -0.5 + 0.2 * x, lambda x: 0.25 + 0.25 * (1 - abs(2 * x - 1)),
                                         lambda x: 0.5 - 0.15 * x),
                 hits=(hit(26.0, "B", "change"),),
                 lines=(line(1, 4, 7), line(2, 9, 11.5, 120.0), line(3, 20, 23.5, is_key=True), line(4, 39, 42, 118.0)),
                 motif=GRIEVING, forms=("plain", "augmented"), time_of_day="night", nostalgia=0.4)


def nobody() -> Brief:
    """The shortest film: 9.6 s, no theme, no hit, nothing changes."""
    return brief("nobody", 9.6, feelings(9.6, lambda x: 0.0, lambda x: 0.4, lambda x: 0.4))


def minute(arousal: Shape | None = None) -> Brief:
    """A minute that rises and falls, without a theme."""
    wave: Shape = arousal or (lambda x: 0.2 + 0.65 * (1 - abs(2 * x - 1)))
    return brief("minute", 60.0, feelings(60, lambda x: 0.1 - 0.4 * x, wave, lambda x: 0.25 + 0.4 * wave(x)),
                 hits=(hit(12.0, "B"), hit(30.0, "A", "change"), hit(44.5, "C")))


def retaken(asked: Brief, take: int) -> Brief:
    """The same brief, another take."""
    return replace(asked, take=Take(take))


@cache
def composed(asked: Brief) -> Sketch:
    """The sketch of a brief, made once for all tests that only look at it."""
    return compose(asked)


_PLACES = ("", "", "옥상", "한옥 마당", "번화가 거리", "강변 정류장")
_HOURS = ("day", "night", "golden", "dawn", "evening", "unknown")
_FORMS = (("plain",), ("plain", "ornamented"), ("fragment",), ("reharmonised", "plain"), ("mode",), ("augmented",))


@cache
def invented(number: int) -> Brief:
    """A scene drawn by lot: any feeling, hits of any class and kind, lines where there is room, or none."""
    lot = luck(Take(1), "invented", number)
    length = round(float(lot.uniform(7, 46)), 3)
    v0, v1 = (float(x) for x in lot.uniform(-0.6, 0.6, 2))
    a0, a1 = (float(x) for x in lot.uniform(0.15, 0.85, 2))
    t0, t1 = (float(x) for x in lot.uniform(0.15, 0.85, 2))
    moments: list[float] = []
    for at in sorted(float(x) for x in lot.uniform(0.2, length - 0.8, int(lot.integers(0, 5)))):
        if not moments or at - moments[-1] > 1.8:
            moments.append(round(at, 3))
    hits = tuple(hit(at, "AABC"[int(lot.integers(4))], ("onset", "change", "change", "stop")[int(lot.integers(4))])
                 for at in moments)
    hits = tuple(replace(each, kind="change") if each.grade is HitClass.A and each.kind == "stop" and number % 2 else each
                 for each in hits)
    lines: list[BriefLine] = []
    at, share = float(lot.uniform(0.5, 6.0)), float(lot.random())
    while share > 0.35 and at < length - 1.5:
        end = min(length - 0.2, at + float(lot.uniform(0.8, 4.0)))
        lines.append(line(len(lines), round(at, 3), round(end, 3), float(lot.choice((110.0, 130.0, 190.0, 220.0))),
                          bool(lot.random() < 0.2)))
        at = end + float(lot.uniform(0.4, 7.0))
    motif = (None, TENDER, HUNTED, GRIEVING)[int(lot.integers(4))]
    asked = brief(f"invented {number}", length,
                  feelings(length, lambda x: v0 + (v1 - v0) * x, lambda x: a0 + (a1 - a0) * x, lambda x: t0 + (t1 - t0) * x),
                  hits=hits, lines=tuple(lines), motif=motif, forms=_FORMS[int(lot.integers(len(_FORMS)))],
                  ending=list(Ending)[int(lot.integers(len(Ending)))], mired=float(round(lot.uniform(-80, 100), 1)),
                  time_of_day=_HOURS[int(lot.integers(len(_HOURS)))], nostalgia=float(round(lot.uniform(0, 0.6), 2)))
    return replace(asked, place=_PLACES[int(lot.integers(len(_PLACES)))])
