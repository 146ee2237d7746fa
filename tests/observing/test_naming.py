"""Names of light: words and picture together, on graded shots that were not looked at and on headings by another hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.feeling.scenes import span
from tests.observing import graded, light_bench
from tests.observing.light_bench import headings, laid, old_rows, reliability, right, rows_of, word_rows
from tests.observing.told_hours import WHOLE, by_hour, by_words, entries, scene_of
from yeoun.model.observed import Light, ShotLight
from yeoun.observing.light import light_row, norm_of, shot_light
from yeoun.observing.lightsigns import HOURS, NAMES
from yeoun.observing.lightwords import signs, told_of
from yeoun.observing.looks import looks_of, marks_of, shares
from yeoun.observing.naming import LEAST, UNSCRIPTED, best_of, name_lights, named_by_looks, together
from yeoun.units.luck import Take, luck
from yeoun.units.names import ShotId

SEEDS = graded.UNSEEN[:5]    # 120 shots: what a test has time for; the bench counts all


def drawn(light: Light, count: int) -> list[ShotLight]:
    """Graded shots of one light, measured beside ordinary days."""
    rng = luck(Take(1), "naming", light.value)
    days = [light_row(graded.shot(rng, Light.DAY, False, 0).frame) for _ in range(12)]
    rows = [light_row(graded.shot(rng, light, bool(k % 2), 0).frame) for k in range(count)]
    norm = norm_of(np.stack([*days, *rows[:2]]), [1.0] * (len(days) + len(rows[:2])))
    return [shot_light(ShotId(f"sh{k:03}"), row, norm) for k, row in enumerate(rows)]


def named(seen: ShotLight, heading: str, action: str = "") -> Light:
    return best_of(together(seen, told_of(scene_of(heading, action), WHOLE).weights))[0]


def test_with_the_hour_of_its_heading_a_graded_shot_is_named_far_better_than_by_either_alone() -> None:
    """The bench: 0.952 of 960 unseen shots (0.935 to 0.968); the hour alone 0.805, the picture alone 0.816, the rules before 0.505."""
    both, seen, said, before = rows_of(SEEDS, "hour"), rows_of(SEEDS, "none"), word_rows(SEEDS, "hour"), old_rows(SEEDS)
    assert right(both) >= 0.9
    assert right(both) > max(right(said), right([replace(row, called=row.best) for row in seen])) + 0.05
    assert right(seen) > right(before) + 0.15


def test_with_all_words_nearly_every_graded_shot_is_named_rightly() -> None:
    assert right(rows_of(SEEDS, "told")) >= 0.95


def test_confidence_is_how_often_a_name_is_right() -> None:
    bins, error = reliability(rows_of(SEEDS, "hour") + rows_of(SEEDS, "told"))
    assert error <= 0.06 and sum(count for _, count, _, _ in bins) > 200
    sure = [row for row in rows_of(SEEDS, "hour") if row.confidence > 0.9]
    unsure = [row for row in rows_of(SEEDS, "hour") if row.confidence <= 0.9]
    assert right(sure) > right(unsure) + 0.1


def test_golden_hour_is_never_called_tungsten_when_the_script_says_so() -> None:
    shots = drawn(Light.GOLDEN, 90)
    for heading in ("S#3. 옥상 / 해질녘", "INT. KITCHEN - SUNSET", "S#9. 거실 / 노을"):
        assert [each for each in shots if named(each, heading) is Light.TUNGSTEN] == []
    assert sum(best_of(shares(looks_of(each)))[0] is Light.TUNGSTEN for each in shots) >= 2, "or no shot here could have been taken for it"


def test_a_warm_night_is_tungsten_and_never_golden() -> None:
    shots = drawn(Light.TUNGSTEN, 60)
    names = [named(each, "INT. LIVING ROOM - NIGHT") for each in shots]
    assert Light.GOLDEN not in names and names.count(Light.TUNGSTEN) >= 0.8 * len(names)
    lamps = [named(each, "S#4. 거실 / 밤", "스탠드 하나만 켜져 있다.") for each in shots]
    assert lamps.count(Light.TUNGSTEN) >= 0.95 * len(lamps)


def test_without_a_word_no_name_claims_more_than_six_tenths_and_nothing_is_renamed() -> None:
    episode = light_bench.shown(SEEDS[0])
    film, seen = laid(episode, "none")
    assert max(each.confidence for each in seen.light) <= UNSCRIPTED
    assert name_lights(film, seen) == seen
    with_words = name_lights(*laid(episode, "hour"))
    assert with_words.light != seen.light and replace(with_words, light=seen.light) == seen, "names of light change, and nothing else"
    figures = [replace(each, light=Light.NEUTRAL, confidence=0.0) for each in seen.light]
    assert [replace(each, light=Light.NEUTRAL, confidence=0.0) for each in with_words.light] == figures


def test_what_is_not_sure_enough_is_neutral_and_says_how_sure_it_was() -> None:
    rows = rows_of(SEEDS, "none")
    assert all((row.called is Light.NEUTRAL) == (row.confidence < LEAST) for row in rows)
    assert any(row.called is Light.NEUTRAL for row in rows)


def test_words_by_another_hand_are_understood_and_more_than_the_hour_is_read() -> None:
    """Before any of them was looked at: 71 of 80, traps 18 of 20. What was mended since was of a general kind."""
    every = entries()
    hits = sum(by_words(each) is each.light for each in every)
    assert hits >= 77 and sum(by_hour(each) is each.light for each in every) <= 40
    assert sum(by_words(each) is each.light for each in every if each.is_trap) >= 18


@pytest.mark.parametrize(("text", "kinds"), [
    ("노을이 바다를 물들인다.", ["low sun"]), ("노을 씨가 웃는다.", []), ("'노을이 진다'는 노래를 부른다.", []),
    ("사진 속 석양이 바랬다.", []),
    ("얼굴이 노을처럼 붉다.", []), ("황혼 이혼을 말한다.", []), ("해가 진 지 오래다.", ["blue hour"]), ("해가 지고 있다.", ["low sun"]),
    ("형광등이 깜박인다.", ["fluorescent tube"]), ("형광등은 꺼져 있다.", ["put out"]), ("촛불이 꺼질 듯 흔들린다.", ["flame"]),
    ("가로등이 하나둘 켜진다.", ["street lamp"]), ("어젯밤 이야기를 한다.", []), ("등을 돌린다.", []), ("군밤을 깐다.", []),
    ("A candle gutters out.", ["put out"]), ("Dawn wipes the table.", []), ("Dawn breaks over the ridge.", ["daybreak"]),
    ("Her face darkens.", []), ("She is as bright as sunlight.", []), ("Neon spills over the wet street.", ["neon"]),
    ("They drive down Sunset Boulevard.", []), ("A painting of a sunset hangs askew.", []), ("The lamp is off.", ["put out"]),
])
def test_a_word_of_light_counts_where_it_speaks_of_the_light(text: str, kinds: list[str]) -> None:
    assert [sign.kind.name for sign in signs(text)] == kinds


def test_someone_who_is_called_sunset_is_no_sunset() -> None:
    assert [sign.kind.name for sign in signs("노을, 창가에 선다.")] == ["low sun"]
    assert signs("노을, 창가에 선다.", ["노을"]) == ()


def test_dusk_is_the_blue_hour_and_late_afternoon_a_weak_golden() -> None:
    def alone(heading: str) -> tuple[Light, float]:
        return best_of(shares(told_of(scene_of(heading), WHOLE).weights))
    assert alone("EXT. STREET - DUSK")[0] is Light.DAWN
    assert alone("S#2. 골목 / 땅거미")[0] is Light.DAWN
    weak, strong = (shares(told_of(scene_of(heading), WHOLE).weights)[1] for heading in ("S#2. 들판 / 늦은 오후", "S#2. 들판 / 해질녘"))
    assert 0.2 < weak < 0.5 < 0.9 < strong


def test_a_sign_holds_most_for_the_shots_under_its_line() -> None:
    scene = scene_of("S#2. 방 / 밤", "촛불을 켠다.", span=span(20.0, 30.0))
    before, under, after = (told_of(scene, each).weights[4] for each in (span(0.0, 10.0), span(21.0, 29.0), span(40.0, 60.0)))
    assert before < after < under


def test_the_hours_of_a_day_are_shares_and_the_marks_are_monotone() -> None:
    for outside, inside in HOURS.values():
        assert sum(outside) == pytest.approx(1.0) and sum(inside) == pytest.approx(1.0)
    plain = drawn(Light.DAY, 1)[0]
    darker = [replace(plain, lightness=lightness) for lightness in (60.0, 40.0, 20.0, 5.0)]
    night = [shares(looks_of(each))[NAMES.index(Light.NIGHT)] for each in darker]
    assert night == sorted(night) and night[-1] > night[0]
    assert all(0.0 <= mark <= 1.0 for mark in marks_of(plain).values())


def test_a_black_picture_is_named_by_nobody() -> None:
    black = named_by_looks(replace(drawn(Light.NIGHT, 1)[0], lightness=0.4))
    assert (black.light, black.confidence) == (Light.NEUTRAL, 0.0)
    film, seen = laid(light_bench.shown(SEEDS[0]), "hour")
    dark = replace(seen, light=(replace(black, shot=seen.light[0].shot), *seen.light[1:]))
    assert name_lights(film, dark).light[0].light is Light.NEUTRAL


def test_the_bench_gives_the_words_that_fit_the_light() -> None:
    for light in NAMES:
        heading, action = headings(light, True, "told", 1, 2)
        assert any((heading, action) == (entry.heading, entry.action) and entry.light is light for entry in entries())
