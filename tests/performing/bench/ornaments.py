"""Sigimsae (시김새) as they are heard: lines written by orchestrating, played, their pitch followed, against gugak.json's ranges.

Drawn lines in every Korean mode are ornamented as a cue's would be and each ornamented note is rendered alone; rate and depth of a
shake are read from the heard pitch (extremes of the second half of the shake), slides from where the pitch ends. The range is the one that
`gugak.json` gives for that instrument and mode. Chance: the share of shakes whose rate and depth would lie inside if they were drawn
evenly from 3 to 9 Hz and 20 to 450 cents. The heard pitch is taken beside that of the same note without its ornament.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import butter, sosfiltfilt

from tests.composing.bench.figures import met, table
from tests.material import MATERIAL
from tests.performing.bench.ears import CURVE_RATE, Array, pitch_curve
from tests.performing.instruments import note, part
from yeoun.instruments.load import instrument
from yeoun.model.scored import Instrument, ScoreNote
from yeoun.orchestrating.ornament import MANNERS, ornamented
from yeoun.performing.perform import played
from yeoun.units.luck import Take
from yeoun.units.pitch import to_hertz
from yeoun.units.time import Seconds

KOREAN = ("pyeongjo", "gyemyeonjo_jeongak", "gyeongtori", "yukjabaegitori", "sanjo_gyemyeon", "menaritori", "susimgatori", "sanjo_ujo",
          "sanjo_pyeongjo")
PLAYERS = ("daegeum", "haegeum", "gayageum", "geomungo", "ajaeng", "piri", "danso")
TONIC, LINES, SLACK_RATE, SLACK_DEPTH = 0, 2, 0.05, 0.15    # the slack is gugak.md's own check: rate 5 %, depth 15 %


@dataclass(frozen=True)
class Shake:
    """A shake as heard."""

    player: str
    mode: str
    rate: float
    depth: float
    begins_s: float


def drawn_line(player: Instrument, mode: str, seed: int) -> list[ScoreNote]:
    """A line of fourteen notes in a mode, inside the instrument's best range, lengths of performed practice."""
    luck = np.random.default_rng(seed)
    keys = [key for key in range(player.best_low, player.best_high + 1) if (key - TONIC) % 12 in MANNERS[mode].scale]
    at, notes, place = 0.5, [], len(keys) // 2
    for _ in range(14):
        place = int(np.clip(place + luck.integers(-2, 3), 0, len(keys) - 1))
        lasts = float(luck.choice([0.4, 0.7, 1.0, 1.6, 2.6]))
        notes.append(note(at, 0.95 * lasts, keys[place], 0.55))
        at += lasts + (0.4 if luck.random() < 0.2 else 0.0)
    return notes


def _curve(player: Instrument, each: ScoreNote) -> tuple[Array, Array]:
    """The heard pitch of a note alone, in cents, from its onset to its end."""
    alone = replace(each, onset_s=Seconds(0.3))
    sound = played(part(player, [alone], 0.3 + float(each.length_s) + 0.6)).mean(axis=1)
    cents, level = pitch_curve(np.asarray(sound), to_hertz(each.key), 0.3)
    span = slice(round(0.3 * CURVE_RATE), round((0.3 + float(each.length_s)) * CURVE_RATE))
    return cents[span], level[span]


def shake_of(cents: Array) -> tuple[float, float, float] | None:
    """Rate in Hz, depth peak to peak in cents and the moment it begins, of the fullest half of a shake; None where there is none."""
    slow = butter(2, 12.0, fs=CURVE_RATE, output="sos")
    smooth = np.asarray(sosfiltfilt(slow, cents[:-16])) if len(cents) > 60 else cents[:0]
    if not len(smooth):
        return None
    turns = [i for i in range(1, len(smooth) - 1) if (smooth[i] - smooth[i - 1]) * (smooth[i + 1] - smooth[i]) < 0]
    swings = [(a, b, abs(float(smooth[b] - smooth[a]))) for a, b in zip(turns, turns[1:], strict=False)]
    fullest = float(np.percentile([size for *_, size in swings], 90)) if swings else 0.0
    full = [each for each in swings if each[2] > 0.7 * fullest]
    if len(full) < 3:
        return None
    first, last = full[0][0], full[-1][1]
    rate = _fastest(smooth[first:last + 1])
    begins = next(a for a, _, size in swings if size > 0.25 * fullest) / CURVE_RATE
    return rate, float(np.median([size for *_, size in full])), begins


def _fastest(swings: Array) -> float:
    """The rate of a shake in Hz: of the sine that takes most out of it, its slow drift taken out with it."""
    t = np.arange(len(swings)) / CURVE_RATE
    best = (np.inf, 0.0)
    for rate in np.arange(2.5, 11.0, 0.05):
        base = np.stack([np.ones_like(t), t, np.cos(2 * np.pi * rate * t), np.sin(2 * np.pi * rate * t)], axis=1)
        left = float(np.linalg.lstsq(base, swings, rcond=None)[1].sum())
        best = min(best, (left, float(rate)))
    return best[1]


def asked_of(player: str, mode: str, shaken: bool, plain: bool, seconds: float, rules: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The ranges (rate, depth) that gugak.json has for a shake: any of them will do."""
    def row(name: str, way: str = "") -> tuple[Any, Any]:
        recipe = rules[name]["recipe"][0]
        depth = recipe["pp_cents"]
        return recipe["rate_hz"], (depth[way] if way else depth)

    if plain:    # a plain tone is left nearly still: under 50 cents, at any of the player's rates
        return [([3.4, 5.0, 6.6], [0.0, 25.0, 50.0])]
    own = {"geomungo": "nonghyeon_geomungo", "ajaeng": "slow_down_shake", "piri": "yoseong", "danso": "yoseong"}
    if player in own and (player == "geomungo" or not shaken):
        return [row(own[player])]
    if player == "gayageum":
        way = "gyemyeon" if mode in ("yukjabaegitori", "sanjo_gyemyeon") else "ujo" if "ujo" in mode else "pyeongjo"
        widest = [row("nonghyeon_gayageum", each) for each in (way, "ujo" if way == "pyeongjo" else way)]
        return [*widest, *([row("shake_menari")] if mode == "menaritori" else [])]
    if shaken:
        name = {"menaritori": "shake_menari", "susimgatori": "shake_seodo"}.get(mode, "shake_yukja")
        return [row(name)]
    if player == "haegeum":
        return [row("nonghyeon_haegeum")]
    return [row("yoseong_daegeum_long")] if seconds >= 1.2 else [row("yoseong"), row("yoseong_daegeum_long")]


def inside(value: float, bounds: list[float], slack: float) -> bool:
    """Whether a value lies in a range, with its slack."""
    return bounds[0] * (1 - slack) <= value <= bounds[-1] * (1 + slack) + (3.0 if bounds[0] == 0 else 0.0)


def lines() -> Iterator[tuple[Instrument, str, list[ScoreNote]]]:
    """Every line that is drawn."""
    for name in PLAYERS:
        for mode in KOREAN:
            for seed in range(LINES):
                player = instrument(name)
                drawn = drawn_line(player, mode, 100 * seed + KOREAN.index(mode))
                yield player, mode, list(ornamented(drawn, player, TONIC, mode, Take(1), "bench", f"{name}{seed}"))


def section() -> str:
    """The table, or why there is none."""
    head = "## Ornaments: sigimsae as they are heard\n\n"
    where = Path(str(MATERIAL)).parent / "knowledge" / "gugak.json"
    if MATERIAL is None or not where.is_file():
        return head + "Not measured: gugak.json is not beside this checkout."
    rules = {each["id"]: each for each in json.loads(where.read_text(encoding="utf-8"))["sigimsae"]}
    luck = np.random.default_rng(7)
    counts: dict[str, list[int]] = {}
    chance, slides, early, starts, outside = [0, 0], [], 0, [], []
    ornaments, seconds, short = 0, 0.0, 0
    for player, mode, notes in lines():
        seconds += float(notes[-1].onset_s + notes[-1].length_s) - 0.5
        for each in notes:
            if not each.ornament:
                continue
            ornaments += 1
            tone = (each.key - TONIC) % 12
            manner = MANNERS[mode]
            short += float(each.length_s) < 0.35
            cents, _ = _curve(player, each)
            if each.ornament != "nonghyeon":
                slides.append(_slid(each, cents))
                continue
            still, _ = _curve(player, replace(each, ornament="", cents=()))    # what the onset does by itself is no shake
            found = shake_of(cents - still)
            if found is None:
                continue
            bounds = asked_of(player.name, mode, tone in manner.shakes, tone in manner.plain, float(each.length_s), rules)
            row = counts.setdefault(player.name, [0, 0, 0])
            is_rate = any(inside(found[0], rate, SLACK_RATE) for rate, _ in bounds)
            is_depth = any(inside(found[1], depth, SLACK_DEPTH) for _, depth in bounds)
            row[0], row[1], row[2] = row[0] + 1, row[1] + is_rate, row[2] + is_depth
            if not (is_rate and is_depth):
                outside.append(f"{player.name} {mode} {found[0]:.1f}/s {found[1]:.0f} cents")
            guess = (float(luck.uniform(3, 9)), float(luck.uniform(20, 450)))
            chance[0] += any(inside(guess[0], rate, SLACK_RATE) and inside(guess[1], depth, SLACK_DEPTH) for rate, depth in bounds)
            chance[1] += 1
            if tone not in manner.shakes:
                starts.append(found[2])
                early += found[2] < 0.05
    rows = [[name, str(n), f"{100 * rate / n:.0f} %", f"{100 * depth / n:.0f} %", f"{100 * chance[0] / max(chance[1], 1):.0f} %",
             met(rate >= 0.95 * n and depth >= 0.95 * n)] for name, (n, rate, depth) in counts.items()]
    good = sum(slides)
    told = (f"{ornaments} ornaments on {len(KOREAN) * LINES * len(PLAYERS)} drawn lines ({len(KOREAN)} modes, {len(PLAYERS)} "
            "instruments). Ranges of gugak.json, with its own slack of 5 % of rate and 15 % of depth.")
    arrive = (f"Slides and breaks that arrive where they were written, within 20 cents: {good} of {len(slides)} "
              f"({met(good >= 0.95 * len(slides))}). Shakes of plain tones begin {np.median(starts):.2f} s in (median of {len(starts)}), "
              f"{early} at once (asked 0). One ornament in {seconds / max(ornaments, 1):.1f} s (performed practice 1.3); "
              f"{short} on notes under 0.35 s (asked 0).")
    more = f"; and {len(outside) - 12} more" if len(outside) > 12 else ""
    return head + "\n".join([
        told, "", table(("instrument", "shakes", "rate inside", "depth inside", "chance: both inside", "95 % of each"), rows), "", arrive,
        *(["", "Outside: " + "; ".join(outside[:12]) + more + "."] if outside else []),
    ])


def _slid(each: ScoreNote, cents: Array) -> bool:
    """Whether the heard pitch is where the written curve is, at its extreme and at its end."""
    t = np.arange(len(cents)) / CURVE_RATE
    asked = np.interp(t, [p[0] for p in each.cents], [p[1] for p in each.cents])
    own = 40 if each.cents[0][0] > 0.25 else 12    # what the breath does of itself at the onset is not the slide's
    steady = slice(own, max(own + 1, len(cents) - 16))
    return float(np.median(np.abs(cents[steady] - asked[steady]))) < 20.0 and abs(
        float(np.ptp(cents[steady])) - float(np.ptp(asked[steady]))) < max(20.0, 0.2 * float(np.ptp(asked)))
