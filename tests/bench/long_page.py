"""The page about long films: every stage of every length by the minute of picture, so that what is not linear stands out."""

from typing import Any

from yeoun.units.stages import STAGES

OTHERS = ("starting", "laying out")
COLUMNS = (("processor seconds", "cpu_s", 1.0, 2), ("seconds on the clock", "wall_s", 1.0, 2),
           ("megabytes that lie on the disk", "gb_on_disk", 1000.0, 1))


def page(date: str, runs: list[dict[str, Any]]) -> str:
    """The page in Markdown; runs from the shortest to the longest."""
    machine = runs[-1]["machine"]
    parts = [
        "# How films of an hour fare, beside short ones", "",
        "<!-- made by `make bench-long`; long.json beside this page holds every figure -->", "",
        f"Runs of {date}: {machine['processors']} processors ({machine['processor']}), {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}, Yeoun {machine['yeoun']}; " + ", ".join(
            f"{name} {number}" for name, number in machine["stands_on"].items()) + ". Load of the quarter of an hour before the end: "
        + ", ".join(f"{run['machine']['load_before']}" for run in runs) + " in the order below; where others work on the machine, the "
        "clock tells about them, and processor seconds are up to twice what they are alone.", "",
        "The film is the demo film's picture and voices again and again, each time round a scene of its own with other people and other "
        "lines (`tests/soak/episode.py`): script, subtitles, cut list and clean dialogue are handed in. The house asks for less music "
        "than the 40 to 60 % a drama holds (how much stands in the table), so that an hour fits on a small disk: performing, mixing and "
        "delivering have that much less to do; mastering has the picture's own sound all the same.", "",
        "## Whole runs", "", *_whole(runs), ""]
    for said, key, factor, digits in COLUMNS:
        parts += [f"## By stage: {said}, and the same for each minute of picture", "", *_stages(runs, key, factor, digits), ""]
    parts += ["## The most any process held during a stage, MiB", "", *_held(runs), "",
              "## What grows with the film, in files", "", *_files(runs), "", "## What the check said", "", *_checks(runs), ""]
    return "\n".join(parts)


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]


def _minutes(run: dict[str, Any]) -> float:
    return float(run["picture_s"]) / 60.0


def _names(runs: list[dict[str, Any]]) -> list[str]:
    return [f"{_minutes(run):.1f} min" for run in runs]


def _whole(runs: list[dict[str, Any]]) -> list[str]:
    rows = []
    for run in runs:
        rows.append([f"{_minutes(run):.1f} min", str(run["scenes"]), str(run["lines"]), str(run["cues"]),
                     f"{run['music_share']:.0%} ({run['asked']:.0%})", f"{run['cpu_s']:.0f}", f"{run['cpu_s'] / _minutes(run):.1f}",
                     f"{run['wall_s']:.0f}", f"{run['largest_mib']:.0f}", f"{run['lies_gb']:.2f}",
                     f"{1000 * run['lies_gb'] / run['picture_s']:.1f}", f"{run['said_gb']:.1f}"])
    return _table(["picture", "scenes", "lines", "cues", "music (asked for)", "processor s", "a minute of picture", "clock s",
                   "largest process of all, MiB", "GB on the disk (OUT and store)", "MB a second of picture", "GB said before"], rows)


def _stages(runs: list[dict[str, Any]], key: str, factor: float, digits: int) -> list[str]:
    rows = []
    for stage in (OTHERS[0], *STAGES, OTHERS[1]):
        if all(stage not in run["stages"] for run in runs):
            continue
        values = [factor * run["stages"].get(stage, {}).get(key, 0.0) for run in runs]
        each = [value / _minutes(run) for value, run in zip(values, runs, strict=True)]
        growth = f"{each[-1] / each[0]:.2f}" if each[0] > 0.0 else "-"
        rows.append([stage, *(f"{value:.{digits}f}" for value in values), *(f"{value:.{digits}f}" for value in each), growth])
    return _table(["stage", *_names(runs), *(f"a minute: {name}" for name in _names(runs)), "longest to shortest, a minute"], rows)


def _held(runs: list[dict[str, Any]]) -> list[str]:
    return _table(["stage", *_names(runs)], [
        [stage, *(f"{run['stages'].get(stage, {}).get('held_mib', 0.0):.0f}" for run in runs)]
        for stage in (OTHERS[0], *STAGES, OTHERS[1]) if any(stage in run["stages"] for run in runs)])


def _files(runs: list[dict[str, Any]]) -> list[str]:
    rows = [[f"`{name}`, kB", *(f"{run['sizes'][name] / 1e3:.0f}" for run in runs)] for name in runs[0]["sizes"]]
    return _table(["what", *_names(runs)], [["files in OUT", *(str(run["files"]) for run in runs)], *rows])


def _checks(runs: list[dict[str, Any]]) -> list[str]:
    rows = []
    for run in runs:
        check = run["check"]
        failed = "; ".join(f"{each['what']}: {each['measured']}" for each in check["failed"]) or "nothing"
        rows.append([f"{_minutes(run):.1f} min", str(check["findings"]), failed, f"{check['cpu_s']:.0f}", f"{check['peak_mib']:.0f}"])
    return _table(["picture", "findings", "found wanting", "processor s", "largest process, MiB"], rows)
