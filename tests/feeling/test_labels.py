"""Sound labels of subtitles as evidence: by kind, with their time, and never as what they are not."""

from dataclasses import replace

import pytest

from tests.feeling.scenes import line, span, view
from yeoun.feeling.feel import feel
from yeoun.feeling.told import LABEL_SAYS, action_clues
from yeoun.model.feeling import Evidence, Source
from yeoun.model.script import LabelKind, SoundTag

HERS, HIS = line("그래.", 1.0, 2.0), line("응.", 5.0, 6.0, "현우")


def said(text: str, kind: LabelKind, *lines: object) -> list[Evidence]:
    scene = replace(view(20.0, *(lines or (HERS, HIS))), tags=(SoundTag(span(8.0, 9.0), text, kind),))    # type: ignore[arg-type]
    return [one.evidence for one in action_clues(scene)]


@pytest.mark.parametrize("kind", sorted(LABEL_SAYS, key=str))
def test_a_label_without_words_of_feeling_speaks_by_its_kind_at_its_time(kind: LabelKind) -> None:
    (proof,) = said("쏴", kind)
    assert (proof.span, proof.source, proof.detail) == (span(8.0, 9.0), Source.SCRIPT, f"[쏴]: a label of {kind.value}")
    assert 0 < proof.weight < 0.9 and proof.confidence == 0.72


def test_a_label_of_somebody_named_is_theirs() -> None:
    assert [each.character for each in said("지은의 한숨", LabelKind.SIGH)] == ["지은"]
    assert [each.character for each in said("한숨", LabelKind.SIGH)] == [None]
    assert [each.character for each in said("문 쾅", LabelKind.IMPACT, HERS)] == [None]


def test_what_is_sung_is_nobodys_tears() -> None:
    assert said("♪ 눈물이 흐르고 그대가 떠난다", LabelKind.LYRIC) == []


def test_music_in_the_picture_reads_the_scene_and_no_person() -> None:
    (proof,) = said("긴장감 도는 음악", LabelKind.MUSIC, HERS)
    assert proof.character is None and proof.weight == 0.3 and "music in the picture" in proof.detail and proof.tension == 0.75
    assert said("음악", LabelKind.MUSIC, HERS) == []


def test_a_door_that_slams_is_not_anger_and_gulls_do_not_weep() -> None:
    (proof,) = said("door slams", LabelKind.IMPACT)
    assert proof.valence is None and proof.weight == 0.4
    assert said("gulls crying", LabelKind.OTHER) == [] and said("wind sighing", LabelKind.OTHER) == []
    assert len(said("떨리는 목소리로", LabelKind.OTHER)) == 1


def test_a_gasp_rouses_the_scene_at_its_time_and_not_before() -> None:
    plain, gasped = (feel(replace(view(20.0, HERS, HIS), tags=tags)) for tags in ((), (SoundTag(span(8.0, 8.5), "헉", LabelKind.GASP),)))
    rise = [after - before for before, after in zip(plain.feelings.arousal, gasped.feelings.arousal, strict=True)]
    assert max(rise[16:22]) > 0.1 and max(map(abs, rise[:11])) < 0.03
    assert any(turn.kind == "shock" and abs(turn.at_s - 8.0) < 0.6 for turn in gasped.turns)
