"""The largest texts that are let in: each is read within the bounds that are promised, and one line more is refused.

Every text is as dense as its form allows, which is dearer than any real one: a speech on every line, a subtitle on every second.
"""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from yeoun.errors import InputRefused
from yeoun.reading.captions import read_captions
from yeoun.reading.script import read_script
from yeoun.reading.texts import MOST_LETTERS, MOST_LINES

MOST_S, MOST_MIB = 10.0, 1024.0    # processor seconds, so that others on the machine do not count


def clock(k: int, comma: str) -> str:
    """The k-th second as subtitles write it."""
    return f"{k // 3600:02}:{k // 60 % 60:02}:{k % 60:02}{comma}000"


def filled(head: str, line: Callable[[int], str], tail: str = "") -> str:
    """As many of these lines as are let in."""
    made, lines, letters = [head], head.count("\n") + tail.count("\n"), len(head) + len(tail)
    for k in range(MOST_LINES):
        more = line(k)
        lines, letters = lines + more.count("\n"), letters + len(more)
        if lines > MOST_LINES or letters > MOST_LETTERS:
            break
        made.append(more)
    return "".join(made) + tail


FORMS: dict[str, Callable[[], str]] = {
    "korean.txt": lambda: filled("S#1. 옥상 / 낮\n\n", lambda k: f"지은\t가자{k % 9}.\n"),
    "action.txt": lambda: filled("S#1. 옥상 / 낮\n\n", lambda k: f"지은이 {k % 90}번째 계단을 내려간다.\n"),
    "a.fountain": lambda: filled("INT. ROOF - DAY\n\n", lambda k: f"@지은\n가자{k % 9}.\n\n"),
    "words.fountain": lambda: filled("INT. ROOF - DAY\n\n", lambda k: f"JIEUN\nLet us go {k % 9}.\n\n"),
    "a.srt": lambda: filled("", lambda k: f"{k}\n{clock(k, ',')} --> {clock(k + 1, ',')}\n가자{k % 9}.\n\n"),
    "a.vtt": lambda: filled("WEBVTT\n\n", lambda k: f"{clock(k, '.')} --> {clock(k + 1, '.')}\n가자{k % 9}.\n\n"),
    "a.smi": lambda: filled("<SAMI><BODY>\n", lambda k: f"<SYNC Start={k}000><P Class=KRCC>가자{k % 9}.\n"),
    "a.ass": lambda: filled("[Script Info]\n[Events]\nFormat: Layer, Start, End, Style, Name, Effect, Text\n",
                            lambda k: f"Dialogue: 0,{clock(k, '.')[1:-1]},{clock(k + 1, '.')[1:-1]},D,,,가자{k % 9}.\n"),
    "a.ttml": lambda: filled('<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml"><body><div>\n',
                             lambda k: f'<p begin="{clock(k, ".")}" end="{clock(k + 1, ".")}">가자</p>\n', "</div></body></tt>\n"),
    "one line.txt": lambda: "S#1. 옥상 / 낮\n\n지은\t" + "가자. " * ((MOST_LETTERS - 30) // 4) + "\n",
    "one line.srt": lambda: "1\n00:00:01,000 --> 00:00:02,000\n" + "<i>가" * ((MOST_LETTERS - 50) // 4) + "\n",
}


def read(name: str, text: str) -> int:
    """How much there is in a text."""
    if name.endswith((".txt", ".fountain")):
        return sum(len(scene.body) for scene in read_script(text, name)[0])
    return len(read_captions(text, name)[0])


def is_read_in_seconds(name: str) -> None:
    """Read one in a process of its own, within the bounds."""
    ran = subprocess.run([sys.executable, "-m", "tests.reading.test_largest", name], capture_output=True, text=True, check=True)
    count, seconds, mib = map(float, ran.stdout.split())
    assert count >= 1 and seconds < MOST_S and mib < MOST_MIB, (count, seconds, mib)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
@pytest.mark.parametrize("name", ["korean.txt", "a.fountain", "a.smi", "one line.srt"])
def test_the_largest_text_that_is_let_in_is_read_in_seconds(name: str) -> None:
    is_read_in_seconds(name)    # every form: tests/soak/test_largest_texts.py


@pytest.mark.parametrize("name", ["a.txt", "a.fountain", "a.srt", "a.smi"])
@pytest.mark.parametrize("more", ["\n" * (MOST_LINES + 1), "가" * (MOST_LETTERS + 1)], ids=["lines", "letters"])
def test_what_is_longer_is_refused_with_where(name: str, more: str) -> None:
    with pytest.raises(InputRefused, match=r"line \d+.*at most 120,000"):
        read(name, "S#1. 옥상 / 낮\n" + more)


if __name__ == "__main__":
    found = read(sys.argv[1], FORMS[sys.argv[1]]())
    spent = resource.getrusage(resource.RUSAGE_SELF)
    # VmHWM begins anew with a process; its own ru_maxrss would be that of whoever started it
    most = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    sys.stdout.write(f"{found} {spent.ru_utime + spent.ru_stime} {most / 1024}\n")
