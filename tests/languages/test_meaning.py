"""What lines mean, behind one door."""

import pytest

from yeoun.languages import meaning


def test_a_line_means_the_same_alone_and_among_others_and_the_same_in_two_languages_more_than_another() -> None:
    texts = ["가지 마.", "Don't go.", "버스는 세 시에 와요."]
    together, alone = meaning.meanings(texts), meaning.meanings([texts[0]])
    assert together is not None and alone is not None
    assert (together[0] == alone[0]).all()
    ko, en = meaning.mean_of("ko"), meaning.mean_of("en")
    assert ko is not None and en is not None
    stay, go, bus = together[0] - ko, together[1] - en, together[2] - ko
    assert stay @ go > stay @ bus


def test_without_the_model_nothing_is_meant_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "_model", lambda: None)
    assert meaning.meanings(["가지 마."]) is None
    assert not meaning.is_there()
