"""Figures in a phrase: numbers in words, units, bars, beats, keys and timecodes, and how a match of each is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from yeoun.reading.kept import locked_in

Made = tuple[dict[str, str], float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern, and what a match of it does (senses, number, last number); None where it is none after all.

    `inner`: only the first group is the item, the rest stands around it.
    """

    pattern: re.Pattern[str]
    reads: Callable[[re.Match[str]], Made | None]
    inner: bool = False


_EN = {
    word: float(number)
    for number, words in (
        (1, "a,an,one,another,a single"),
        (2, "two,a couple of,a couple,another two"),
        (3, "three"),
        (4, "four"),
        (5, "five"),
        (6, "six"),
        (7, "seven"),
        (8, "eight"),
        (9, "nine"),
        (10, "ten"),
        (11, "eleven"),
        (12, "twelve,a dozen"),
        (13, "thirteen"),
        (14, "fourteen"),
        (15, "fifteen"),
        (16, "sixteen"),
        (18, "eighteen"),
        (20, "twenty"),
        (24, "twenty-four,twenty four"),
        (30, "thirty"),
        (40, "forty"),
        (50, "fifty"),
        (60, "sixty"),
        (0.5, "half a,half,a half"),
        (1.5, "one and a half"),
        (2.5, "two and a half"),
        (0.25, "a quarter,a quarter of a"),
    )
    for word in words.split(",")
}
_KO = {
    word: float(number)
    for number, words in (
        (1, "한,하나,일"),
        (2, "두,이,한두"),
        (3, "두세,두어"),
        (4, "서너"),
        (3, "세,석,삼"),
        (4, "네,넉,사"),
        (5, "다섯,오"),
        (6, "여섯,육"),
        (7, "일곱,칠"),
        (8, "여덟,팔"),
        (9, "아홉,구"),
        (10, "열,십"),
        (12, "열두,십이"),
        (15, "열다섯,십오"),
        (20, "스무,이십"),
        (24, "이십사,스물네"),
        (30, "삼십"),
        (0.5, "반"),
    )
    for word in words.split(",")
}
NUMBER = r"\d+(?:\.\d+)?"
ENGLISH_NUMBER = "|".join(sorted(map(re.escape, _EN), key=lambda each: -len(each)))
KOREAN_NUMBER = "|".join(sorted(_KO, key=lambda each: -len(each)))
_UNITS = {
    word: unit
    for unit, words in (
        ("frames", "f,fr,frame,frames,프레임"),
        ("seconds", "s,sec,secs,second,seconds,초"),
        ("bars", "bar,bars,measure,measures,마디,소절"),
        ("beats", "beat,beats,박,박자"),
        ("minutes", "min,minute,minutes,분"),
        ("ms", "ms"),
    )
    for word in words.split(",")
}


def number_of(text: str) -> float:
    plain = re.sub(r"\s+", " ", text.strip().lower())
    return float(plain) if re.fullmatch(NUMBER, plain) else float(_EN.get(plain, _KO.get(plain, 0)))


def quantity_of(found: re.Match[str]) -> Made | None:
    unit = _UNITS[found["unit"].lower()]
    number = number_of(found["n"]) + (0.5 if found.groupdict().get("half") else 0.0)
    number *= {"minutes": 60.0, "ms": 0.001}.get(unit, 1.0)
    unit = {"minutes": "seconds", "ms": "seconds"}.get(unit, unit)
    sign = (found.groupdict().get("sign") or "").strip().lower()
    signed = {"signed": "-" if sign in {"-", "−", "minus", "마이너스"} else "+"} if sign else {}
    return {"quantity": unit} | signed, number, 0.0


def bars_of(found: re.Match[str]) -> Made:
    first = number_of(found["first"])
    return {"bars": ""}, first, number_of(found["last"]) if found["last"] else first


def _cue(found: re.Match[str]) -> Made | None:
    return ({"cue": found[0].lower()}, 0.0, 0.0) if locked_in(found[0]) else None


_HANGUL_NOTES = {
    "다": "C",
    "라": "D",
    "마": "E",
    "바": "F",
    "사": "G",
    "가": "A",
    "나": "B",
    "씨": "C",
    "디": "D",
    "이": "E",
    "에프": "F",
    "지": "G",
    "에이": "A",
    "비": "B",
}
_ACCIDENTALS = {
    "flat": "b",
    "플랫": "b",
    "플렛": "b",
    "b": "b",
    "♭": "b",
    "sharp": "#",
    "샵": "#",
    "샾": "#",
    "#": "#",
    "♯": "#",
    "내림": "b",
    "올림": "#",
}
_MODES = {
    "major": "major",
    "maj": "major",
    "장조": "major",
    "메이저": "major",
    "minor": "minor",
    "min": "minor",
    "m": "minor",
    "단조": "minor",
    "마이너": "minor",
    "dorian": "dorian",
    "lydian": "lydian",
    "mixolydian": "mixolydian",
    "도리안": "dorian",
    "리디안": "lydian",
    "믹솔리디안": "mixolydian",
    "aeolian": "aeolian",
}


def key_of(found: re.Match[str]) -> Made | None:
    letter = found["letter"]
    if letter in _HANGUL_NOTES:
        letter = _HANGUL_NOTES[letter]
    accidental = _ACCIDENTALS.get((found["sign"] or "").strip(" -").lower(), "")
    mode = _MODES.get((found["mode"] or "").strip().lower(), "")
    value = f"{letter.upper()}{accidental}{' ' + mode if mode else ''}"
    return {"key": value}, 0.0, 0.0


def _one(name: str, value: str = "") -> Callable[[re.Match[str]], Made]:
    return lambda found: ({name: value or found[found.lastindex or 0]}, 0.0, 0.0)


def _timecode(found: re.Match[str]) -> Made:
    return {"timecode": found[0].strip()}, 0.0, 0.0


def seconds_of(found: re.Match[str]) -> Made:
    return {"timecode": f"{int(found['m'] or 0):02}:{int(found['s'] or 0):02}"}, 0.0, 0.0


def second_of(found: re.Match[str]) -> Made:
    return {"timecode": f"00:{int(found['s'] or found['t']):02}"}, 0.0, 0.0


def clock_of(found: re.Match[str]) -> Made:
    seconds = int(found["h"] or 0) * 60 + int(found["m"] or found["s"] or 0)
    return {"timecode": f"00:{seconds // 60:02}:{seconds % 60:02}:{int(found['f'] or found['g']):02}"}, 0.0, 0.0


def valued(name: str) -> Callable[[re.Match[str]], Made]:
    return lambda found: ({name: ""}, number_of(found["n"]), 0.0)


def grade_of(found: re.Match[str]) -> Made:
    return {"grade": next(each for each in found.groups() if each).upper()}, 0.0, 0.0


QUOTES = Shape(
    re.compile(r"[\"“「『](?P<q>[^\"”」』]+)[\"”」』]|(?<!\w)['‘](?P<p>[^'’]+)['’](?!\w)"),
    lambda found: ({"quote": found["q"] or found["p"]}, 0.0, 0.0),
)
_TIMECODES = Shape(
    re.compile(r"(?<![\d:])(?:\d{1,2}:\d{2}:\d{2}[:;,]\d{2}|\d{1,2}:\d{2}:\d{2}(?:\.\d+)?|\d{1,3}:\d{2}(?:\.\d+)?)(?![:\d])"), _timecode
)
_CUES = Shape(re.compile(r"(?<![A-Za-z0-9])\d+m\d+[a-z]?(?![A-Za-z0-9])", re.I), _cue)
PERCENT = Shape(re.compile(rf"(?P<n>{NUMBER}|\b(?:{ENGLISH_NUMBER}))\s*(?:%|percent|per cent|퍼센트|프로)"), valued("percent"))
NUMBERS = Shape(
    re.compile(rf"(?<![\w.])(?P<n>[-+−]?{NUMBER})(?![\w.]*\d)"),
    lambda found: ({"number": found["n"].replace("−", "-")}, float(found["n"].replace("−", "-")), 0.0),
)
LATIN_KEY = r"(?P<letter>[A-G])(?P<sign>#|b|♯|♭|[ -]?(?:flat|sharp))?"
FRAMES = Shape(
    re.compile(r"\bframes?\s+(?P<first>\d{2,7})\s*(?:-|–|to|through|until)\s*(?:frame\s+)?(?P<last>\d{2,7})\b", re.I),
    lambda found: ({"frames": ""}, float(found["first"]), float(found["last"])),
)
FRAME = Shape(
    re.compile(r"\bframe\s+(?:number\s+)?(?P<first>\d{2,7})\b", re.I),
    lambda found: ({"frames": ""}, float(found["first"]), float(found["first"]) + 1),
)

_DASH = Shape(re.compile(r"(?<=\d)\s*[-–—~]\s*(?=\d{1,3}:\d{2})"), lambda found: ({"until": "", "dash": ""}, 0.0, 0.0))
BORDERS = Shape(
    re.compile(r"(?<![가-힣])(?P<n>아웃|인)(?:\s?포인트|점)?(?=(?:을|은|이|만|도|를|는)?(?:\s|$|[+-]))"),
    lambda found: ({"border_out" if found["n"] == "아웃" else "border_in": ""}, 0.0, 0.0),
)
BARE_SOUND = Shape(re.compile(r"(?:대사|현장음|현장 ?소리)(?:으로|로)?만(?=\s|$)"), lambda found: ({"bare_sound": ""}, 0.0, 0.0))
_ORDER = {
    word: number
    for number, words in (
        (1, "첫,첫번째,첫 번째,첫째,first,opening"),
        (2, "두번째,두 번째,둘째,second"),
        (3, "세번째,세 번째,셋째,third"),
        (4, "네번째,네 번째,넷째,fourth"),
        (5, "다섯번째,다섯 번째,다섯째,fifth"),
        (6, "여섯번째,여섯 번째,여섯째,sixth"),
        (7, "일곱번째,일곱 번째,일곱째,seventh"),
        (8, "여덟번째,여덟 번째,여덟째,eighth"),
        (9, "아홉번째,아홉 번째,ninth"),
        (10, "열번째,열 번째,tenth"),
        (-1, "마지막,맨 마지막,last,final"),
    )
    for word in words.split(",")
}
_ORDINAL_BARS = Shape(
    re.compile(rf"(?P<o>{'|'.join(sorted(_ORDER, key=lambda each: -len(each)))})\s+(?:bar(?!s)|measure(?!s)|마디|소절)", re.I),
    lambda found: ({"bars": ""}, float(_ORDER[found["o"].lower()]), float(_ORDER[found["o"].lower()])),
)
_NTH = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "첫": 1,
    "두": 2,
    "둘째": 2,
    "두 번째": 2,
    "두번째": 2,
    "셋째": 3,
    "세 번째": 3,
    "세번째": 3,
    "넷째": 4,
    "네 번째": 4,
    "네번째": 4,
    "첫째": 1,
    "첫 번째": 1,
    "첫번째": 1,
    "last": 4,
    "마지막": 4,
}
_NTHS = "|".join(sorted(_NTH, key=lambda each: -len(each)))


def _beat(found: re.Match[str]) -> Made:
    beat = found["beat"].strip().lower()
    return {"beat": ""}, float(found["bar"]), float(_NTH.get(beat, beat if beat.isdigit() else 1))


_BEATS = (
    Shape(re.compile(r"\bbeat\s+(?P<beat>\d)\s+(?:of|in)\s+bar\s+(?P<bar>\d{1,3})", re.I), _beat),
    Shape(re.compile(r"\bbar\s+(?P<bar>\d{1,3}),?\s+beat\s+(?P<beat>\d)\b", re.I), _beat),
    Shape(re.compile(rf"\b(?:the\s+)?(?P<beat>{_NTHS})\s+beat\s+(?:of|in)\s+bar\s+(?P<bar>\d{{1,3}})\b", re.I), _beat),
    Shape(re.compile(rf"(?P<bar>\d{{1,3}})\s*마디\s*(?:의\s*)?(?P<beat>\d|{_NTHS})\s*박(?!자)"), _beat),
)
_INTERVALS = {
    "minor second": 1,
    "major second": 2,
    "minor third": 3,
    "major third": 4,
    "third": 4,
    "fourth": 5,
    "perfect fourth": 5,
    "fifth": 7,
    "perfect fifth": 7,
    "단2도": 1,
    "장2도": 2,
    "단3도": 3,
    "장3도": 4,
    "3도": 4,
    "완전4도": 5,
    "4도": 5,
    "완전5도": 7,
    "5도": 7,
    "반 키": 1,
    "반키": 1,
    "한 키": 1,
    "한키": 1,
    "두 키": 2,
    "두키": 2,
    "세 키": 3,
    "한 조": 1,
    "키 하나": 1,
    "키를 하나": 1,
}
INTERVAL = Shape(
    re.compile(
        rf"(?<![\w])(?:a\s+|by\s+a\s+)?(?P<i>{'|'.join(sorted(_INTERVALS, key=lambda each: -len(each)))})"
        r"(?=\s+(?:up|down|higher|lower)|\s*$|\s*(?:위|아래|만큼|정도|씩)?\s*(?:로\s*)?(?:올|내|낮|높|더|만|위로|아래로|위|아래))",
        re.I,
    ),
    lambda found: ({"half_step": ""}, float(_INTERVALS[found["i"].lower()]), 0.0),
)
_INTO = (
    Shape(
        re.compile(
            rf"(?:(?<=\s)|^)(?P<n>{NUMBER}|{ENGLISH_NUMBER})\s+"
            r"seconds?\s+in(?:to\s+(?:the\s+|this\s+)?(?:cue|music|piece))?(?=\s*(?:$|[,.]))", re.I
        ),
        valued("into"),
    ),
    Shape(
        re.compile(
            rf"(?:큐\s*|음악\s*)?시작(?:하고|한\s*지|\s*후|에서)?\s*(?:나서\s*)?(?P<n>{NUMBER})\s*초\s*(?:뒤|후|지점|째|쯤|있다가|지나서|지나면)?(?:에서|에)?(?=\s|$)"
        ),
        valued("into"),
    ),
)
COMMON = (*_BEATS, *_INTO, _DASH, _TIMECODES, _CUES, _ORDINAL_BARS)
