"""`make bench-long`: films of minutes and an hour, scored end to end; seconds, memory and bytes by stage, into docs/bench.

python -m tests.bench.long one FILM TIMES PLACE       scores the demo film's folder so many times over (tests/soak/episode.py), checks
                                                      what came of it, prints the figures as one line of JSON, and removes it all
python -m tests.bench.long page DATE DOCS JSON..      writes long.md and long.json of such lines into a folder
python -m tests.bench.long all DATE DOCS              draws the demo film and does both, for 5, 15 and 60 minutes: 45 GB of disk
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.__main__ import machine
from tests.bench.long_page import page
from tests.bench.ran import Run, left_by_stage, ran, watched
from tests.soak.episode import Episode, make_episode
from yeoun.cli.disk import needs, used

MUSIC_SHARE = 0.2    # a drama holds 40 to 60 % music, ours 60 % by default; so an hour takes 45 GB and not 70
TIMES = (4, 11, 45)  # the demo film has 80 s: 5, 15 and 60 minutes


def scored(film: Path, times: int, place: Path) -> dict[str, Any]:
    """One episode from nothing to a checked folder, and its figures; what it left on the disk is gone afterwards."""
    try:
        episode = make_episode(film, times, place / "film")
        house = place / "house.toml"
        house.write_text(f"music_share = {MUSIC_SHARE}\n", encoding="utf-8")
        out, store = place / "out", place / "store"
        run = ran("score", *episode.given, "--house", house, "--out", out, "--store", store)
        return figures_of(episode, run, out, store) | {"check": checked(out)}
    finally:
        shutil.rmtree(place)


def checked(out: Path) -> dict[str, Any]:
    """What `yeoun check` says of a folder, and what it took."""
    start = os.times()
    told, status, largest = watched([sys.executable, "-m", "yeoun", "check", str(out), "--json"])
    end = os.times()
    findings = json.loads(told)
    return {"status": status, "findings": len(findings), "failed": [each for each in findings if not each["ok"]],
            "peak_mib": round(largest), "cpu_s": round(end.children_user + end.children_system
                                                       - start.children_user - start.children_system, 1)}


def figures_of(episode: Episode, run: Run, out: Path, store: Path) -> dict[str, Any]:
    """What a run took and left."""
    left, lies = left_by_stage(run, store), used(out, str(store))
    steps = Counter(each["stage"] for each in run.lines if each["event"] == "made")
    spotting, record, index = (json.loads((out / path).read_text(encoding="utf-8"))
                               for path in ("spotting/spotting.json", "run.json", "score.json"))
    music = sum(cue["end_s"] - cue["start_s"] for cue in spotting["cues"])
    sizes = {path: (out / path).stat().st_size for path in ("report.html", "emotion/graph.json", "themes/themes.pdf", "score.json")}
    need = needs(episode.length_s, music_share=MUSIC_SHARE, picture=episode.picture.stat().st_size)
    return {
        "picture_s": episode.length_s, "scenes": episode.scenes, "lines": episode.lines, "cues": len(spotting["cues"]),
        "asked": MUSIC_SHARE, "music_share": round(music / episode.length_s, 3), "warnings": [each["code"] for each in index["warnings"]],
        "groups": len(list((out / "mix/groups").iterdir())), "files": len(index["files"]), "sizes": sizes,
        "wall_s": round(run.wall_s, 1), "cpu_s": round(run.cpu_s, 1), "largest_mib": round(run.largest_mib),
        "said_gb": round(need.store / 1e9, 3), "lies_gb": round(lies.together / 1e9, 3), "run_json": record, "machine": machine(),
        "stages": {stage: {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "steps": steps.get(stage, 0),
                           "held_mib": round(run.held.get(stage, 0.0)), "gb": round(left.get(stage, (0, 0))[0] / 1e9, 4),
                           "gb_on_disk": round(left.get(stage, (0, 0))[1] / 1e9, 4)}
                   for stage, (wall, cpu) in run.stages.items()}}


def write_page(date: str, docs: Path, runs: list[dict[str, Any]]) -> None:
    """long.md and long.json in a folder."""
    runs = sorted(runs, key=lambda run: float(run["picture_s"]))
    (docs / "long.json").write_text(json.dumps({"date": date, "runs": runs}, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
                                    encoding="utf-8")
    (docs / "long.md").write_text(page(date, runs), encoding="utf-8")


def all_of_them(date: str, docs: Path) -> None:
    """Every length, each in a process of its own, and the page."""
    with tempfile.TemporaryDirectory(prefix="yeoun-long-") as name:
        place = Path(name)
        ran("demo", "--out", place / "last_bus", "--store", place / "store")
        for each in ("last_bus", "store"):
            shutil.rmtree(place / each)
        told = [subprocess.run([sys.executable, "-m", "tests.bench.long", "one", str(place / "last_bus_film"), str(times),
                                str(place / str(times))], stdout=subprocess.PIPE, text=True, check=True).stdout for times in TIMES]
    write_page(date, docs, [json.loads(each.splitlines()[-1]) for each in told])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["one", film, times, place]:
            print(json.dumps(scored(Path(film), int(times), Path(place)), ensure_ascii=False))
        case ["page", date, docs, *told]:
            write_page(date, Path(docs), [json.loads(Path(each).read_text(encoding="utf-8").splitlines()[-1]) for each in told])
        case ["all", date, docs]:
            all_of_them(date, Path(docs))
        case _:
            sys.exit(__doc__)
