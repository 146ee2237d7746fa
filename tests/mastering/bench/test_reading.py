"""The table of meters tells a meter that follows the norm from one that does not."""

from tests.mastering.bench.meters import PEAK, Case, _peak, cases, is_within, ours, plain, second


def test_every_case_of_the_norm_is_made_once() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) == 57
    assert {case.kind for case in cases()} == {"I", "S", "M", "LRA", "TP"}


def test_both_meters_pass_a_peak_between_samples_and_the_highest_sample_does_not() -> None:
    case = Case("3341-16", "TP", _peak(4, 0.5, 45.0), -6.0, PEAK)
    assert is_within(case, ours(case)) and is_within(case, second(case))
    assert not is_within(case, plain(case))


def test_a_reading_outside_the_tolerance_fails_on_either_side() -> None:
    case = next(cases())
    assert is_within(case, -23.1) and is_within(case, -22.9)
    assert not is_within(case, -23.11) and not is_within(case, -22.89)
