"""The one source of The Last Bus: every scene, shot, line, step and silence, in frames of the film.

Script, subtitles, cut list, picture, sound and truth are all written from this page, so they cannot disagree.

Conventions
- Places in time are frames from the first frame of the film, and may have a fraction for sound; spans are half open.
- The rate is 24000/1001, at which a frame is exactly 2002 samples of 48 kHz.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from yeoun.demo.chance import between

RATE = Fraction(24000, 1001)
HERTZ = 48000
SAMPLES_A_FRAME = 2002
FRAMES = 1920
REELS = ((0, 276), (276, 528), (528, 840), (840, 1056), (1056, 1224), (1224, 1440), (1440, 1692), (1692, 1920))    # drawn one by one


class Manner(Enum):
    """How a line is heard: spoken in sight, E (source unseen), F (through a phone), N (the inner voice)."""

    SPOKEN = ""
    UNSEEN = "E"
    PHONE = "F"
    INNER = "N"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks: names, and the settings of the voice (espeak-ng: variant, pitch 0-99, words a minute)."""

    ko: str
    en: str
    variant: str
    pitch: int
    speed: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A place and a time of day, with its headings in Korean and English."""

    number: int
    first: int
    last: int
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Shot:
    """One view without a cut: who draws it, the light it stands in, and how it begins (dissolve in frames, 0 a cut)."""

    id: str
    scene: int
    first: int
    last: int
    light: str
    dissolve: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Words: who, how, from which frame, and the frame by which they must have ended."""

    id: str
    who: str
    manner: Manner
    at: float
    by: float
    ko: str
    en: str
    how_ko: str = ""
    how_en: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """지문: what is seen and heard, told where it begins."""

    at: float
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Walk:
    """A chain of footsteps: whose, on what, from which frame, `count` of them, `interval` frames apart.

    Each interval is bent by up to 3 % (people are not clocks). `near` and `to_near` are how close the first and the
    last step are, 1 at the microphone; `pan` and `to_pan` run from -1 (left) to 1 (right).
    """

    who: str
    ground: str
    at: float
    count: int
    interval: float
    near: float
    to_near: float
    pan: float
    to_pan: float


@dataclass(frozen=True, slots=True)
class Breath:
    """A sound of breath: sigh, gasp, inhale or pant; whose, and its length in frames."""

    kind: str
    who: str
    at: float
    length: float


@dataclass(frozen=True, slots=True)
class Heart:
    """A heart heard from inside, from one rate to another, in beats a minute."""

    who: str
    at: float
    until: float
    bpm: float
    to_bpm: float


@dataclass(frozen=True, slots=True)
class Strike:
    """One single sound: impact (a grab, a door), hiss, buzz, drive (a bus pulling out), bell; its length in frames."""

    kind: str
    at: float
    length: float


@dataclass(frozen=True, slots=True)
class Hush:
    """A silence that the film means: the beds are gone between two frames, having sunk over `sink` frames before.

    From `still` on not even a heart is heard: nothing but room tone. Over `back` frames the beds return.
    """

    at: float
    until: float
    sink: float
    still: float
    ko: str
    en: str
    back: float = 8.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment after which the story is another one."""

    at: float
    kind: str
    reason: str


Direction: TypeAlias = Line | Action | Hush

PEOPLE = (
    Person("지은", "JIEUN", "f3", 58, 150),
    Person("현우", "HYEONWOO", "m3", 36, 148),
)

SCENES = (
    Scene(1, 0, 420, "S#1. 옥상 / 해질녘", "EXT. ROOFTOP - SUNSET"),
    Scene(2, 420, 840, "S#2. 한옥 마당 / 저녁", "EXT. HANOK COURTYARD - EVENING"),
    Scene(3, 840, 1224, "S#3. 번화가 거리 / 밤", "EXT. DOWNTOWN STREET - NIGHT"),
    Scene(4, 1224, 1548, "S#4. 막차 안 / 밤", "INT. LAST BUS - NIGHT"),
    Scene(5, 1548, 1920, "S#5. 강변 정류장 / 새벽", "EXT. RIVERSIDE BUS STOP - DAWN"),
)

SHOTS = (
    Shot("rooftop_wide", 1, 0, 144, "golden"),
    Shot("rooftop_two", 1, 144, 276, "golden"),
    Shot("rooftop_jieun", 1, 276, 342, "golden"),
    Shot("rooftop_hyeonwoo", 1, 342, 420, "golden"),
    Shot("courtyard_wide", 2, 420, 528, "night"),
    Shot("courtyard_hyeonwoo", 2, 528, 648, "tungsten"),
    Shot("courtyard_lantern", 2, 648, 768, "tungsten"),
    Shot("courtyard_umbrella", 2, 768, 840, "tungsten"),
    Shot("street_wide", 3, 840, 960, "neon"),
    Shot("street_bus", 3, 960, 1056, "neon"),
    Shot("street_hyeonwoo", 3, 1056, 1224, "neon"),
    Shot("bus_wide", 4, 1224, 1320, "night"),
    Shot("bus_window", 4, 1320, 1440, "night"),
    Shot("bus_jieun", 4, 1440, 1548, "night"),
    Shot("dawn_wide", 5, 1548, 1692, "dawn", dissolve=24),
    Shot("dawn_two", 5, 1692, 1812, "dawn"),
    Shot("dawn_river", 5, 1812, 1920, "dawn"),
)
FADE_OUT = 24    # frames of fade to black at the very end

LINES = (
    Line("L01", "지은", Manner.SPOKEN, 160, 212, "오늘 막차로 떠나.", "I leave on the last bus tonight."),
    Line("L02", "현우", Manner.SPOKEN, 228, 268, "그래.", "I see.", "(애써 담담하게)", "(steadying himself)"),
    Line("L03", "지은", Manner.SPOKEN, 286, 338, "나한테 할 말 없어?", "Nothing you want to tell me?"),
    Line("L04", "현우", Manner.SPOKEN, 376, 418, "아니. 없어.", "No. Nothing.", "(시선을 피하며)", "(looking away)"),
    Line("L05", "지은", Manner.UNSEEN, 434, 494, "네 우산, 여기 두고 갈게.", "Your umbrella. I'll leave it here."),
    Line("L06", "현우", Manner.INNER, 684, 790, "가지 마. 그 한마디가, 왜 이렇게 어려울까.",
         "Don't go. Two words. Why are they so hard?"),
    Line("L07", "현우", Manner.SPOKEN, 1068, 1102, "지은아!", "Jieun!", "(외친다)", "(shouting)"),
    Line("L08", "현우", Manner.PHONE, 1334, 1397, "지은아. 할 말, 있었어.", "Jieun. There was something to say.",
         "(떨리는 목소리로)", "(voice trembling)"),
    Line("L09", "현우", Manner.PHONE, 1474, 1504, "가지 마.", "Don't go."),
    Line("L10", "지은", Manner.SPOKEN, 1702, 1752, "그 말, 다시 해 줘.", "Say it again."),
    Line("L11", "현우", Manner.SPOKEN, 1780, 1808, "가지 마.", "Don't go.", "(울먹이며)", "(voice breaking)"),
    Line("L12", "지은", Manner.SPOKEN, 1822, 1848, "응.", "Okay.", "(미소 지으며)", "(smiling)"),
)

ACTIONS = (
    Action(0, "노을이 번지는 옥상. 지은이 난간에 기대어 도시를 내려다본다. 바람 소리.\n현우의 발소리가 다가와 멈춘다.",
           "The city burns orange. JIEUN leans on the railing. Wind.\nHYEONWOO's footsteps come near, and stop."),
    Action(342, "현우, 숨을 들이쉬고 멈춘다. 말이 목까지 차오른다.",
           "Hyeonwoo breathes in and holds it. The words are almost out."),
    Action(420, "푸른 어스름. 등불 하나. 현우가 마루 끝에 앉아 있다. 대문 밖에 지은의 그림자.",
           "Blue dusk, one lantern. Hyeonwoo sits on the edge of the porch. Jieun's shadow behind the gate."),
    Action(492, "멀어지는 발소리.", "Her footsteps go away."),
    Action(552, "현우, 깊은 한숨.", "Hyeonwoo sighs deeply."),
    Action(648, "바람에 흔들리는 등불. 현우가 올려다본다.",
           "The lantern sways in the wind. Hyeonwoo looks up at it."),
    Action(768, "대문에 기대어 놓인 노란 우산. 빗방울이 떨어지기 시작한다. 현우의 손이 우산을 움켜쥔다.",
           "The yellow umbrella against the gate. First drops of rain. Hyeonwoo's hand seizes it."),
    Action(840, "네온이 번진 빗길. 현우가 우산도 펴지 않고 달린다. 발소리.",
           "Neon on wet asphalt. Hyeonwoo runs, the umbrella still closed. Footsteps."),
    Action(960, "버스 문이 닫힌다. 창가에 지은. 막차가 떠난다.",
           "The bus doors close. Jieun at the window. The last bus pulls out."),
    Action(1102, "빗소리가 멀어지고, 심장 뛰는 소리만 남는다. 붉은 미등이 현우의 얼굴을 스친다. 심장 소리마저 사라진다.",
           "The rain recedes until only his heartbeat is left. Red tail lights cross his face. Then even the heart is gone."),
    Action(1224, "텅 빈 버스. 지은이 창가에 혼자 앉아 있다. 가로등 불빛이 차례로 스친다. 휴대폰 진동.",
           "An empty bus. Jieun alone at the window. Street lamps pass over her. Her phone buzzes."),
    Action(1506, "지은, 숨을 삼킨다. 하차벨을 누른다.", "Jieun gasps. She presses the bell."),
    Action(1548, "물안개 낀 강. 정류장 의자에 지은이 앉아 있다. 현우의 발소리가 다가온다. 지은이 일어선다.",
           "Mist on the river. Jieun on the bench of the bus stop. Hyeonwoo's footsteps. She stands."),
    Action(1850, "해가 뜬다. 지은의 안도의 한숨. 첫차가 그냥 지나간다.",
           "The sun rises. A sigh of relief. The first bus goes by without them."),
)

HUSHES = (
    Hush(1136, 1224, 34, 1184, "(침묵)", "(silence)"),
    Hush(1400, 1470, 6, 1400, "(긴 침묵)", "(a long silence)", back=90.0),
    Hush(1754, 1779, 6, 1754, "(사이)", "(beat)"),
)

ARRIVES = Walk("현우", "concrete", 18, 8, 12.9, 0.55, 0.95, -0.65, -0.15)
LEAVES = Walk("지은", "stone", 501, 4, 13.2, 0.75, 0.4, 0.35, 0.6)
RUNS = Walk("현우", "wet", 844, 14, 8.3, 0.85, 1.25, -0.5, 0.3)
RETURNS = Walk("현우", "gravel", 1582, 7, 15.4, 0.5, 0.85, -0.7, -0.2)
WALKS = (ARRIVES, LEAVES, RUNS, RETURNS)

SIGHS = Breath("sigh", "현우", 570, 36)
BREATHS = (
    Breath("inhale", "현우", 346, 16),
    Breath("inhale", "현우", 554, 10),
    SIGHS,
    Breath("pant", "현우", 1058, 9),
    Breath("pant", "현우", 1105, 11),
    Breath("pant", "현우", 1120, 12),
    Breath("gasp", "지은", 1507, 8),
    Breath("sigh", "지은", 1853, 26),
)

HEARTS = (Heart("현우", 1106, 1174, 116.0, 84.0),)

STRIKES = (
    Strike("impact", 816, 6),
    Strike("hiss", 962, 12),
    Strike("impact", 984, 8),
    Strike("drive", 1010, 56),
    Strike("buzz", 1274, 12),
    Strike("buzz", 1296, 12),
    Strike("bell", 1532, 9),
)

TURNS = (
    Turn(376, "withheld", "현우는 할 말을 삼킨다: what he wants to say is withheld"),
    Turn(816, "decision", "현우가 우산을 움켜쥔다: he decides to run after her"),
    Turn(1010, "loss", "막차가 떠난다: the last bus leaves without him"),
    Turn(1474, "said", "전화로 '가지 마': the withheld words are said"),
    Turn(1822, "answer", "'응': she stays"),
)


def to_samples(frame: float) -> int:
    """The sample of the sound that stands at this frame.

    >>> to_samples(1920), to_samples(0.5)
    (3843840, 1001)
    """
    return round(frame * SAMPLES_A_FRAME)


def to_seconds(frame: float) -> float:
    """The time of this frame in seconds, rounded to the microsecond.

    >>> to_seconds(1920)
    80.08
    """
    return round(to_samples(frame) / HERTZ, 6)


def steps_of(walk: Walk) -> tuple[float, ...]:
    """The frames (with fractions) at which the heels of a walk touch the ground.

    >>> steps_of(ARRIVES)[0], len(steps_of(ARRIVES))
    (18.0, 8)
    """
    frames, now = [], float(walk.at)
    for k in range(walk.count):
        frames.append(now)
        now += walk.interval * between(0.97, 1.03, round(walk.at), k)
    return tuple(frames)


def beats_of(heart: Heart) -> tuple[float, ...]:
    """The frames at which a heart's first sound falls; the rate glides, each beat bent by up to 1.5 %."""
    frames, now = [], float(heart.at)
    while now < heart.until - 6.0:
        frames.append(now)
        share = (now - heart.at) / (heart.until - heart.at)
        bpm = heart.bpm + (heart.to_bpm - heart.bpm) * share
        now += 60.0 / bpm * float(RATE) * between(0.985, 1.015, round(heart.at), len(frames))
    return tuple(frames)


def person(name: str) -> Person:
    """The person of this Korean name."""
    for each in PEOPLE:
        if each.ko == name:
            return each
    raise ValueError(f"nobody in the film is called {name}")


def shot_at(frame: int) -> Shot:
    """The shot that owns this frame (of two in a dissolve, the incoming one)."""
    for shot in SHOTS:
        if shot.first <= frame < shot.last:
            return shot
    raise ValueError(f"frame {frame} lies outside the film's {FRAMES} frames")
