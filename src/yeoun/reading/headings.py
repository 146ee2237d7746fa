"""Scene headings, Korean and English: number, place, side, time of day, flags.

A heading is cut into segments and each segment is looked up (our choice, tried on 35 headings): far sturdier than one long
expression, because writers put number, place and time in any order. Without a scene mark (S#, 씬, #, INT.) a line is
a heading only when it names a time of day, so that "119 구급대가 도착한다." stays action.

Conventions: `time_word` is the word as written; a relative word (잠시 후, LATER) inherits the last time.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from yeoun.model.script import TimeOfDay
from yeoun.reading.texts import plain_width, squeezed

Relative: TypeAlias = Literal["relative"]

_WORDS: dict[TimeOfDay, str] = {
    TimeOfDay.DAWN: "새벽 여명 동틀녘 동틀무렵 DAWN DAYBREAK FIRSTLIGHT PREDAWN",
    TimeOfDay.SUNRISE: "일출 해뜰녘 해뜰무렵 해돋이 SUNRISE",
    TimeOfDay.MORNING: "아침 이른아침 늦은아침 오전 MORNING EARLYMORNING LATEMORNING",
    TimeOfDay.DAY: "낮 D 한낮 대낮 정오 DAY DAYTIME NOON MIDDAY",
    TimeOfDay.AFTERNOON: "오후 늦은오후 이른오후 AFTERNOON LATEAFTERNOON EARLYAFTERNOON",
    TimeOfDay.GOLDEN: "해질녘 해질무렵 노을 저녁노을 노을녘 석양 황혼 일몰 매직아워 골든아워 SUNSET "
    "MAGICHOUR GOLDENHOUR",
    TimeOfDay.DUSK: "땅거미 어스름 초저녁 블루아워 DUSK TWILIGHT BLUEHOUR",
    TimeOfDay.EVENING: "저녁 이른저녁 늦은저녁 EVENING LATEEVENING",
    TimeOfDay.NIGHT: "밤 N 한밤 한밤중 늦은밤 깊은밤 심야 자정 NIGHT LATENIGHT MIDNIGHT LATE",
}
TIMES = {word: time for time, words in _WORDS.items() for word in words.split()}
RELATIVE = frozenset(
    "잠시후 잠시뒤 얼마후 같은시각 같은시간 다음날 이튿날 계속 이어서 연결 동시각 "
    "LATER MOMENTSLATER SAME SAMETIME NEXTDAY THENEXTDAY CONTINUOUS CONT CONTINUED MINUTESLATER HOURSLATER".split()
)
SIDES = {
    "INT": "INT",
    "EXT": "EXT",
    "EST": "EXT",
    "실내": "INT",
    "실외": "EXT",
    "내부": "INT",
    "외부": "EXT",
    "야외": "EXT",
    "INT/EXT": "INT/EXT",
    "EXT/INT": "INT/EXT",
    "I/E": "INT/EXT",
    "E/I": "INT/EXT",
}
_SHORT_SIDES = {"I": "INT", "E": "EXT", "안": "INT", "밖": "EXT"}
FLAGS = {
    "회상": "flashback",
    "과거": "flashback",
    "플래시백": "flashback",
    "FB": "flashback",
    "FLASHBACK": "flashback",
    "꿈": "dream",
    "DREAM": "dream",
    "악몽": "dream",
    "상상": "imagined",
    "IMAGINED": "imagined",
    "FANTASY": "imagined",
    "몽타주": "montage",
    "몽타쥬": "montage",
    "MONTAGE": "montage",
    "현재": "present",
    "PRESENT": "present",
    "인서트": "insert",
    "INSERT": "insert",
    "INS": "insert",
}

_HEAD = re.compile(
    r"^\s*(?P<mark>S\s*#?|SCENE|씬|신|#)?\s*/?\s*(?P<number>\d{1,3}(?:-\d{1,2})?[A-Za-z]?)"
    r"(?:\s*(?P<point>[.:)])\s*|\s+)(?P<rest>\S.*?)\s*$",
    re.I,
)
_SLUG = re.compile(
    r"^\s*(?:(?P<number>\d{1,3}[A-Za-z]?)[.)]?\s+)?(?P<side>INT\.?\s*/\s*EXT|EXT\.?\s*/\s*INT|I\s*/\s*E|INT|EXT|EST)"
    r"(?:\.\s*|\s+)(?P<rest>\S.*?)\s*$",
    re.I,
)
_TAIL_NUMBER = re.compile(r"\s*#(?P<number>[\w.\-]+)#\s*$")
_SPLIT = re.compile(r"\s*[/,()\[\]~]\s*|\s*(?:→|->)\s*|(?<=\S)\s+[-–—―]\s+|(?<=[가-힣])[-–—](?=[가-힣])|\.\s+")
_FLASHBACK = re.compile(r"\bF\s*/\s*B\b", re.I)  # its stroke is no border between segments
_BARE = re.compile(r"^\s*(?:S\s*#|씬|#)\s*(?P<number>\d{1,3}(?:-\d{1,2})?[A-Za-z]?)\s*\.?$", re.I)
_EDGES = " .·-–—―:"
_SENTENCE = re.compile(r"(?:다|요|까|죠)\s*[.!?…]*$|[!?]$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says. `time` None: none named; "relative": inherits. `side` is INT, EXT, INT/EXT or empty."""

    text: str
    number: str
    location: str
    sublocation: str
    side: str
    time: TimeOfDay | Relative | None
    time_word: str
    time_to: TimeOfDay | None
    flags: tuple[str, ...]
    flag_words: tuple[str, ...]

    @property
    def place(self) -> str:
        """Location and what lies inside it, as one name."""
        return ", ".join(part for part in (self.location, self.sublocation) if part)

    @property
    def interior(self) -> bool | None:
        """Inside, outside, or unknown."""
        return {"INT": True, "EXT": False}.get(self.side)


def heading_of(line: str, *, forced: bool = False) -> Heading | None:
    """The heading a line is, or None when it is something else.

    line     one line of a script
    forced   take it as a heading whatever it looks like (Fountain's leading dot)

    >>> heading_of("S#5. 방파제 / 해 질 녘").time.value
    'golden'
    >>> heading_of("119 구급대가 도착한다. 들것이 내려온다.") is None
    True
    """
    plain = plain_width(line).strip()
    tail = _TAIL_NUMBER.search(plain)
    body = plain[: tail.start()] if tail else plain
    number = tail["number"] if tail else ""
    if slug := _SLUG.match(body):
        side = re.sub(r"[.\s]", "", slug["side"]).upper()
        return _heading(line, number or slug["number"] or "", slug["rest"], SIDES[side])
    if found := _HEAD.match(body):
        heading = _heading(line, number or found["number"], found["rest"], "")
        if _holds(heading, found):
            return heading
    if bare := _BARE.match(body):
        return _heading(line, bare["number"], "", "")
    return _heading(line, number, body, "") if forced else None


def _holds(heading: Heading, found: re.Match[str]) -> bool:
    """Whether a numbered line really is a heading (a mark such as S#, or a time word; with what people's scripts taught us)."""
    mark = (found["mark"] or "").upper().replace(" ", "")
    timed = heading.time is not None
    if mark in {"", "신", "S"}:  # 신 is also a noun, S a letter: a time word must stand as a segment of its own
        alone = found["point"] is not None or heading.time_word in _pieces(found["rest"])
        return timed and alone and not _SENTENCE.search(found["rest"])
    return timed or not (mark == "#" and found["point"] is None and _SENTENCE.search(found["rest"]))


def _pieces(rest: str) -> list[str]:
    whole = _FLASHBACK.sub("FB", rest)
    return [piece for piece in (part.strip(_EDGES) for part in _SPLIT.split(whole) if part) if piece]


def _key(piece: str) -> str:
    return re.sub(r"[\s.·]", "", piece).upper()


def _heading(text: str, number: str, rest: str, side: str) -> Heading:
    places: list[str] = []
    flags: list[str] = []
    words: list[str] = []
    time: TimeOfDay | Relative | None = None
    time_word = ""
    time_to: TimeOfDay | None = None
    pieces = _pieces(rest)
    many = len(pieces) > 1
    for piece in pieces:
        key = _key(piece)
        if key in TIMES and (many or len(key) > 1):
            if time is None:
                time, time_word = TIMES[key], piece
            elif time_to is None and TIMES[key] is not time:
                time_to = TIMES[key]
        elif key in RELATIVE:
            time, time_word = ("relative", piece) if time is None else (time, time_word)
        elif key in SIDES:
            side = side or SIDES[key]
        elif key in _SHORT_SIDES and many and re.search(rf"(?:^|[/(])\s*{re.escape(piece)}\s*(?:[/)]|$)", rest):
            side = side or _SHORT_SIDES[key]
        elif key in FLAGS:
            flags.append(FLAGS[key])
            words.append(piece)
        else:
            places.append(squeezed(piece))
    if time is None and places:
        words_of = places[-1].split(" ")
        for count in range(
            min(3, len(words_of) - 1), 0, -1
        ):  # "옥상 해 질 녘": the time is the last words of the place
            tail = " ".join(words_of[-count:])
            if _key(tail) in TIMES:
                time, time_word, places[-1] = TIMES[_key(tail)], tail, " ".join(words_of[:-count])
                break
    return Heading(
        squeezed(text),
        number,
        places[0] if places else "",
        ", ".join(places[1:]),
        side,
        time,
        time_word,
        time_to,
        tuple(dict.fromkeys(flags)),
        tuple(words),
    )
