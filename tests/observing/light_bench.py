"""How often the light of graded shots is named rightly: python -m tests.observing.light_bench [--clips FOLDER] [--write] [--fit]

Graded shots (graded.py), forty episodes of 24 on which constants were set and forty that were not looked at. Each is named
by the picture alone, by the words alone, and by both; words are either the hour of a heading, or headings with action
lines that someone else wrote (dark_hours.toml), drawn by the light they are told to have. `--clips` also grades frames of the
real films in a folder instead of drawn places; `--write` writes docs/bench/light.md; `--fit` prints what the lines of confidence would be.
Intervals: 95 %, episodes drawn again 1,000 times.
"""

import argparse
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tests.feeling.scenes import episode as empty_episode
from tests.feeling.scenes import observed
from tests.observing import graded, old_rules
from tests.observing.graded import TUNING, UNSEEN, Graded
from tests.observing.told_hours import by_hour, by_words, entries, scene_of
from yeoun.model.media import Span
from yeoun.model.observed import Light, Observations, ShotLight
from yeoun.model.script import Episode, Scene
from yeoun.observing.light import light_row, norm_of, shot_light
from yeoun.observing.lightsigns import NAMES
from yeoun.observing.lightwords import told_of
from yeoun.observing.looks import looks_of, shares
from yeoun.observing.naming import best_of, name_lights, together
from yeoun.units.colour import LINEAR_OF_CODE
from yeoun.units.luck import Take, luck
from yeoun.units.names import SceneId, ShotId
from yeoun.units.time import Seconds

PAGE = Path(__file__).parents[2] / "docs" / "bench" / "light.md"
LENGTH = 100    # frames of a shot, at 25 a second
HOURS = {
    Light.DAY: ("낮", "아침", "오후", "DAY", "MORNING"), Light.GOLDEN: ("해질녘", "노을", "석양", "SUNSET", "MAGIC HOUR"),
    Light.NIGHT: ("밤", "심야", "NIGHT"), Light.TUNGSTEN: ("밤", "심야", "NIGHT"), Light.NEON: ("밤", "심야", "NIGHT"),
    Light.DAWN: ("새벽", "여명", "초저녁", "DAWN", "DUSK"),
}


def headings(light: Light, is_inside: bool, words: str, seed: int, scene: int) -> tuple[str, str]:
    """A heading and an action line for a scene in this light."""
    rng = luck(Take(1), "words", words, seed, scene)
    if words == "none":
        return "1. 어딘가", ""
    if words == "told":
        fits = [entry for entry in entries() if entry.light is light]
        entry = fits[int(rng.integers(len(fits)))]
        return entry.heading, entry.action
    hour = str(rng.choice(HOURS[light]))
    if hour.isascii():
        return f"{'INT' if is_inside else 'EXT'}. PLACE - {hour}", ""
    return f"S#{scene + 1}. {'방 안' if is_inside else '어느 길'} / {hour}", ""


@dataclass(frozen=True)
class Shown:
    """The shots of an episode as they were measured, and their truth."""

    seed: int
    shots: tuple[Graded, ...]
    lights: tuple[ShotLight, ...]
    old: tuple[Light, ...]


@functools.cache
def shown(seed: int, clips: Path | None = None) -> Shown:
    """An episode drawn, graded and measured."""
    shots = graded.episode(seed, real_frames(clips) if clips else ())
    rows = np.stack([light_row(each.frame) for each in shots])
    norm = norm_of(rows, [1.0] * len(rows))
    lights = tuple(shot_light(ShotId(f"sh{k + 1:03}"), row, norm) for k, row in enumerate(rows))
    return Shown(seed, tuple(replace(each, frame=each.frame[:1, :1]) for each in shots), lights, tuple(old_rules.named(rows)))


@functools.cache
def real_frames(clips: Path) -> tuple[NDArray[np.float64], ...]:
    """Some frames of every real film that has colour, in linear light, exposed alike."""
    frames = []
    for name in ("big_buck_bunny_0_30.webm", "nasa_13013.mp4", "tears-of-steel-battle-clip-medium.webm"):
        with av.open(str(clips / name)) as film:
            for k, frame in enumerate(film.decode(video=0)):
                if k % 60 == 30:
                    small = frame.reformat(graded.COLUMNS, graded.ROWS, "rgb24").to_ndarray()
                    linear = LINEAR_OF_CODE[small].astype(np.float64)
                    frames.append(linear * min(4.0, 0.25 / max(float(linear.mean()), 0.01)))
                if k > 700:
                    break
    return tuple(frames)


def laid(episode: Shown, words: str) -> tuple[Episode, Observations]:
    """The episode as the step of the main path is given it: scenes with headings, and what was observed."""
    film = empty_episode(*(LENGTH for _ in episode.shots))
    scenes: list[Scene] = []
    for k, each in enumerate(episode.shots):
        first, end = k * LENGTH, (k + 1) * LENGTH
        if scenes and scenes[-1].id == SceneId(f"s{each.scene + 1:02}"):
            scenes[-1] = replace(scenes[-1], end_frame=end)
            continue
        heading, action = headings(each.light, each.is_inside, words, episode.seed, each.scene)
        span = Span(Seconds(first / 25), Seconds(first / 25 + 3))
        scenes.append(replace(scene_of(heading, action, first, end, span), id=SceneId(f"s{each.scene + 1:02}")))
    film = replace(film, scenes=tuple(scenes))
    return film, replace(observed(film), light=episode.lights)


@dataclass(frozen=True)
class Row:
    """What a shot was called, and how sure that was."""

    episode: int
    truth: Light
    called: Light
    confidence: float
    best: Light
    share: float
    distractor: str

    @property
    def is_right(self) -> bool:
        return self.called is self.truth


def rows_of(seeds: Sequence[int], words: str, clips: Path | None = None) -> list[Row]:
    """Every shot of these episodes, named by the step."""
    out = []
    for seed in seeds:
        episode = shown(seed, clips)
        film, seen = laid(episode, words)
        named = name_lights(film, seen).light
        for k, (truth, light) in enumerate(zip(episode.shots, named, strict=True)):
            out.append(Row(seed, truth.light, light.light, light.confidence, *_best(film, light, k), truth.distractor))
    return out


def _best(film: Episode, light: ShotLight, k: int) -> tuple[Light, float]:
    """The name with the largest share and that share, whether it was given or withheld."""
    scene = next(each for each in film.scenes if each.first_frame <= k * LENGTH < each.end_frame)
    told = told_of(scene, Span(Seconds(k * LENGTH / 25), Seconds((k + 1) * LENGTH / 25)))
    return best_of(together(light, told.weights) if told.says else shares(looks_of(light)))


def old_rows(seeds: Sequence[int], clips: Path | None = None) -> list[Row]:
    return [Row(seed, truth.light, light, 0.5, light, 0.5, truth.distractor) for seed in seeds
            for truth, light in zip(shown(seed, clips).shots, shown(seed, clips).old, strict=True)]


def word_rows(seeds: Sequence[int], words: str, clips: Path | None = None) -> list[Row]:
    """Named by the words alone, the same as the step would read them."""
    out = []
    for seed in seeds:
        film, _ = laid(shown(seed, clips), words)
        for k, truth in enumerate(shown(seed, clips).shots):
            scene = next(each for each in film.scenes if each.first_frame <= k * LENGTH < each.end_frame)
            told = told_of(scene, Span(Seconds(k * LENGTH / 25), Seconds((k + 1) * LENGTH / 25)))
            name, share = best_of(shares(told.weights))
            out.append(Row(seed, truth.light, name, 0.5, name, share, truth.distractor))
    return out


def right(rows: Sequence[Row]) -> float:
    return sum(row.is_right for row in rows) / len(rows)


def interval(rows: Sequence[Row], of: Callable[[Sequence[Row]], float] = right) -> tuple[float, float]:
    """95 % of what other episodes of the same kind would give."""
    rng = luck(Take(1), "interval")
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.episode, []).append(row)
    every = list(groups.values())
    drawn = []
    for _ in range(1000):
        drawn.append(of([row for k in rng.integers(len(every), size=len(every)) for row in every[int(k)]]))
    return float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975))


def reliability(rows: Sequence[Row]) -> tuple[list[tuple[float, int, float, float]], float]:
    """Ten bins of confidence (start, shots, mean confidence, share right) of what was named, and the expected calibration error."""
    named = [row for row in rows if row.called is not Light.NEUTRAL]
    bins, error = [], 0.0
    for k in range(10):
        inside = [row for row in named if k <= min(row.confidence * 10, 9.999) < k + 1]
        if inside:
            sure, share = sum(row.confidence for row in inside) / len(inside), right(inside)
            bins.append((k / 10, len(inside), sure, share))
            error += len(inside) / len(named) * abs(sure - share)
    return bins, error


def fitted(rows: Sequence[Row], at: Sequence[float] = (0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 1.0)) -> list[tuple[float, float]]:
    """A rising line from the largest share to how often its name was right, pooled where it would fall."""
    blocks: list[list[float]] = []
    for share, hit in sorted((row.share, float(row.best is row.truth)) for row in rows):
        blocks.append([share, hit, 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    middles, hits = [b[0] / b[2] for b in blocks], [b[1] / b[2] for b in blocks]
    return [(each, round(float(np.interp(each, middles, hits)), 2)) for each in at]


def told(rows: Sequence[Row]) -> str:
    low, high = interval(rows)
    return f"{right(rows):.3f} ({low:.3f} to {high:.3f})"


def _ways(seeds: Sequence[int], clips: Path | None) -> list[tuple[str, list[Row]]]:
    return [
        ("always day (majority)", [replace(row, called=Light.DAY) for row in old_rows(seeds, clips)]),
        ("the rules before, picture alone", old_rows(seeds, clips)),
        ("picture alone, best name", [replace(row, called=row.best) for row in rows_of(seeds, "none", clips)]),
        ("picture alone, as given (neutral counts as wrong)", rows_of(seeds, "none", clips)),
        ("hour of the heading alone, no picture", word_rows(seeds, "hour", clips)),
        ("hour of the heading and picture", rows_of(seeds, "hour", clips)),
        ("heading and action line alone, no picture", word_rows(seeds, "told", clips)),
        ("heading, action line and picture", rows_of(seeds, "told", clips)),
    ]


def page(clips: Path | None) -> str:
    """docs/bench/light.md."""
    out = [HEAD, "| named by | set on | unseen |", "|---|---|---|"]
    for (name, tuning), (_, unseen) in zip(_ways(TUNING, None), _ways(UNSEEN, None), strict=True):
        out.append(f"| {name} | {told(tuning)} | {told(unseen)} |")
    if clips is not None:
        out += [REAL, "| named by | unseen |", "|---|---|", *(f"| {name} | {told(rows)} |" for name, rows in _ways(UNSEEN[:20], clips))]
    columns = "| shots | rules before | picture alone | hour and picture | all words and picture |"
    old, seen, hour, both = old_rows(UNSEEN), rows_of(UNSEEN, "none"), rows_of(UNSEEN, "hour"), rows_of(UNSEEN, "told")
    out += ["", "## By light, unseen half", "", f"| light {columns}", "|---|---|---|---|---|---|"]
    for light in NAMES:
        each = [[row for row in rows if row.truth is light] for rows in (old, seen, hour, both)]
        out.append(f"| {light.value} | {len(each[0])} | " + " | ".join(f"{right(rows):.2f}" for rows in each) + " |")
    out += ["", "By what stands in the way:", "", f"| distractor {columns}", "|---|---|---|---|---|---|"]
    for what in sorted({row.distractor for row in old}):
        each = [[row for row in rows if row.distractor == what] for rows in (old, seen, hour, both)]
        out.append(f"| {what or 'none'} | {len(each[0])} | " + " | ".join(f"{right(rows):.2f}" for rows in each) + " |")
    for title, rows in (("with words (hour alone, and all words)", hour + both), ("picture alone (never over 0.6)", seen)):
        bins, error = reliability(rows)
        names = sum(count for _, count, _, _ in bins)
        out += ["", f"## Confidence, unseen half, {title}", "",
                f"{names} of {len(rows)} shots named, the others neutral. Expected calibration error {error:.3f}.", "",
                "| confidence | shots | mean confidence | share right |", "|---|---|---|---|"]
        out += [f"| {start:.1f} to {start + 0.1:.1f} | {count} | {sure:.3f} | {share:.3f} |" for start, count, sure, share in bins]
    every = entries()
    out += [TOLD, f"| always dawn (majority) | {sum(each.light is Light.DAWN for each in every)} of {len(every)} |",
            f"| the hour of the heading alone | {sum(by_hour(each) is each.light for each in every)} of {len(every)} |",
            f"| all words | {sum(by_words(each) is each.light for each in every)} of {len(every)} |",
            f"| all words, the 20 traps alone | {sum(by_words(each) is each.light for each in every if each.is_trap)} of 20 |"]
    return "\n".join(out) + "\n"


HEAD = """# Named light

<!-- made by `python -m tests.observing.light_bench --clips FOLDER --write` -->

Shots drawn and graded by `tests/observing/graded.py`: 40 episodes of 24 shots on which ramps, weights and lines of confidence were
set, and 40 that were not looked at. They share an author with the rules, so these figures are upper bounds. Share of shots named
rightly; in brackets 95 % (episodes drawn again). Six names: chance is 0.167. Hours are words of headings that fit the light, 밤 alike for
night, lamps and neon; all words are headings with action lines of `tests/data/dark_hours.toml`, drawn by their true light.
"""
REAL = """
## Frames of real films, graded the same way

Frames of Big Buck Bunny, Tears of Steel and a NASA clip stand in for drawn places. No constant was set on them.
"""
TOLD = """
## Words alone

The 80 headings of `tests/data/dark_hours.toml`; dusk counts as dawn, the blue hour's name. The word list was written before they were
looked at, and then named 71 of 80 (18 of 20 traps). Faults of a general kind were mended after that, so the figure here is no test
any more: verbs of the sun in the past tense, signs that blink, hours at the end of a heading that no reader knows, names before a comma.

| named by | right |
|---|---|"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clips", type=Path)
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--fit", action="store_true")
    wishes = asked.parse_args()
    if wishes.fit:
        print("SEEN_SURE =", tuple(fitted(rows_of(TUNING, "none"))))
        print("TOLD_SURE =", tuple(fitted(rows_of(TUNING, "hour") + rows_of(TUNING, "told"))))
        return
    made = page(wishes.clips)
    if wishes.write:
        PAGE.write_text(made, encoding="utf-8")
    print(made)


if __name__ == "__main__":
    main()
