"""How fast observing and reading are: python -m tests.observing.speed_bench

Processor seconds, child processes counted, and ratios to decoding the same picture with the same decoder in one thread, within one
run. The 1080p clip is the demo film's picture enlarged and coded as H.264 with fine noise over it, about as many bits as a proxy of a
production has: plain enlargement would be decoded too fast, and noise alone too slowly. Observing is `watch` as a run has it, in the
booth's process of its own, with cuts, light and motion. Seconds on the clock are of this machine as it was; its load stands beside
them.
"""

import os
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import imageio_ffmpeg

from tests.bench.alone import _decode, seconds_of
from tests.demo.made import demo_film, demo_seen, draft_with
from tests.fakes import FolderShelf
from tests.material import MATERIAL
from tests.reading.films import RATE, caption, draft_of, seen_in
from tests.reading.told_films import pairs, repeated
from tests.soak.episode import write_papers
from tests.whole.console import yeoun
from yeoun.feeling.feel import feel
from yeoun.feeling.views import scene_views
from yeoun.languages import meaning
from yeoun.model.media import Material
from yeoun.model.notes import Notes
from yeoun.observing.reel import stretches
from yeoun.observing.watch import watch
from yeoun.reading.align import align
from yeoun.reading.captions import read_captions
from yeoun.reading.read import read
from yeoun.reading.script import read_script
from yeoun.units.luck import Take, luck

T = TypeVar("T")
TURNS = 5
CLIP = "video/tears-of-steel-battle-clip-medium.webm"
SECONDS = 30
BITS = "8M"    # our choice: a proxy as an editor hands it over
TIMES = 45     # times the demo film: 60 minutes, 540 lines


def enlarged(into: Path) -> Path:
    """Half a minute of the demo film at 1920 x 1080, with grain, as H.264."""
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", "-i", str(demo_film() / "last_bus.mp4"),
                    "-t", str(SECONDS), "-vf", "scale=1920:1080,noise=alls=6:allf=t", "-an", "-c:v", "libx264", "-preset", "medium",
                    "-b:v", BITS, "-pix_fmt", "yuv420p", str(into)], check=True)
    return into


def observed(picture: Path) -> dict[str, float]:
    """Processor seconds of decoding alone, of the small frames, and of watching; each the least of five turns, taken in turn."""
    shelf = FolderShelf()
    draft = read(shelf, Material("s01e01", shelf.give(picture)))
    works: dict[str, Callable[[], float]] = {
        "decode": lambda: seconds_of(partial(_decode, picture), ["video"]),
        "shrink": lambda: seconds_of(lambda reel: deque(stretches(picture, reel, []), maxlen=0), draft.reels),
        "watch": lambda: seconds_of(partial(watch, shelf), draft.reels)}
    turns: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(TURNS):
        for name, work in works.items():
            turns[name].append(work())
    return {**{name: min(taken) for name, taken in turns.items()}, "s": float(draft.media.length_s)}


def clip_on_the_clock(clip: Path) -> tuple[float, float]:
    """Seconds on the clock and of processors that reading and observing a clip takes, from nothing, with two processors."""
    with tempfile.TemporaryDirectory() as name:
        start, begun = time.monotonic(), sum(os.times()[:4])
        ran = yeoun("score", clip, "--out", Path(name) / "out", "--store", Path(name) / "store", "--until", "observing", "--json")
        assert ran.status == 0, ran.err
        return time.monotonic() - start, sum(os.times()[:4]) - begun


def hour_of_text() -> dict[str, float]:
    """Processor seconds of an hour's script and subtitles: read, aligned, felt; the models loaded anew."""
    seen, spans = demo_seen(), [(each.span.start_s, each.span.end_s) for each in draft_with()[0].captions]
    meaning.let_go()
    taken: dict[str, float] = {}

    def step(name: str, work: Callable[[], T]) -> T:
        begun = time.process_time()
        done = work()
        taken[name] = time.process_time() - begun
        return done

    with tempfile.TemporaryDirectory() as folder:
        script, subtitles = Path(folder) / "script.txt", Path(folder) / "subtitles.srt"
        write_papers(script, subtitles, [(float(a), float(b)) for a, b in spans], TIMES)
        scenes, captions = step("read", lambda: (read_script(script.read_text(encoding="utf-8"), script.name)[0],
                                                 read_captions(subtitles.read_text(encoding="utf-8"), subtitles.name)[0]))
    film = repeated(seen, 1920, TIMES)
    draft = draft_of(1920 * TIMES, scenes, captions)
    episode = step("align", lambda: align(draft, film, Notes()))
    taken["lines"] = len(episode.lines)
    views = step("view", lambda: scene_views(episode, film, Notes()))
    step("feel", lambda: [feel(view) for view in views])
    return taken


def bilingual() -> tuple[float, int]:
    """Processor seconds of an hour's Korean script laid on English subtitles by meaning (lines of pairs.toml, joined two by two)."""
    rows = pairs(held_out=False)
    rng = luck(Take(1), "an hour in two languages")
    said: list[tuple[float, float, str, str]] = []
    at = 1.0
    while at < 3590.0:
        one, other = (rows[int(each)] for each in rng.integers(0, len(rows), 2))
        text = f"{one[2]} {other[2]}"
        said.append((at, at + len(text) / 5, text, f"{one[3]} {other[3]}"))
        at += len(text) / 5 + float(rng.uniform(0.3, 4.0))
    script = "".join((f"S#{n // 15 + 1}. 곳 / 밤\n\n걷는다.\n\n" if n % 15 == 0 else "") + f"지은\t{each[2]}\n\n"
                     for n, each in enumerate(said))
    captions = tuple(caption(each[0], each[1] + 0.5, each[3], language="en", number=n) for n, each in enumerate(said, 1))
    frames = round(3600 * RATE)
    draft = draft_of(frames, read_script(script, "a.txt")[0], captions)
    seen = seen_in([*range(0, frames, 100), frames], (), [each[:2] for each in said])
    meaning.let_go()
    begun = time.process_time()
    align(draft, seen, Notes())
    return time.process_time() - begun, len(said)


def rows() -> Iterator[str]:
    """The tables."""
    with tempfile.TemporaryDirectory() as folder:
        picture = enlarged(Path(folder) / "hd.mp4")
        size = picture.stat().st_size * 8 / SECONDS / 1e6
        hd = observed(picture)
    yield "| 1080p H.264, one reel | processor s | times decoding alone | asked |"
    yield "|---|---|---|---|"
    for name, told, asked in (("decode", f"decode alone, one thread ({SECONDS} s at {size:.1f} Mbit/s)", ""),
                              ("shrink", "the same in the booth, each frame made small", ""),
                              ("watch", "watch: the same, with cuts, light and motion", "1.25")):
        yield f"| {told} | {hd[name]:.2f} | {hd[name] / hd['decode']:.2f} | {asked} |"
    yield ""
    yield "| work | processor s | s on the clock | asked | load of the minute before |"
    yield "|---|---|---|---|---|"
    if MATERIAL is not None:
        load = os.getloadavg()[0]
        turns = [clip_on_the_clock(MATERIAL / CLIP) for _ in range(TURNS)]
        best, worst = min(turns), max(turns)
        yield (f"| 70 s clip read and observed, from nothing ({TURNS} runs, fastest and slowest) | {best[1]:.1f} to {worst[1]:.1f} "
               f"| {best[0]:.1f} to {worst[0]:.1f} | 8 on 2 idle cores | {load:.1f} |")
    hour = hour_of_text()
    spent = sum(hour[name] for name in ("read", "align", "view", "feel"))
    parts = ", ".join(f"{name} {hour[name]:.1f}" for name in ("read", "align", "view", "feel"))
    yield f"| an hour's script and subtitles, {hour['lines']:.0f} lines, one process ({parts}) | {spent:.1f} | - | 90 | - |"
    seconds, lines = bilingual()
    yield f"| an hour's Korean script on English subtitles, {lines} lines, aligned alone | {seconds:.1f} | - | - | - |"


def section() -> str:
    """The figures, as Markdown."""
    assert __doc__ is not None
    return "\n".join(["## How fast observing and reading are", "", __doc__.split("\n", 2)[2].strip(), "", *rows(), ""])


if __name__ == "__main__":
    print(section())
