"""Every refusal, found by itself: it speaks both languages, says what to do, and crosses a process."""

import copy
import pickle
import string
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context

import pytest

from tests.contracts.families import every_refusal, filled
from tests.contracts.worker import refuse
from yeoun import errors
from yeoun.errors import InputRefused, Refusal

REFUSALS = every_refusal()
by_kind = pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)


def placeholders(sentence: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@by_kind
def test_it_speaks_english_and_korean_and_leaves_no_field_unsaid(kind: type[Refusal]) -> None:
    names = {each.name for each in fields(kind)}    # type: ignore[arg-type]
    assert placeholders(kind.en) == placeholders(kind.ko) == names
    refusal = filled(kind)
    for sentence in (str(refusal), refusal.in_korean()):
        assert "지은 {3}" in sentence and "None" not in sentence
        assert any("가" <= letter <= "힣" for letter in refusal.ko) and not any("가" <= letter <= "힣" for letter in refusal.en)


@by_kind
def test_its_sentence_begins_and_ends_as_a_sentence_does(kind: type[Refusal]) -> None:
    refusal = filled(kind)
    for sentence in (str(refusal), refusal.in_korean()):
        assert sentence.endswith(".") and not sentence.endswith("..")
        assert sentence == sentence.strip() and "  " not in sentence and "\n" not in sentence
    assert kind.en[0] == "{" or kind.en[0].isupper()


@by_kind
def test_it_survives_pickling_and_copying(kind: type[Refusal]) -> None:
    refusal = filled(kind)
    for again in (pickle.loads(pickle.dumps(refusal)), copy.copy(refusal)):
        assert type(again) is kind and str(again) == str(refusal) and again.in_korean() == refusal.in_korean()
        assert vars(again) == vars(refusal)


@by_kind
def test_it_can_be_raised_inside_a_context_and_keeps_its_cause(kind: type[Refusal]) -> None:
    with pytest.raises(kind) as caught:
        try:
            raise OSError(13, "no")
        except OSError as why:
            raise filled(kind) from why
    assert isinstance(caught.value.__cause__, OSError)


@by_kind
def test_it_says_in_a_line_what_it_is_for(kind: type[Refusal]) -> None:
    assert kind.__doc__ and not kind.__doc__.startswith(f"{kind.__name__}("), "a docstring, not the one dataclass writes"


def test_the_family_stands_in_one_file_and_is_drawn_there_as_a_tree() -> None:
    assert {kind.__module__ for kind in REFUSALS} == {"yeoun.errors"}
    drawn = {line.split()[1] for line in (errors.__doc__ or "").splitlines() if line.lstrip().startswith("+--")}
    assert drawn == {kind.__name__ for kind in REFUSALS}


def test_a_refusal_of_a_worker_process_arrives_as_it_was() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        with pytest.raises(InputRefused, match=r"clip\.mp4 \(byte 0\): the file is empty\. Export it again\."):
            pool.submit(refuse, "clip.mp4").result()
