"""An episode of any length: the demo film's picture and sound again and again, with a script of its own for each time.

Every time round is one scene with its own heading, people and lines; the lines are those of tests/data/lines.toml, at the moments
at which somebody speaks in the demo film. So picture, cuts, voices and steps are real in kind, and the words never come at
the same place twice in a row. The picture's packets are copied and the sound is PCM:
nothing is drawn or encoded anew.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import av
import numpy as np
import soundfile
from av.audio.stream import AudioStream
from numpy.typing import NDArray

FRAMES, RATE = 1_920, Fraction(24_000, 1_001)    # of the demo film
RATE_HZ = 48_000
LENGTH_S = float(FRAMES / RATE)                  # 80.08, a whole number of samples
TIMECODE_S = FRAMES // 24                        # what its timecode, 24 labels a second, counts
PEOPLE = ("지은", "현우", "민서", "태준", "할머니", "유나", "박 과장", "동욱")
PLACES = ("옥상", "한옥 마당", "번화가 거리", "막차 안", "강변 정류장", "병원 복도", "서점", "편의점 앞", "사무실", "부두")
DAYTIMES = ("낮", "밤", "새벽", "해질녘", "저녁")
DEEDS = ("{0} 창밖을 바라본다. 바람 소리.", "문이 닫힌다. {0} 멈춰 선다.", "{0} 천천히 다가온다. 발소리.", "{0} 깊은 한숨을 쉰다.",
         "비가 내리기 시작한다. {0} 우산을 움켜쥔다.", "{0} 돌아서서 달린다.", "휴대폰이 울린다. {0} 받지 않는다.")
LINES = Path(__file__).resolve().parents[1] / "data/lines.toml"


@dataclass(frozen=True)
class Episode:
    """The files of a film, and what is in them."""

    picture: Path
    script: Path
    subtitles: Path
    cuts: Path
    dialogue: Path
    length_s: float
    scenes: int
    lines: int

    @property
    def given(self) -> list[str | Path]:
        """What is handed to `yeoun score`."""
        return [self.picture, "--script", self.script, "--subtitles", self.subtitles, "--cuts", self.cuts, "--dialogue", self.dialogue]


def make_episode(film: Path, times: int, into: Path) -> Episode:
    """The demo film's folder, so many times over, as one film in a folder."""
    into.mkdir(parents=True, exist_ok=True)
    made = Episode(into / "episode.mov", into / "script.txt", into / "subtitles.srt", into / "cuts.edl", into / "dialogue.wav",
                   times * LENGTH_S, times, times * len(_spans(film)))
    _picture(film / "last_bus.mp4", times, made.picture)
    piece, rate = soundfile.read(film / "dialogue.wav", dtype="int32")
    with soundfile.SoundFile(made.dialogue, "w", rate, 1, "PCM_24") as out:
        for _ in range(times):
            out.write(piece)
    write_papers(made.script, made.subtitles, _spans(film), times)
    made.cuts.write_text(_cuts((film / "cuts.edl").read_text(encoding="utf-8"), times), encoding="utf-8")
    return made


def write_papers(script: Path, subtitles: Path, spans: list[tuple[float, float]], times: int) -> None:
    """A script of so many scenes, each as long as the demo film, and its subtitles at the same spans of each."""
    said = cycle(each["text"] for each in tomllib.loads(LINES.read_text(encoding="utf-8"))["line"] if each["language"] == "ko")
    words = [[next(said) for _ in spans] for _ in range(times)]
    script.write_text(_script(words), encoding="utf-8")
    subtitles.write_text(_subtitles(spans, words), encoding="utf-8")


def _picture(film: Path, times: int, into: Path) -> None:
    """Packets of the picture with their clock moved on; the sound decoded once, and as long as the picture each time."""
    sound = _decoded(film)
    with av.open(str(into), "w") as out, av.open(str(film)) as source:
        picture = source.streams.video[0]
        assert picture.time_base is not None and picture.duration is not None
        video = out.add_stream_from_template(picture)
        audio = out.add_stream("pcm_s16le", rate=RATE_HZ, layout="stereo")
        assert isinstance(audio, AudioStream)
        packets = [packet for packet in source.demux(picture) if packet.dts is not None]
        facts = [(bytes(packet), packet.pts, packet.dts, packet.duration, packet.is_keyframe) for packet in packets]
        for k in range(times):
            for contents, pts, dts, duration, is_key in facts:
                packet = av.Packet(contents)
                packet.pts, packet.dts = (pts or 0) + k * picture.duration, (dts or 0) + k * picture.duration
                packet.duration, packet.is_keyframe, packet.time_base, packet.stream = duration, is_key, picture.time_base, video
                out.mux(packet)
            for start in range(0, sound.shape[1], RATE_HZ):
                block = np.ascontiguousarray(sound[:, start:start + RATE_HZ].T.reshape(1, -1))
                frame = av.AudioFrame.from_ndarray(block, "s16", "stereo")
                frame.sample_rate, frame.time_base, frame.pts = RATE_HZ, Fraction(1, RATE_HZ), k * sound.shape[1] + start
                out.mux(audio.encode(frame))
        out.mux(audio.encode(None))


def _decoded(film: Path) -> NDArray[np.int16]:
    """The film's sound, [2, samples] of 16 bit, exactly as long as its picture."""
    with av.open(str(film)) as source:
        blocks = [frame.to_ndarray() for frame in source.decode(audio=0)]
    length = round(LENGTH_S * RATE_HZ)
    whole = np.concatenate(blocks, axis=1)[:, :length]
    whole = np.rint(32_767 * np.clip(whole, -1.0, 1.0)).astype(np.int16)
    return np.pad(whole, ((0, 0), (0, length - whole.shape[1])))


def _spans(film: Path) -> list[tuple[float, float]]:
    """When the demo film's subtitles stand."""
    found = re.findall(r"(\d\d):(\d\d):(\d\d),(\d{3})", (film / "subtitles_ko.srt").read_text(encoding="utf-8"))
    at = [3600 * int(h) + 60 * int(m) + int(s) + int(ms) / 1000 for h, m, s, ms in found]
    return list(zip(at[::2], at[1::2], strict=True))


def _script(words: list[list[str]]) -> str:
    parts = ["긴 밤", "등장인물: " + ", ".join(PEOPLE)]
    for k, lines in enumerate(words):
        who = [PEOPLE[(k + j) % len(PEOPLE)] for j in (0, 1 + k % 3)]
        parts.append(f"S#{k + 1}. {PLACES[k % len(PLACES)]} / {DAYTIMES[k % len(DAYTIMES)]}")
        for j, line in enumerate(lines):
            if j % 3 == 0:
                parts.append(DEEDS[(k + j // 3) % len(DEEDS)].format(who[j % 2] + ","))
            parts.append(f"{who[j % 2]}\t{line}")
    return "\n\n".join([*parts, "F.O."]) + "\n"


def _subtitles(spans: list[tuple[float, float]], words: list[list[str]]) -> str:
    def rows() -> Iterator[str]:
        number = 0
        for k, lines in enumerate(words):
            for (start, end), line in zip(spans, lines, strict=True):
                number += 1
                yield f"{number}\n{_clock(start + k * LENGTH_S)} --> {_clock(end + k * LENGTH_S)}\n{line}\n"

    return "\n".join(rows())


def _clock(seconds: float) -> str:
    ms = round(1000 * seconds)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def _cuts(edl: str, times: int) -> str:
    """The demo film's cut list, so often: numbers go on, and record times move by whole films."""
    head, *events = re.split(r"\n\n(?=\d)", edl.strip())
    most = len({event[:3] for event in events})
    rows = [head, ""]
    for k in range(times):
        for event in events:
            rows += [re.sub(r"^(\d{3})(.*?)(\d\d:\d\d:\d\d:\d\d) (\d\d:\d\d:\d\d:\d\d)$", lambda found, k=k: (
                f"{int(found[1]) + k * most:03}{found[2]}{_later(found[3], k)} {_later(found[4], k)}"), event, flags=re.MULTILINE), ""]
    return "\n".join(rows)


def _later(timecode: str, times: int) -> str:
    hours, minutes, seconds, frames = map(int, timecode.split(":"))
    total = 3600 * hours + 60 * minutes + seconds + TIMECODE_S * times
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}:{frames:02}"
