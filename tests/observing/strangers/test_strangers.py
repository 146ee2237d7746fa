"""The bench of strangers keeps its word: its seeds, its strokes, its files. What takes longer is in tests/soak/test_strangers.py."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from tests.observing.strangers import clips, scenes
from tests.observing.strangers.judging import (
    BOUTS,
    Tally,
    added,
    anywhere,
    everything,
    judged,
    later,
    spread,
    throughout,
    wilson,
)
from tests.observing.strangers.nouns import RATE, Scene, Sound, Truth
from tests.observing.strangers.running import film_of
from tests.observing.strangers.scenes import CLOSED, CONDITIONS, MAKERS, OPEN, Condition
from tests.observing.strangers.speech import ENGLISH, KOREAN, spoken
from yeoun.model.observed import Event, EventKind
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds


def power_db(part: Sound) -> float:
    return float(10 * np.log10(np.mean(part**2) + 1e-20))


def test_open_and_closed_seeds_share_neither_number_nor_word() -> None:
    assert not set(OPEN) & set(CLOSED) and not set(clips.OPEN) & set(clips.CLOSED)
    assert all(scenes.half_of(seed) == 0 for seed in OPEN) and all(scenes.half_of(seed) == 1 for seed in CLOSED)
    for texts in (KOREAN, ENGLISH):
        assert len(set(texts)) == len(texts) and not set(texts[0::2]) & set(texts[1::2])
    assert len(CONDITIONS) == 2 * 4 * 3 + 3 * 4 and len({each.name for each in CONDITIONS}) == len(CONDITIONS)


def test_a_line_begins_and_ends_where_it_rises_over_40_db_below_its_peak() -> None:
    line = spoken(KOREAN[0], "ko+f2", 160, 50)
    assert np.abs(line).max() == pytest.approx(1.0) and len(line) > RATE
    assert min(abs(line[0]), abs(line[-1])) > 0.0099


def test_a_step_begins_on_its_heel() -> None:
    rises = []
    for seed in range(12):
        played = MAKERS[EventKind.FOOTSTEP](luck(Take(seed), "heels"))
        assert not played.samples[:played.strokes[0].start].any() and played.samples[played.strokes[0].start + 1:][:48].any()
        rises += [power_db(played.samples[each.start:each.start + 480]) - power_db(played.samples[each.start - 480:each.start])
                  for each in played.strokes]
    assert len(rises) > 80 and np.mean(np.array(rises) > 6) > 0.9


def test_what_need_not_be_named_costs_nothing_and_gains_nothing() -> None:
    named = next(each for seed in range(40) for each in [MAKERS[EventKind.SIGH](luck(Take(seed), "x"))] if len(each.strokes) == 2)
    made = scenes.stems(OPEN[0], Condition("rain", alone="nothing"))[0]
    truths = tuple(Truth(s.kind, named.name, s.start, s.start, s.end, 20.0, s.needed) for s in named.strokes)
    there = Scene("one", made.samples, truths, (), (), 0.0)
    both = [Event(each.kind, Seconds(each.start / RATE), Seconds(each.end / RATE), 1.0, "truth") for each in truths]
    found = judged(there, both)
    assert (found[EventKind.SIGH].f1, found[EventKind.BREATH].there, found[EventKind.BREATH].false) == (1.0, 0, 0)


def test_intervals_hold_their_share_and_narrow_with_number() -> None:
    assert wilson(5, 10)[0] < 0.5 < wilson(5, 10)[1] and wilson(50, 100)[1] - wilson(50, 100)[0] < wilson(5, 10)[1] - wilson(5, 10)[0]
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = spread([Tally(10, 8, 2), Tally(10, 2, 8), Tally(10, 5, 5)])
    assert low < 0.5 < high


def test_a_film_of_a_scene_holds_its_samples_to_24_bits(tmp_path: Path) -> None:
    short = Scene("short", np.sin(np.arange(2 * RATE + 777) / 9) * np.linspace(0, 0.9, 2 * RATE + 777), (), (), (), -60.0)
    with av.open(str(film_of(short, tmp_path / "scene.mkv"))) as film:
        blocks = [each.to_ndarray().ravel() / 2**31 for each in film.decode(audio=0)]
    got = np.concatenate(blocks)
    assert len(got) == len(short.samples) and np.abs(got - short.samples).max() < 2**-22


def perfect(made: Scene) -> list[Event]:
    return [Event(each.kind, Seconds(each.start / RATE), Seconds(each.end / RATE), 1.0, "truth") for each in made.truths if each.needed]


def tricks_fail(tried: Sequence[Scene]) -> None:
    for trick in ("everything", "throughout", "later", "anywhere"):
        tallies: dict[EventKind, list[Tally]] = {kind: [] for kind in EventKind}
        for made in tried:
            events = {"everything": everything(made.length_s), "throughout": throughout(made.length_s), "later": later(perfect(made)),
                      "anywhere": anywhere(perfect(made), made.length_s, made.name)}[trick]
            for kind, tally in judged(made, events).items():
                tallies[kind].append(tally)
        for kind, each in tallies.items():
            whole = added(each)
            if trick == "later" and kind in BOUTS:    # they last longer than a second: the error shows it
                assert np.median(np.abs(whole.errors)) > 0.2, kind
            else:
                assert whole.f1 < 0.45, (trick, kind, whole.f1)


def test_cheap_tricks_fail_in_one_scene() -> None:
    tricks_fail([scenes.scene(OPEN[0], Condition("street", 10, "around"))])


def test_a_clip_is_the_same_for_ever() -> None:
    one, again = clips.clip(clips.OPEN[1], 14.0), clips.clip(clips.OPEN[1], 14.0)
    assert again.edits == one.edits and all(np.array_equal(*pair) for pair in zip(again.frames, one.frames, strict=True))
