"""What a production hands over with its picture: scripts in Korean and English, subtitles, the cut list.

All of it is written from the screenplay; only the length of a line comes from elsewhere, measured on its sound.

Conventions: texts are UTF-8 with \\n; record timecode counts from 01:00:00:00 without drop frames.
"""

from collections.abc import Sequence

from yeoun.demo.screenplay import (
    ACTIONS,
    FRAMES,
    HUSHES,
    LINES,
    PEOPLE,
    RATE,
    SAMPLES_A_FRAME,
    SCENES,
    SHOTS,
    Action,
    Direction,
    Hush,
    Line,
    Manner,
    Scene,
    Shot,
    person,
    to_seconds,
)
from yeoun.units.time import label

TITLE_KO, TITLE_EN = "막차", "The Last Bus"
HOUR = 24 * 3600             # record timecode begins at 01:00:00:00, counted with 24 labels a second
HANDLE = 24                  # frames that every shot's source has before its first used one
HOLD = 14                    # frames a subtitle stays after the last word (our choice), if the next leaves room
SHORTEST = 20                # frames a subtitle stays at least: 5/6 s, after the streaming rules
GAP = 2                      # frames between two subtitles
_EXTENSION = {Manner.SPOKEN: "", Manner.UNSEEN: " (O.S.)", Manner.PHONE: " (FILTERED)", Manner.INNER: " (V.O.)"}


def directions(scene: Scene) -> list[Direction]:
    """Everything written in one scene, in the order in which it begins."""
    found: list[Direction] = [each for each in (*ACTIONS, *LINES, *HUSHES) if scene.first <= each.at < scene.last]
    return sorted(found, key=lambda each: (each.at, not isinstance(each, Action)))


def _in_korean(direction: Direction) -> str:
    match direction:
        case Action(ko=ko):
            return ko
        case Hush(ko=ko):
            return ko
        case Line(who=who, manner=manner, ko=ko, how_ko=how):
            mark = f"({manner.value})" if manner.value else ""
            return f"{who}{mark}\t{how + ' ' if how else ''}{ko}"


def script_in_korean() -> str:
    """The script as Korean drama writes it: S# headings, 지문, 이름<tab>대사, marks E, F and N."""
    parts = [f"{TITLE_KO}", "등장인물: " + ", ".join(each.ko for each in PEOPLE)]
    for scene in SCENES:
        parts.append(scene.ko)
        parts += [_in_korean(each) for each in directions(scene)]
    parts.append("F.O.")
    return "\n\n".join(parts) + "\n"


def _in_english(direction: Direction) -> str:
    match direction:
        case Action(en=en):
            return en
        case Hush(en=en):
            return en[1:-1].capitalize() + "."
        case Line(who=who, manner=manner, en=en, how_en=how):
            return f"{person(who).en}{_EXTENSION[manner]}\n" + (f"{how}\n" if how else "") + en


def script_in_fountain() -> str:
    """The same scenes and lines in English, as Fountain."""
    parts = [f"Title: {TITLE_EN}\nCredit: a short film drawn by code\nLicense: CC0-1.0"]
    for scene in SCENES:
        parts.append(f"{scene.en} #{scene.number}#")
        parts += [_in_english(each) for each in directions(scene)]
        following = [shot for shot in SHOTS if shot.first == scene.last]
        if following and following[0].dissolve:
            parts.append("> DISSOLVE TO:")
    parts.append("> FADE OUT.")
    return "\n\n".join(parts) + "\n"


def caption_spans(spoken: Sequence[int]) -> list[tuple[float, float]]:
    """From which to which frame each line's subtitle stands; begins with the first word.

    spoken    the length of each line in samples, in the order of the screenplay
    """
    spans = []
    for k, (line, length) in enumerate(zip(LINES, spoken, strict=True)):
        end = line.at + length / SAMPLES_A_FRAME + HOLD
        end = max(end, line.at + SHORTEST)
        limit = LINES[k + 1].at - GAP if k + 1 < len(LINES) else float(FRAMES)
        spans.append((line.at, float(round(min(end, limit)))))
    return spans


def _milliseconds(frame: float) -> int:
    return round(to_seconds(frame) * 1000.0)


def _clock(frame: float) -> str:
    ms = _milliseconds(frame)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def subtitles_srt(spoken: Sequence[int], language: str) -> str:
    """Subtitles as SubRip, in Korean ("ko") or English ("en")."""
    blocks = []
    for k, (line, (start, end)) in enumerate(zip(LINES, caption_spans(spoken), strict=True), 1):
        words = line.ko if language == "ko" else line.en
        blocks.append(f"{k}\n{_clock(start)} --> {_clock(end)}\n{words}\n")
    return "\n".join(blocks)


def subtitles_smi(spoken: Sequence[int]) -> str:
    """The Korean subtitles as SAMI, class KRCC."""
    head = (f"<SAMI>\n<HEAD>\n<TITLE>{TITLE_KO}</TITLE>\n<STYLE TYPE=\"text/css\">\n<!--\n"
            "P { margin-left:8pt; margin-right:8pt; text-align:center; font-size:20pt; }\n"
            ".KRCC { Name:한국어; lang:ko-KR; SAMIType:CC; }\n-->\n</STYLE>\n</HEAD>\n<BODY>\n")
    rows = []
    for line, (start, end) in zip(LINES, caption_spans(spoken), strict=True):
        rows.append(f"<SYNC Start={_milliseconds(start)}><P Class=KRCC>{line.ko}")
        rows.append(f"<SYNC Start={_milliseconds(end)}><P Class=KRCC>&nbsp;")
    return head + "\n".join(rows) + "\n</BODY>\n</SAMI>\n"


def _event(number: int, reel: str, kind: str, source: tuple[int, int], record: tuple[int, int]) -> str:
    times = [label(frame, RATE) for frame in source] + [label(frame + HOUR, RATE) for frame in record]
    return f"{number:03}  {reel:<8} V     {kind:<9}{' '.join(times)}"


def _reel(shot: Shot) -> str:
    return f"SC{shot.scene:02}{'ABCDEFGH'[[each.id for each in SHOTS if each.scene == shot.scene].index(shot.id)]}"


def cut_list() -> str:
    """The editor's cut list, CMX3600: one event a shot; the dissolve is two lines with one number."""
    rows = [f"TITLE: {TITLE_EN.upper()}", "FCM: NON-DROP FRAME", ""]
    for number, shot in enumerate(SHOTS, 1):
        length = shot.last - shot.first
        record = (shot.first, shot.last)
        if shot.dissolve:
            before = SHOTS[number - 2]
            out = HANDLE + before.last - before.first
            rows.append(_event(number, _reel(before), "C", (out, out), (shot.first, shot.first)))
            rows.append(_event(number, _reel(shot), f"D    {shot.dissolve:03}", (HANDLE, HANDLE + length), record))
            rows += [f"* FROM CLIP NAME: {before.id}", f"* TO CLIP NAME: {shot.id}", ""]
        else:
            rows.append(_event(number, _reel(shot), "C", (HANDLE, HANDLE + length), record))
            rows += [f"* FROM CLIP NAME: {shot.id}", ""]
    return "\n".join(rows)
