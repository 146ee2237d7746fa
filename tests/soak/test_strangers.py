"""The bench of strangers keeps its word: levels, edges, frames, seeds; and cheap tricks fail in it. Some minutes."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from scipy.fft import next_fast_len

from tests.observing.strangers import clips
from tests.observing.strangers.clips import Edit
from tests.observing.strangers.friends import FRIENDS, friend
from tests.observing.strangers.judging import (
    Talked,
    breathing,
    judged,
    judged_edits,
    talked,
)
from tests.observing.strangers.nouns import RATE, Scene, Sound
from tests.observing.strangers.scenes import CLOSED, MAKERS, OPEN, Condition, scene, stems
from tests.observing.strangers.tables import alarms, by_condition, by_kind, row_of
from tests.observing.strangers.test_strangers import perfect, power_db, tricks_fail
from tests.observing.strangers.traps import TRAPS
from yeoun.model.media import Shot, Span, Transition
from yeoun.model.observed import Event, EventKind, SpeechSpan
from yeoun.units.luck import Take, luck
from yeoun.units.names import ShotId
from yeoun.units.time import Seconds

TRIED = (Condition("quiet room", 20, "none"), Condition("street", 10, "around"), Condition("babble", 20, "over"))
Stems = tuple[Scene, Sound, Sound, Sound]


@pytest.fixture(scope="module")
def tried() -> list[Stems]:
    return [stems(OPEN[0], each) for each in TRIED]


@pytest.fixture(scope="module")
def short() -> clips.Clip:
    return clips.clip(clips.OPEN[1], 14.0)


def brick(sound: Sound) -> Sound:
    """300-7000 Hz by another way than the bench's own filter: everything else of the spectrum is taken out."""
    size = int(next_fast_len(len(sound), real=True))    # a length with a large prime in it takes half a minute
    spectrum = np.fft.rfft(sound, size)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 7000)] = 0
    return np.asarray(np.fft.irfft(spectrum, size)[:len(sound)])


def test_every_event_stands_over_the_floor_by_what_its_truth_says(tried: list[Stems]) -> None:
    for condition, (made, events, _, under) in zip(TRIED, tried, strict=True):
        alone, bed = brick(events), brick(under)
        frames = bed[:len(bed) // 480 * 480].reshape(-1, 480)
        floor = float(np.percentile(10 * np.log10(np.mean(frames**2, axis=1)), 10))
        assert floor == pytest.approx(made.floor_db, abs=0.5)
        measured = [max(power_db(alone[each.peak + k - 240:each.peak + k + 240]) for k in range(-96, 97, 24)) - floor
                    for each in made.truths]
        apart = np.abs(np.array(measured) - [each.over_db for each in made.truths])
        assert len(apart) > 20 and np.median(apart) < 0.5 and apart.max() < 2.0, made.name
        for name in {each.name for each in made.truths}:
            strokes = [db for db, each in zip(measured, made.truths, strict=True) if each.name == name and each.needed]
            assert np.median(strokes) == pytest.approx(condition.level_db, abs=1.5), name


def test_a_scene_is_the_sum_of_its_stems_and_is_never_clipped(tried: list[Stems]) -> None:
    for made, *parts in tried:
        assert np.allclose(made.samples, sum(parts[1:], parts[0])) and float(np.abs(made.samples).max()) <= 0.9 + 1e-9
        assert 60 <= made.length_s <= 120
        assert all(each.end <= len(made.samples) for each in made.truths) and all(each.last < len(made.samples) for each in made.lines)


def test_every_scene_with_events_has_every_kind_and_only_those_with_speech_speak(tried: list[Stems]) -> None:
    for condition, (made, *_) in zip(TRIED, tried, strict=True):
        assert {each.kind for each in made.truths if each.needed} == set(EventKind)
        assert len(made.friends) >= 3 and bool(made.lines) == (condition.speech != "none")
        covered = [any(line.start < each.end and line.last > each.start for line in made.lines) for each in made.truths if each.needed]
        assert np.mean(covered) > 0.9 if condition.speech == "over" else not any(covered)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_nothing_of_it(tried: list[Stems]) -> None:
    once = tried[0][0]
    assert scene(OPEN[0], TRIED[0]).samples.tobytes() == once.samples.tobytes()
    other = scene(CLOSED[0], TRIED[0])
    size = min(len(once.samples), len(other.samples))
    assert abs(np.corrcoef(once.samples[:size], other.samples[:size])[0, 1]) < 0.05
    assert not {each.name for each in once.truths} == {each.name for each in other.truths}


def test_every_kind_and_friend_comes_in_many_sorts_and_is_sound() -> None:
    for kind, make in MAKERS.items():
        made = [make(luck(Take(seed), "sorts")) for seed in range(12)]
        assert len({each.name for each in made}) >= 4, kind
        assert all(np.isfinite(each.samples).all() and each.strokes[-1].end <= len(each.samples) for each in made)
        assert all(any(stroke.kind is kind and stroke.needed for stroke in each.strokes) for each in made)
    for name in FRIENDS:
        sound = friend(name, luck(Take(3), "sorts")).samples
        assert np.isfinite(sound).all() and sound.std() > 0 and 0.1 < len(sound) / RATE < 11, name


def test_whoever_names_the_truth_has_everything_and_nothing_else(tried: list[Stems]) -> None:
    for made, *_ in tried:
        for kind, tally in judged(made, perfect(made)).items():
            assert tally.there == tally.hits > 0 and tally.false == 0 and max(map(abs, tally.errors)) < 1e-6, kind


def test_cheap_tricks_fail_for_every_kind(tried: list[Stems]) -> None:
    tricks_fail([made for made, *_ in tried])


def test_the_second_name_for_one_event_is_a_false_alarm(tried: list[Stems]) -> None:
    made = tried[0][0]
    twice = judged(made, perfect(made) * 2)
    assert all(each.precision == pytest.approx(0.5) and each.recall == 1.0 for kind, each in twice.items() if kind is not EventKind.BREATH)
    assert all("again" in cause or cause in [kind.value for kind in EventKind] for cause in twice[EventKind.SIGH].causes)


def test_breathing_may_be_named_breath_by_breath_or_all_at_once_but_not_with_what_is_around_it(tried: list[Stems]) -> None:
    for made, *_ in tried:
        whole = breathing([each for each in made.truths if each.kind is EventKind.BREATH and each.needed])
        once = [Event(each.kind, Seconds(each.start / RATE), Seconds(each.end / RATE), 1.0, "truth") for each in whole]
        for named in (once, perfect(made)):
            assert (judged(made, named)[EventKind.BREATH].recall, judged(made, named)[EventKind.BREATH].precision) == (1.0, 1.0)
        wide = [Event(EventKind.BREATH, Seconds(max(each.at_s - 30, 0)), Seconds(each.until_s + 30), 1.0, "trick") for each in once]
        assert judged(made, wide)[EventKind.BREATH].hits == 0


def test_speech_is_judged_by_time_and_edges(tried: list[Stems]) -> None:
    made = tried[1][0]
    spans = [SpeechSpan(Span(Seconds(each.start / RATE), Seconds(each.last / RATE)), 1.0, None, -20.0, None, None) for each in made.lines]
    right, late = talked(made, spans, Talked()), talked(made, [], Talked())
    assert right.found_s == right.spoken_s > 10 and right.false_s < 0.5 and max(map(abs, right.starts + right.ends)) < 1e-6
    assert late.found_s == 0 and len(late.starts) == len(right.starts) > 5


def shots_of(edits: tuple[Edit, ...], by: int = 0) -> list[Shot]:
    starts = [(0, Transition.CUT), *((each.first + by, each.kind) for each in edits)]
    return [Shot(ShotId(str(k)), at, at + 1, kind, 1.0) for k, (at, kind) in enumerate(starts)]


def test_a_cut_is_on_its_frame_in_the_file_that_is_written(short: clips.Clip, tmp_path: Path) -> None:
    path = clips.write(short, tmp_path / "clip.mp4")
    with av.open(str(path)) as film:
        assert film.streams.video[0].average_rate == short.rate
        shown = [frame.to_ndarray(format="gray").astype(np.float64) for frame in film.decode(video=0)]
    assert len(shown) == len(short.frames)
    change = np.array([0.0, *(float(np.abs(after - before).mean()) for before, after in pairwise(shown))])
    cuts = [each.first for each in short.edits if each.kind is Transition.CUT]
    assert len(cuts) >= 2
    assert all(change[at] > 2 * np.median(change[at - 8:at]) and change[at] > change[at + 1] for at in cuts)


def test_edits_are_in_order_and_traps_lie_inside_shots() -> None:
    names = set()
    for seed in (*clips.OPEN[:2], clips.CLOSED[0]):
        made = clips.clip(seed, 20.0)
        names |= {each.name for each in made.traps}
        assert all(before.end < after.first for before, after in pairwise(made.edits))
        for trap in made.traps:
            assert 0 <= trap.first < trap.end <= len(made.frames) and not any(trap.first <= each.end and each.first <= trap.end
                                                                              for each in made.edits)
    assert names <= set(TRAPS) and len(names) >= 4


def test_tricks_fail_for_edits_too(short: clips.Clip) -> None:
    right = judged_edits(short.edits, short.traps, shots_of(short.edits))
    assert all(tally.f1 == 1.0 for tally in right.values() if tally.there)
    late = judged_edits(short.edits, short.traps, shots_of(short.edits, 24))
    assert late[Transition.CUT, ""].hits == 0
    always = [Shot(ShotId(str(k)), k, k + 1, Transition.CUT, 1.0) for k in range(len(short.frames))]
    assert judged_edits(short.edits, short.traps, always)[Transition.CUT, ""].f1 < 0.1


def test_the_tables_say_what_was_found_and_that_tricks_find_nothing(tried: list[Stems]) -> None:
    rows = [row_of(condition, made, perfect(made), ()) for condition, (made, *_) in zip(TRIED, tried, strict=True)]
    lines = by_kind(rows).splitlines()[2:]
    assert [line.split(" | ")[0][2:] for line in lines] == [kind.value for kind in EventKind]
    for line in lines:
        cells = line.strip("| ").split(" | ")
        assert cells[3].startswith("**1.00**") and max(float(cells[4]), *map(float, cells[6:8])) < 0.45, line
    assert "quiet room, none" in by_condition(rows) and "speech alone" not in alarms(rows)
