"""Subtitles as events: when, which words, who; then as captions: speech, sound, lyric or music.

Subtitles say more than words: tags such as (지은) name speakers, [한숨] and [문 닫히는 소리] are sounds, ♪ opens
lyrics, [잔잔한 음악] is a music label (usage of Korean subtitles). Each becomes a caption of its own kind, the rest is what is spoken;
a music label counted as speech would lower the music under it.

Conventions: event times are whole milliseconds; text keeps its line breaks until it becomes a caption.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from yeoun.model.media import Caution, Span
from yeoun.model.script import Caption
from yeoun.reading.narrating import BARE, LABEL
from yeoun.reading.texts import language_of, squeezed
from yeoun.units.names import Person
from yeoun.units.time import Seconds


@dataclass(frozen=True, slots=True)
class Event:
    """One subtitle as the file has it. `track` is a SAMI class; `voices` are stretches whose speaker the file marks."""

    start_ms: int
    end_ms: int
    text: str
    track: str = ""
    voices: tuple[tuple[str, str], ...] = ()
    language: str = ""


_BREAK = re.compile(r"<br\s*/?>|\\[Nn]", re.I)
_RUBY = re.compile(r"<rt\b[^>]*>.*?(?:</rt>|(?=</ruby>)|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>|<\d[\d:.]*>")
OPEN_OVERRIDE = (r"\{(?:\\(?:(?:an?|[biusqpkK]|k[fo]|fs|be|blur|bord|shad)-?\d+(?:\.\d+)?|"
                 r"[a-zA-Z0-9]{1,6}(?:\([^()\n]*\)|&H[0-9A-Fa-f]*&)?))+")    # of ASS, never closed
_OVERRIDE = re.compile(r"\{\\[^{}]*\}|" + OPEN_OVERRIDE)    # SRT files borrow them
_TORN_TAG = re.compile(r"</?(?:i|b|u|s)(?![^<>]*>)(?=[\s<]|$)|</?[A-Za-z]{1,5}$", re.I)

_MUSIC = re.compile(
    r"(?:음악|노래(?!방)|선율|멜로디|연주|배경음|BGM|주제곡|주제가|삽입곡)(?:[이가은는을를]?\s*(?:소리|흐른다|흐르며|흘러나온다|흘러나오며|"
    r"들린다|들려온다|울린다|울려 ?퍼진다|시작|시작된다|계속|계속된다|이어진다|고조|고조된다|"
    r"커진다|작아진다|잦아든다|멈춘다|멈춤|멎는다|끝|끝난다|중단|중단된다))?$|"
    r"\b(?:music|songs?|melody|score|tune|theme)(?:\s+(?:plays?|playing|continues?|continuing|swells?|swelling|stops?|ends?|ending|begins?|starts?|"
    r"starting|fades?|fading|builds?|building|intensif\w+|resumes?|crescendos?|over|on|from|in|through|out|up|down|softly|quietly|loudly|faintly|"
    r"the|radio|stereo|speakers?|tv|television|background|distance|car|phone|abruptly|indistinctly))*$",
    re.I,
)
_GIVEN_NAMES = frozenset({"연주", "선율"})    # music, and people: before words it is whoever says them
_SIGNS = re.compile(r"[♪♬♩♫]")
_NOTE_SIGN = re.compile(r"^\s*[♪♬♩♫]")
_SOUND = re.compile(
    r"소리|한숨|울음|웃음|흐느|비명|기침|숨|침묵|정적|탄식|신음|박수|노크|사이렌|효과음|환호|하품|훌쩍|코웃|헛웃|콧노래|트림|딸꾹|"
    r"쾅|쿵|똑똑|음성|알림음|벨|종소리|진동|sigh|gasp|sob|laugh|chuckl|cough|breath|scream|silence|groan|whisper|"
    r"knock|footstep|cries|cry|weep|door|phone|thunder|rain|wind|siren|applause|cheer|click|bang",
    re.I,
)
_MANNER = re.compile(r"(?:하며|으며|며|면서|목소리로|듯|채|[가-힣]{2,}게|[가-힣]{2,}로)$|^[a-z].*(?:ing|ly)\b")
_LEAD = re.compile(r"^\s*(?:\[(?P<square>[^\]\n]{1,40})\]|\((?P<round>[^)\n]{1,40})\))\s*:?\s*")
_SQUARE = re.compile(r"\[([^\]]{1,60})\]")
_ROUND = re.compile(r"\(([^)]{1,40})\)")
_NAMED = r"^\s*(?P<name>[A-Z][A-Z .'’\-]{0,24}[A-Z.]|[가-힣]{2,5}|%s)\s?[:：]\s+(?=\S)"
_CAPITALS, _CAPITALS_OR_BARE = re.compile(_NAMED % LABEL), re.compile(_NAMED % f"{LABEL}|{BARE}")
_BARE = re.compile(rf"^\s*(?:[-‐–—]\s*)?{BARE}\s?[:：]\s+\S", re.M)
_HASHED = re.compile(r"^\s*#\s[^#]*\s#\s*$")    # how British subtitles mark what is sung
_BRACKETED = re.compile(r"\s*[\[(]([^\])]*)[\])]\s*")
_DASH = re.compile(r"^\s*[-‐–—]\s*(?=\S)")


def cleaned(markup: str) -> str:
    """The words inside a subtitle's markup, line by line: tags out first, entities after.

    >>> cleaned("<i>Fish &amp; chips</i><br>&lt;closed&gt;")
    'Fish & chips\\n<closed>'
    """
    text = _BREAK.sub("\n", _OVERRIDE.sub("", _RUBY.sub("", _COMMENT.sub("", markup))))
    text = html.unescape(_TORN_TAG.sub("", _TAG.sub("", text)))
    return "\n".join(line for line in (tidied(line) for line in text.split("\n")) if line)


def tidied(line: str) -> str:
    """A line with every kind of space as one space, and none at its ends."""
    return squeezed(line.replace("\xa0", " "))


def captions_of(
    events: Iterable[Event], source: str, language: str = ""
) -> tuple[tuple[Caption, ...], tuple[Caution, ...]]:
    """Events as captions, in time order, each knowing its event's number.

    events    what a subtitle reader gave
    source    the file, kept on each caption; a SAMI class follows it after #
    language  what Latin letters are written in, when the file says so
    """
    captions: list[Caption] = []
    wrong = []
    events = list(events)
    names = _CAPITALS_OR_BARE if sum(bool(_BARE.search(event.text)) for event in events) > 1 else _CAPITALS
    ordered = sorted(enumerate(events, start=1), key=lambda pair: (pair[1].start_ms, pair[0]))
    for number, (position, event) in enumerate(ordered, start=1):
        if not event.text:
            continue
        if event.start_ms < 0 or event.end_ms <= event.start_ms:
            wrong.append(position)
            continue
        captions.extend(_captions(event, source, event.language or language, number, names))
    if not wrong:
        return tuple(captions), ()
    shown = ", ".join(map(str, wrong[:8])) + (" and more" if len(wrong) > 8 else "")
    return tuple(captions), (
        Caution("caption_times", f"{source}: left out, because its time line is torn or it ends before it begins: subtitle {shown}"),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    kind: str
    text: str
    speaker: str = ""


def _captions(event: Event, source: str, language: str, number: int, names: re.Pattern[str]) -> list[Caption]:
    said = [each for speaker, text in event.voices or (("", event.text),) for each in _sorted_out(text, speaker, names)]
    total = sum(len(each.text) for each in said if each.kind == "speech") or 1
    name = f"{source}#{event.track}" if event.track else source
    at, captions = event.start_ms, []
    for each in said:
        start, end = event.start_ms, event.end_ms
        if each.kind == "speech":  # several speakers share the time of the event by the length of their words
            start, end = at, min(event.end_ms, at + round((event.end_ms - event.start_ms) * len(each.text) / total))
            at = end
        span = Span(Seconds(start / 1000), Seconds(end / 1000))
        captions.append(
            Caption(
                span,
                each.text,
                language_of(each.text, language or "en"),
                each.kind,
                Person(each.speaker) if each.speaker else None,
                name,
                number,
            )
        )
    return captions


def _sorted_out(text: str, speaker: str, names: re.Pattern[str]) -> list[_Said]:
    """What one stretch of subtitle text holds, in order of appearance; `names` finds a name before a colon."""
    if _NOTE_SIGN.match(text) or _HASHED.match(text):
        return [_sung(text)]
    turns: list[list[str]] = []
    said: list[_Said] = []
    for line in text.split("\n"):
        if _NOTE_SIGN.match(line):
            said.append(_sung(line))
        elif _DASH.match(line) or not turns:
            turns.append([_DASH.sub("", line)])
        else:
            turns[-1].append(line)
    for turn in turns:
        said += _turn("\n".join(turn), speaker, names)
    return [each for each in said if each.text]


def _sung(text: str) -> _Said:
    """What stands under a note sign: words are sung; a label, or nothing, is music.

    >>> _sung("♪ 밤이 내리면 ♪").kind, _sung("♪ (잔잔한 음악) ♪").kind, _sung("♪♪").kind
    ('lyric', 'music', 'music')
    """
    words = squeezed(_SIGNS.sub(" ", text)).strip("# ")
    label = _BRACKETED.fullmatch(words)
    if label is None:
        return _Said("lyric", words) if words else _Said("music", "♪")
    kind = _tag_kind(squeezed(label[1]), leads=False)
    return _Said("music" if kind == "music" or not _SOUND.search(label[1]) else "sound", squeezed(label[1]) or "♪")


def _turn(text: str, speaker: str, names: re.Pattern[str]) -> list[_Said]:
    """One speaker's turn: tags first, then the words."""
    said: list[_Said] = []
    while found := _LEAD.match(text):
        tag, rest = squeezed(found["square"] or found["round"]), text[found.end() :]
        kind = _tag_kind(tag, bool(rest.strip()))
        if kind == "speaker" and not speaker:
            speaker = tag
        elif kind == "speech":
            break
        else:
            said.append(_Said("sound" if kind == "speaker" else kind, squeezed(_SIGNS.sub(" ", tag)) or "♪"))
        text = rest
    if not speaker and (found := names.match(text)):
        speaker, text = squeezed(found["name"]), text[found.end() :]
    if _NOTE_SIGN.match(text):
        return [*said, _sung(text)]
    for tag in _SQUARE.findall(text):
        said.append(_Said(_tag_kind(squeezed(tag), leads=False), squeezed(_SIGNS.sub(" ", tag)) or "♪"))
    text = _SQUARE.sub(" ", text)
    for tag in _ROUND.findall(text):
        if _SOUND.search(tag) or _MANNER.search(tag) or _MUSIC.search(squeezed(tag)):
            said.append(_Said("music" if _MUSIC.search(squeezed(tag)) else "sound", squeezed(tag)))
            text = text.replace(f"({tag})", " ")
    return [*said, _Said("speech", squeezed(text), speaker)]


def _tag_kind(tag: str, leads: bool) -> str:
    """What a bracket is: music, sound, or the name of who speaks the words after it."""
    if _SIGNS.search(tag):
        plain = squeezed(_SIGNS.sub(" ", tag))
        return "music" if not plain or _MUSIC.search(plain) else "lyric"
    if _MUSIC.search(tag) and not (leads and tag in _GIVEN_NAMES):
        return "music"
    if not leads or _SOUND.search(tag) or _MANNER.search(tag):
        return "sound"
    is_hangul = bool(re.fullmatch(r"[가-힣0-9 ·]{1,10}", tag)) and len(tag.split()) <= 3
    is_latin = bool(re.fullmatch(r"[A-Z][\w.'’\-]*(?: [A-Z0-9][\w.'’\-]*){0,3}", tag))
    return "speaker" if is_hangul or is_latin else "sound"
