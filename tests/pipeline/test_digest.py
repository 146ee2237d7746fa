"""Names: equal values share one, different values do not."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoun.model.media import Span
from yeoun.model.shelf import SoundRef
from yeoun.pipeline.digest import Namer, digest_of
from yeoun.units.names import Digest
from yeoun.units.time import Seconds

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    | st.fractions(), lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=12)


@given(VALUES, VALUES)
def test_two_values_share_a_name_exactly_when_they_are_equal(one: object, other: object) -> None:
    assert (digest_of(one) == digest_of(other)) == (one == other)


def test_zero_has_one_name_however_it_is_written() -> None:
    assert digest_of(0) == digest_of(0.0) == digest_of(-0.0) == digest_of(Fraction(0))


def test_what_is_not_a_number_has_no_name() -> None:
    with pytest.raises(ValueError, match="NaN has no name"):
        digest_of((1.0, float("nan")))


def test_lists_and_dicts_are_refused_because_they_can_change() -> None:
    with pytest.raises(ValueError, match="no canonical form"):
        digest_of([1, 2])


def test_sound_is_named_by_its_recipe_and_not_by_its_bytes() -> None:
    one = SoundRef(Digest("r"), "stem.flac", 48000, 2, 10, "2.0", Digest("aa"), 100)
    other = SoundRef(Digest("r"), "stem.flac", 48000, 2, 10, "2.0", Digest("bb"), 104)
    assert digest_of(one) == digest_of(other)


def test_arrays_of_another_type_have_another_name() -> None:
    ones = np.ones(3, dtype=np.float32)
    assert digest_of(ones) == digest_of(ones.copy())
    assert digest_of(ones) != digest_of(ones.astype(np.float64))


def test_a_remembered_name_is_the_name_of_that_very_noun() -> None:
    namer = Namer()
    first = namer.name(Span(Seconds(0.0), Seconds(1.0)))
    names = {namer.name(Span(Seconds(0.0), Seconds(float(k)))) for k in range(1, 200)}
    assert first in names
    assert len(names) == 199


@dataclass(frozen=True)
class _Measured:
    value: int
    seen_by: str = field(metadata={"named": False})


def test_a_field_that_is_no_part_of_the_name_does_not_change_it() -> None:
    assert digest_of(_Measured(1, "a")) == digest_of(_Measured(1, "b")) != digest_of(_Measured(2, "a"))
