"""From nothing to the demo film in a folder: reels are drawn and encoded, sound is made, both are laid together.

Conventions: everything is written under another name first and renamed when it is whole.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from yeoun.demo.papers import cut_list, script_in_fountain, script_in_korean, subtitles_smi, subtitles_srt
from yeoun.demo.reels import draw_reel, ffmpeg, painters
from yeoun.demo.screenplay import FRAMES, HERTZ, RATE, REELS
from yeoun.demo.sound import make_sound
from yeoun.demo.truth import truth_json
from yeoun.errors import OutputRefused

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class FilmFiles:
    """Where everything lies that was made."""

    folder: Path
    picture: Path
    dialogue: Path
    script_ko: Path
    script_fountain: Path
    subtitles_ko: Path
    subtitles_smi: Path
    subtitles_en: Path
    cuts: Path
    truth: Path


def files_in(folder: Path) -> FilmFiles:
    """The names of the film's files in a folder."""
    return FilmFiles(folder, folder / "last_bus.mp4", folder / "dialogue.wav", folder / "script_ko.txt",
                     folder / "script.fountain", folder / "subtitles_ko.srt", folder / "subtitles_ko.smi",
                     folder / "subtitles_en.srt", folder / "cuts.edl", folder / "truth.json")


def _run(arguments: list[str]) -> None:
    done = subprocess.run([ffmpeg(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments],
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise OutputRefused(place=arguments[-1], why=done.stderr.decode(errors="replace").strip()[-300:]
                            or "ffmpeg failed",
                            now="Check that the disk has room")


def _draw_all(work: Path, processes: int, tell: Progress) -> list[Path]:
    """All reels, drawn by so many processes; progress is told as reels are finished."""
    paths = [work / f"reel_{k:02}.h264" for k in range(len(REELS))]
    drawn = 0
    with painters(processes) as pool:
        waiting = {pool.submit(draw_reel, first, last, path): last - first
                   for (first, last), path in zip(REELS, paths, strict=True)}
        for done in as_completed(waiting):
            done.result()
            drawn += waiting[done]
            tell("picture", drawn / FRAMES)
    return paths


def papers(spoken: Sequence[int]) -> dict[str, str]:
    """Every text that comes with the film, by file name; `spoken` is the length of each line in samples."""
    return {"script_ko.txt": script_in_korean(), "script.fountain": script_in_fountain(),
            "subtitles_ko.srt": subtitles_srt(spoken, "ko"), "subtitles_ko.smi": subtitles_smi(spoken),
            "subtitles_en.srt": subtitles_srt(spoken, "en"), "cuts.edl": cut_list(), "truth.json": truth_json(spoken)}


def write_sound(path: Path, samples: np.ndarray) -> None:
    """Write sound (samples, or samples x channels) as a 24-bit WAV at 48 kHz."""
    soundfile.write(path, samples, HERTZ, subtype="PCM_24", format="WAV")


def join_reels(reels: Sequence[Path], sound: Path, target: Path, work: Path) -> None:
    """Reels one after the other, with the sound, in an MP4 whose clock counts 24000ths of a second.

    reels    H.264 streams in the order of the film, as `draw_reel` makes them
    sound    the production sound, a WAV file
    target   the MP4 to write
    work     a folder of the caller's for what is needed on the way
    """
    whole = work / "picture.h264"
    with whole.open("wb") as joined:
        for reel in reels:
            joined.write(reel.read_bytes())
    rate = f"{RATE.numerator}/{RATE.denominator}"
    # A bare H.264 stream has no clock, and the one ffmpeg guesses for it loses ticks: each packet is told its own time.
    a_frame = f"{RATE.denominator}/{RATE.numerator}/TB"
    clock = f"setts=ts=N*{a_frame}:duration={a_frame}"
    _run(["-f", "h264", "-framerate", rate, "-i", str(whole), "-i", str(sound), "-map", "0:v", "-map", "1:a",
          "-c:v", "copy", "-bsf:v", clock, "-c:a", "aac", "-b:a", "192k", "-ar", str(HERTZ),
          "-video_track_timescale", str(RATE.numerator),
          "-map_metadata", "-1", "-metadata:s:a:0", "language=kor", "-flags", "+bitexact", "-fflags", "+bitexact",
          "-max_interleave_delta", "0",    # else the order of packets is a matter of which thread was quicker
          "-movflags", "+faststart", "-f", "mp4", str(target)])


def make_film(folder: Path, progress: Progress | None = None, processes: int = 2) -> FilmFiles:
    """The Last Bus with its papers, its clean dialogue and its truth, in a folder (made when it is not there).

    folder      where the ten files go; files of these names are replaced
    progress    told what is being made ("sound", "picture", "film") and what share of it is done
    processes   how many reels are drawn at the same time
    Refuses     MachineLacks, when espeak-ng is missing; OutputRefused, when the folder cannot be written
    """
    tell: Progress = progress or (lambda what, share: None)
    files = files_in(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    except OSError as error:
        raise OutputRefused(place=str(folder), why=error.strerror or "no access",
                            now="Choose another folder") from error
    try:
        tell("sound", 0.0)
        sound = make_sound()
        write_sound(work / "mix.wav", sound.mix)
        write_sound(work / files.dialogue.name, sound.dialogue)
        texts = papers(sound.spoken)
        for name, text in texts.items():
            (work / name).write_text(text, encoding="utf-8", newline="\n")
        tell("sound", 1.0)
        reels = _draw_all(work, processes, tell)
        join_reels(reels, work / "mix.wav", work / files.picture.name, work)
        for name in (*texts, files.dialogue.name, files.picture.name):
            (work / name).replace(folder / name)
        tell("film", 1.0)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return files
