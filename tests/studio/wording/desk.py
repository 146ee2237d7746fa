"""A desk to say phrases over: a film of three minutes, one open cue of forty seconds, two people, four lines, a playhead."""

from fractions import Fraction

from yeoun.model.composed import Bar, TempoMap, TempoMark
from yeoun.model.feeling import Feelings
from yeoun.studio.wording.context import Context, OpenCue, Said, Somebody
from yeoun.studio.wording.proposal import Edit, EditKind, Proposal
from yeoun.units.time import Seconds

RATE = Fraction(24000, 1001)
FRAMES = 4316
BARS = tuple(Bar(k + 1, Fraction(4 * k), 4, 4) for k in range(12))
CUE = OpenCue(
    "1m02",
    720,
    1680,
    TempoMap(250_000, (TempoMark(Fraction(0), 833_333),)),
    BARS,
    ("felt_piano", "solo_cello", "violins_1", "violas"),
    "D",
    "dorian",
    72.0,
)
OTHER = OpenCue("1m01", 100, 500, players=("haegeum",), key="C", mode="aeolian", tempo=60.0)
LINES = (
    Said("지은", "가지 마", 800, 860),
    Said("현우", "미안해", 1000, 1090),
    Said("지은", "기다릴게", 1300, 1380),
    Said("현우", "돌아올게", 1500, 1560),
)
DESK = Context(
    RATE,
    FRAMES,
    86400,
    1200,
    "1m02",
    (OTHER, CUE),
    (Somebody("지은", ("Jieun", "Ji-eun"), pronoun="she"), Somebody("현우", ("Hyunwoo", "Hyun-woo"), pronoun="he")),
    LINES,
    (("1", 0, 600), ("2", 600, 2000), ("3", 2000, FRAMES)),
    Feelings(Seconds(0.5), (-0.2,) * 361, (0.4,) * 361, (0.5,) * 361),
)


def described(proposal: Proposal) -> str:
    """A proposal in one line: each edit's kind, value or direction, and place; `ask` where something is asked."""
    if proposal.question is not None:
        return "ask"
    return "; ".join(map(_one, proposal.edits))


def _one(edit: Edit) -> str:
    value = edit.toward or edit.value
    return f"{edit.kind.value} {value}" + ("" if edit.kind in {EditKind.SLIP, EditKind.LOCK} else f" @{edit.place.how}")
