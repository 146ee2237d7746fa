"""The figures as a page for people: every ratio beside what it is a ratio to."""

from collections.abc import Iterable
from typing import Any

from yeoun.units.stages import STAGES


def page(figures: dict[str, Any], name: str) -> str:
    """The page in Markdown.

    name  of the page and of its figures, without an ending
    """
    machine, length = figures["machine"], figures["picture_s"]
    parts = [
        "# How fast, beside what", "",
        f"<!-- made by `make bench`; {name}.json beside this page holds every figure -->", "",
        f"One run on {figures['date']}, of `{figures['clip']}` ({length:.1f} s of picture): {machine['processors']} processors "
        f"({machine['processor']}), {machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}, Yeoun "
        f"{machine['yeoun']}; " + ", ".join(f"{name} {number}" for name, number in machine["stands_on"].items()) + ". Load of the "
        f"quarter of an hour before: {machine['load_before']}; where others work on the machine, the clock tells about them, and "
        "processor seconds are up to twice what they are alone.", "",
        "## Cold, warm, one word changed", "", *_runs(figures), "",
        "## Stage by stage, from nothing", "", *_stages(figures), "",
        "## Observing beside decoding alone", "", *_observing(figures["observing"], length), "",
        "## Performing beside FluidSynth alone", "", *_performing(figures["performing"]), ""]
    return "\n".join(parts)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]


def _runs(figures: dict[str, Any]) -> list[str]:
    length, names = figures["picture_s"], {"cold": "from nothing", "warm": "again", "one_word_changed": "one word of the subtitles changed"}
    rows = [[said, f"{run['cpu_s']:.1f}", f"{run['wall_s']:.1f}", f"{length / run['wall_s']:.2f}", str(run["steps_made"]),
             str(run["steps_found"]), f"{run['peak_mib']:.0f}"]
            for key, said in names.items() if (run := figures[key]) is not None]
    lines = _table(("run", "processor s", "clock s", "times real time (1 = as long as the picture)", "steps made",
                    "steps found", "largest process, MiB"), rows)
    changed = figures["one_word_changed"]
    if changed is not None:
        lines += ["", f"The word: {changed['word']}. Made anew for it: " + ", ".join(
            name if count == 1 else f"{name} ({count})" for name, count in changed["made"].items()) + "."]
    return lines


def _stages(figures: dict[str, Any]) -> list[str]:
    stages, gb, a_gb = figures["cold"]["stages"], figures["gb_by_stage"], figures["writing"]["seconds_a_gb"]
    rows = []
    for stage in ("demo", *STAGES):
        if stage in stages:
            took, (size, lies) = stages[stage], gb.get(stage, (0.0, 0.0))
            least = a_gb * size
            rows.append([stage, f"{took['cpu_s']:.1f}", f"{took['wall_s']:.1f}", f"{size:.2f}", f"{lies:.2f}", f"{least:.1f}",
                         f"{took['cpu_s'] / least:.1f}" if least >= 0.1 else "-"])
    return [*_table(("stage", "processor s", "clock s", "GB its files are long", "GB of that on the disk",
                     "giving so many bytes a digest and writing them, processor s", "times that"), rows),
            "", ("`demo` draws, speaks and records the demo film. " if "demo" in stages else "") + "Loading a library belongs to the "
            "stage that first needs it: where there are words, most of feeling is two language models being read."]


def _observing(found: dict[str, float], length: float) -> list[str]:
    rows = [
        ["decode the picture, PyAV, one thread", found["decode_s"], found["decode_s"]],
        ["the same, each frame made small as observers see it", found["shrink_s"], found["decode_s"]],
        ["watch: the same, with cuts, light and motion", found["watch_s"], found["decode_s"]],
        ["decode the sound, PyAV", found["decode_sound_s"], found["decode_sound_s"]],
        ["listen: the same, with voices, pitch, onsets, loudness, kept as FLAC", found["listen_s"], found["decode_sound_s"]],
    ]
    return _table(("work", "processor s", "times decoding alone", "times real time"), (
        [str(what), f"{seconds:.2f}", f"{seconds / base:.2f}" if base > 0.005 else "-",
         f"{length / seconds:.0f}" if seconds > 0.005 else "-"]
        for what, seconds, base in rows if isinstance(seconds, float) and isinstance(base, float)))


def _performing(found: dict[str, float]) -> list[str]:
    def row(what: str, seconds: float, sound: float, beside: float) -> list[str]:
        return [what, f"{seconds:.2f}", f"{sound / seconds:.0f}" if seconds > 0.0 else "-",
                f"{seconds / beside:.2f}" if beside > 0.0 else "-"]

    sound, plain = found["sampled_sound_s"], found["fluidsynth_s"]
    rows = [
        row(f"FluidSynth, all parts of a cue at once, {found['notes']:.0f} notes struck and let go", plain, sound, plain),
        row(f"FluidSynth, each of {found['parts']:.0f} parts alone", found["fluidsynth_apart_s"], sound, plain),
        row("ours: parts alone, on time, in tune, with curves and dynamics", found["sampled_s"], sound, plain),
        row("models of ours", found["modelled_s"], found["modelled_sound_s"], 0.0),
    ]
    return [*_table(("who plays", "processor s", "seconds of stem a processor second", "times FluidSynth at once"), rows),
            "", f"Presets were read before ({found['loading_s']:.1f} processor s, for either). FluidSynth alone plays with its own "
            "interpolation (4th order; ours 7th), without controllers, tuning or attack compensation."]
