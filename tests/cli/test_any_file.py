"""Whatever bytes a text file holds: it is understood, or refused in one sentence; never a traceback, never an endless wait."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.whole.console import yeoun

WHOLE = {
    "srt": "1\n00:00:01,000 --> 00:00:02,500\n지은: 오늘 고마워.\n\n2\n00:00:03,000 --> 00:00:04,000\n[한숨]\n",
    "vtt": "WEBVTT\n\n1\n00:01.000 --> 00:02.500\n<v 지은>고마워.\n\nNOTE x\n\n00:03.000 --> 00:04.000\n[sigh]\n",
    "smi": '<SAMI><HEAD><STYLE TYPE="text/css"><!--\n.KRCC {Name:Korean; lang:ko-KR;}\n--></STYLE></HEAD><BODY>\n'
           "<SYNC Start=1000><P Class=KRCC>고마워.\n<SYNC Start=2500><P Class=KRCC>&nbsp;\n</BODY></SAMI>",
    "txt": "1. 옥상 / 해질녘\n\n지은이 웃는다.\n\n지은\t(작게) 고마워.\n민호(N)\t나도.\n\n2. 골목 / 밤 (회상)\n\n발소리.\n",
    "fountain": "INT. ROOM - NIGHT\n\nShe waits.\n\nMINA (V.O.)\n(softly)\nThank you.\n\n> FADE OUT.\n",
    "edl": "TITLE: x\nFCM: NON-DROP FRAME\n\n001  A V C 00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\n"
           "002  B V D 012 00:00:00:00 00:00:02:00 01:00:02:00 01:00:04:00\n* FROM CLIP NAME: b\n",
    "ttml": '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">고마워.</p></div></body></tt>',
}
ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-be")
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def understood_or_refused(contents: bytes, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{kind}"
        path.write_bytes(contents)
        ran = yeoun("read", path, "--json")
        assert ran.seconds < 5.0
        if ran.status == 0:
            assert isinstance(ran.told_whole, dict) and ran.err == ""
            assert yeoun("read", path).status == 0
        else:
            sentence = ran.err.strip()
            assert ran.status == 2 and ran.out == "", sentence
            assert re.match(r"yeoun: \S", sentence) and sentence.endswith("."), sentence


@pytest.mark.parametrize("kind", WHOLE)
@given(contents=st.binary(max_size=300))
@example(contents=b"")
@example(contents=b"\xff\xfe")
@example(contents=b"\xef\xbb\xbf")
@example(contents=b"\n\n\n")
@example(contents=bytes(200))
@slow
def test_any_bytes(kind: str, contents: bytes) -> None:
    understood_or_refused(contents, kind)


@pytest.mark.parametrize("kind", WHOLE)
@given(data=st.data())
@slow
def test_a_file_that_was_torn_spliced_or_mistyped(kind: str, data: st.DataObject) -> None:
    text = WHOLE[kind]
    for _ in range(data.draw(st.integers(1, 3))):
        at, to = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        put = data.draw(st.sampled_from(["", text[at:to] * 2, "99", "-1", "<", "{", "\u0000", "\n", "::", "00:00:99,999"]))
        text = text[:at] + put + text[to:]
    understood_or_refused(text.encode(data.draw(st.sampled_from(ENCODINGS)), errors="replace"), kind)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file_is_understood_in_every_encoding_of_the_trade(tmp_path: Path, kind: str, encoding: str) -> None:
    (tmp_path / f"file.{kind}").write_bytes(WHOLE[kind].encode(encoding))
    ran = yeoun("read", tmp_path / f"file.{kind}", "--json")
    assert ran.status == 0, ran.err
    assert kind in {"fountain", "edl"} or "고마워." in str(ran.told_whole)
