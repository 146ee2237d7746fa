"""Every noun, found by itself: it goes to disk and comes back the same, under the same name."""

import inspect
from collections import Counter
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.families import every_module, every_step
from tests.contracts.filler import fill, kinds_in
from yeoun import nouns
from yeoun.model.media import Curve, Span
from yeoun.model.observed import Heard, Watched
from yeoun.pipeline.codec import Codec, Damaged
from yeoun.pipeline.digest import digest_of
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds

CODEC = nouns.codec()


def every_noun() -> list[type]:
    """Every dataclass and enumeration that the modules of the model bring."""
    return [kind for room in nouns._ROOMS for _, kind in inspect.getmembers(room, inspect.isclass)
            if kind.__module__ == room.__name__ and (is_dataclass(kind) or issubclass(kind, Enum))]


NOUNS = every_noun()


@pytest.mark.parametrize("kind", NOUNS, ids=lambda kind: kind.__name__)
@given(number=st.integers(0, 2**32))
@settings(max_examples=8)
def test_it_comes_back_from_disk_as_it_was_and_under_the_same_name(kind: type, number: int) -> None:
    noun = fill(kind, luck(Take(1), kind.__name__, number))
    kept = CODEC.encode(noun)
    again = CODEC.decode(kept)
    assert type(again) is kind
    assert digest_of(again) == digest_of(noun)
    assert CODEC.encode(again) == kept
    if kind not in HOLD_ARRAYS:
        assert again == noun


HOLD_ARRAYS = {kind for kind in NOUNS if is_dataclass(kind) and kinds_in(kind, set()) & {Watched, Heard}}


@pytest.mark.parametrize("kind", [kind for kind in NOUNS if is_dataclass(kind)], ids=lambda kind: kind.__name__)
def test_it_is_frozen_without_a_dict_and_says_what_it_is(kind: Any) -> None:
    noun = fill(kind, luck(Take(1), kind.__name__))
    with pytest.raises(AttributeError):
        setattr(noun, fields(kind)[0].name, None)
    assert not hasattr(noun, "__dict__") and kind.__doc__ and not kind.__doc__.startswith(f"{kind.__name__}(")


@pytest.mark.parametrize("kind", [kind for kind in NOUNS if is_dataclass(kind)], ids=lambda kind: kind.__name__)
def test_another_value_of_a_field_is_another_name(kind: Any) -> None:
    seen = {digest_of(fill(kind, luck(Take(1), kind.__name__, number))) for number in range(40)}
    assert len(seen) > 1


def test_no_two_nouns_share_a_name() -> None:
    assert [name for name, count in Counter(kind.__name__ for kind in NOUNS).items() if count > 1] == []


def test_whatever_a_step_gives_or_takes_is_known_to_the_store() -> None:
    reached: set[type] = set()
    for step in every_step():
        for name, hint in get_type_hints(step.find()).items():
            if name != "shelf":
                kinds_in(hint, reached)
    assert len(reached) > 30
    assert reached <= set(NOUNS), {kind.__name__ for kind in reached - set(NOUNS)}


def test_every_module_of_the_model_that_holds_nouns_is_gathered() -> None:
    known = {room.__name__ for room in nouns._ROOMS}
    model = {name for name in every_module() if name.startswith("yeoun.model.")}
    assert model - known == {"yeoun.model.layouts", "yeoun.model.panning"}, "tables and geometry, which no noun holds"


def test_a_noun_the_store_was_not_given_is_refused_before_it_is_written() -> None:
    with pytest.raises(ValueError, match="Curve is no noun the codec was given"):
        Codec([Span]).encode(Curve(Seconds(1.0), ()))


@pytest.mark.parametrize("value", [[1], {"a": 1}, b"bytes", object(), np.float32(0.5), {1}])
def test_what_could_not_be_read_back_is_refused_before_it_is_written(value: object) -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        CODEC.encode((value,))


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_one_flipped_bit_anywhere_is_noticed(at: int, bit: int) -> None:
    kept = bytearray(CODEC.encode(Curve(Seconds(0.5), (1.0, 2.0))))
    kept[at % len(kept)] ^= 1 << bit
    with pytest.raises(Damaged):
        CODEC.decode(bytes(kept))


@given(length=st.integers(0, 400))
@settings(max_examples=40)
def test_a_torn_file_is_noticed(length: int) -> None:
    kept = CODEC.encode(Curve(Seconds(0.5), (1.0, 2.0)))
    with pytest.raises(Damaged):
        CODEC.decode(kept[:min(length, len(kept) - 1)])
