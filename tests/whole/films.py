"""Films of a few seconds, drawn and sounded here: a warm day with steps, a blue night with blows; with their papers."""

import subprocess
import wave
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from yeoun.units.luck import Take, luck

RATE = Fraction(24000, 1001)
SOUND = 48_000
ROWS, COLUMNS = 180, 320
SCENE = 96    # frames of one scene: 4.004 s


@dataclass(frozen=True)
class Told:
    """A scene as its papers tell it. `lines` are (speaker, words, from, until), seconds of the scene."""

    name: str
    heading: str
    action: str
    lines: tuple[tuple[str, str, float, float], ...]
    colour: tuple[float, float, float]
    shake: float
    hiss: float
    blows: tuple[float, ...]
    loud: float


DAY = Told("day", "옥상 / 해질녘", "지은이 난간에 기대어 웃는다. 바람이 따뜻하다.",
           (("지은", "오늘 정말 고마워. 너무 행복해.", 0.8, 2.6),), (1.0, 0.8, 0.52), 0.0, 0.003,
           (0.5, 1.1, 1.7, 2.3, 2.9, 3.5), 0.05)
NIGHT = Told("night", "골목 / 밤", "민호가 피를 흘리며 도망친다. 누군가 쫓아온다.",
             (("민호", "살려 줘! 제발, 무서워!", 0.7, 1.9), ("민호", "저리 가! 죽고 싶어?", 2.2, 3.3)), (0.1, 0.16, 0.34), 9.0,
             0.03, (0.3, 0.62, 1.4, 2.05, 2.4, 3.4), 0.7)


def spoken(scene: Told, line: int, words: str) -> Told:
    """A scene in which one line is said in other words."""
    lines = list(scene.lines)
    lines[line] = (lines[line][0], words, *lines[line][2:])
    return replace(scene, lines=tuple(lines))


@dataclass(frozen=True)
class Film:
    """Files of one film."""

    picture: Path
    script: Path
    subtitles: Path

    @property
    def papers(self) -> list[str]:
        """The options that hand its papers in."""
        return ["--script", str(self.script), "--subtitles", str(self.subtitles)]


def make_film(folder: Path, *scenes: Told) -> Film:
    """Scenes of 96 frames each, one after another, as H.264 and AAC with script and subtitles."""
    folder.mkdir(parents=True, exist_ok=True)
    frames = np.concatenate([_seen(scene) for scene in scenes])
    samples = round(len(frames) / RATE * SOUND)
    heard = np.concatenate([_heard(scene) for scene in scenes])[:samples]
    film = film_in(folder)
    encode(film.picture, frames, heard)
    script(film.script, *scenes)
    subtitles(film.subtitles, *scenes)
    return film


def film_in(folder: Path) -> Film:
    """What `make_film` leaves in a folder."""
    return Film(folder / "film.mp4", folder / "script.txt", folder / "film.srt")


def script(path: Path, *scenes: Told) -> Path:
    """The scenes in Korean drama format."""
    parts = [f"{number}. {scene.heading}\n\n{scene.action}\n\n"
             + "".join(f"{who}\t{words}\n" for who, words, _, _ in scene.lines) for number, scene in enumerate(scenes, 1)]
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def timed(*scenes: Told) -> list[tuple[float, float, str]]:
    """Every line of a film as (from, until, words), seconds of picture."""
    return [(float(k * SCENE / RATE) + start, float(k * SCENE / RATE) + end, words)
            for k, scene in enumerate(scenes) for _, words, start, end in scene.lines]


def subtitles(path: Path, *scenes: Told) -> Path:
    """The lines as SubRip."""
    def clock(at: float) -> str:
        return f"00:00:{int(at):02},{round(at % 1 * 1000):03}"

    path.write_text("\n".join(f"{number}\n{clock(start)} --> {clock(end)}\n{words}\n"
                              for number, (start, end, words) in enumerate(timed(*scenes), 1)), encoding="utf-8")
    return path


def sami(path: Path, encoding: str, *scenes: Told) -> Path:
    """The lines as SAMI in an encoding."""
    body = "".join(f"<SYNC Start={round(start * 1000)}><P Class=KRCC>{words}\n<SYNC Start={round(end * 1000)}><P Class=KRCC>&nbsp;\n"
                   for start, end, words in timed(*scenes))
    head = '<HEAD><STYLE TYPE="text/css"><!--\n.KRCC {Name:Korean; lang:ko-KR; SAMIType:CC;}\n--></STYLE></HEAD>'
    path.write_bytes(f"<SAMI>\n{head}\n<BODY>\n{body}</BODY>\n</SAMI>\n".encode(encoding))
    return path


def encode(path: Path, frames: NDArray[np.uint8] | None, heard: NDArray[np.float64] | None) -> Path:
    """Frames and stereo sound as a film; either may be absent."""
    sound = path.with_suffix(".heard.wav")
    inputs: list[str] = []
    if frames is not None:
        inputs += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{frames.shape[2]}x{frames.shape[1]}", "-r", "24000/1001", "-i", "-"]
    if heard is not None:
        with wave.open(str(sound), "wb") as out:
            out.setparams((2, 2, SOUND, 0, "NONE", ""))
            out.writeframes(np.rint(np.clip(heard, -1, 1) * 32767).astype("<i2").tobytes())
        inputs += ["-i", str(sound)]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", *inputs, "-c:v", "libx264", "-preset", "ultrafast",
                    "-crf", "18", "-g", "24", "-pix_fmt", "yuv420p", "-c:a", "aac", "-threads", "1", str(path)],
                   input=b"" if frames is None else frames.tobytes(), check=True)
    sound.unlink(missing_ok=True)
    return path


def _seen(scene: Told) -> NDArray[np.uint8]:
    rng = luck(Take(1), "seen", scene.name)
    wide = ndimage.gaussian_filter(rng.random((ROWS + 40, COLUMNS * 2)), 12)
    fine = ndimage.gaussian_filter(rng.random((ROWS + 40, COLUMNS * 2)), 1.5)
    ground = 0.25 + 0.5 * (wide - wide.min()) / np.ptp(wide) + 0.25 * (fine - fine.min()) / np.ptp(fine)
    code = (255 * (ground[..., None] * np.asarray(scene.colour)) ** (1 / 2.2)).astype(np.uint8)
    out = []
    for k in range(SCENE):
        x, y = (int(np.clip(m, 0, limit)) for m, limit in
                ((100 + k + scene.shake * rng.standard_normal(), 300), (20 + scene.shake * rng.standard_normal(), 39)))
        out.append(code[y:y + ROWS, x:x + COLUMNS])
    return np.asarray(out)


def _heard(scene: Told) -> NDArray[np.float64]:
    rng = luck(Take(1), "heard", scene.name)
    length = round(SCENE / RATE * SOUND) + 1
    sound = signal.sosfilt(signal.butter(2, (90, 5000), "bandpass", fs=SOUND, output="sos"),
                           scene.hiss * rng.standard_normal((length, 2)), axis=0)
    blow = signal.butter(2, (60, 1800), "bandpass", fs=SOUND, output="sos")
    for at in scene.blows:
        start, count = round(at * SOUND), SOUND // 8
        stroke = signal.sosfilt(blow, rng.standard_normal(count)) * np.exp(-np.arange(count) / 900)
        sound[start:start + count] += (scene.loud * stroke / np.abs(stroke).max())[:, None]
    return np.asarray(np.clip(sound, -0.99, 0.99))
