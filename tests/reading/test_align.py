"""Texts laid along the picture: borders on the right cuts, lines where they are spoken, nothing lost, no gap."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.films import caption, cut_until, draft_of, seconds, seen_in
from yeoun.errors import InputRefused, SeveralRefused
from yeoun.languages import meaning
from yeoun.model.composed import ThemeBook
from yeoun.model.media import Shot, Transition
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.model.observed import Light
from yeoun.model.script import Caption, CutPoint, DraftScene, Episode, LineKind
from yeoun.reading.align import align
from yeoun.reading.cues import Event, captions_of
from yeoun.reading.matching import by_words, syllables
from yeoun.reading.narrating import is_narrator
from yeoun.reading.owners import owners_in
from yeoun.reading.screenplay import characters_of
from yeoun.reading.script import read_script
from yeoun.reading.shots import shots_of
from yeoun.units.luck import Take, luck

SCRIPT = """S#1. 옥상 / 해질녘

노을이 번지는 옥상. 지은이 난간에 기대어 도시를 내려다본다.

지은	오늘 막차로 떠나.
현우	(애써 담담하게) 그래.
지은	나한테 할 말 없어?

S#2. 한옥 마당 / 밤

푸른 어스름. 등불 하나. 현우가 마루 끝에 앉아 있다.

현우(N)	가지 마. 그 한마디가, 왜 이렇게 어려울까.

현우, 깊은 한숨.

S#3. 강변 정류장 / 새벽

물안개 낀 강.

지은	그 말, 다시 해 줘.
현우	가지 마.
지은	(미소 지으며) 응.
"""
WORDS = [
    (2.0, 4.0, "오늘 막차로 떠나."), (5.0, 6.0, "그래."), (9.0, 11.0, "나한테 할 말 없어?"),
    (24.0, 28.0, "가지 마. 그 한마디가, 왜 이렇게 어려울까."), (44.0, 46.0, "그 말, 다시 해 줘."), (48.0, 49.0, "가지 마."),
    (51.0, 51.6, "응."),
]  # fmt: skip
ENGLISH = ["I leave on the last bus.", "I see.", "Nothing you want to tell me?", "Don't go. Two words. Why are they so hard?",
           "Say it again.", "Don't go.", "Okay."]  # fmt: skip
BORDERS = (0, 100, 220, 336, 480, 700, 960, 1100, 1320)  # scene 2 begins at 336, scene 3 at 960
LIGHTS = (Light.GOLDEN,) * 3 + (Light.NIGHT,) * 3 + (Light.DAWN,) * 2


def scenes_of(text: str = SCRIPT) -> tuple[DraftScene, ...]:
    return read_script(text, "a.txt")[0]


def korean() -> tuple[Caption, ...]:
    return tuple(caption(a, b, text, number=n) for n, (a, b, text) in enumerate(WORDS, start=1))


def tiles(episode: Episode) -> bool:
    ends = [0, *(scene.end_frame for scene in episode.scenes)]
    whole = ends[-1] == episode.frames and episode.length_s == float(Fraction(episode.frames) / episode.rate)
    return whole and all(
        scene.first_frame == end < scene.end_frame for scene, end in zip(episode.scenes, ends, strict=False)
    )


def test_lines_lie_on_their_subtitles_and_scenes_begin_on_their_cuts() -> None:
    episode = align(draft_of(1320, scenes_of(), korean()), seen_in(BORDERS, LIGHTS), Notes())
    assert [scene.first_frame for scene in episode.scenes] == [0, 336, 960] and tiles(episode)
    assert [(line.span.start_s, line.span.end_s, line.text) for line in episode.lines] == WORDS
    assert all(line.source == "subtitle" and line.confidence > 0.9 for line in episode.lines)
    assert [line.speaker for line in episode.lines][:4] == ["지은", "현우", "지은", "현우"]
    assert [(each.name, each.lines) for each in episode.characters] == [("지은", 4), ("현우", 3)]
    assert [line.id for line in episode.lines][:4] == ["s01l01", "s01l02", "s01l03", "s02l01"]


def test_actions_lie_between_the_lines_around_them() -> None:
    episode = align(draft_of(1320, scenes_of(), korean()), seen_in(BORDERS, LIGHTS), Notes())
    first, second = episode.scenes[1].actions
    assert first.span.start_s == pytest.approx(seconds(336), abs=0.001) and first.span.end_s == 24.0
    assert second.span.start_s == 28.0 and second.span.end_s == pytest.approx(seconds(960), abs=0.001)


def in_english() -> Episode:
    """The film with its Korean script and English subtitles; every line has to lie on its own."""
    words = tuple(caption(a, b, text, language="en") for (a, b, _), text in zip(WORDS, ENGLISH, strict=True))
    episode = align(draft_of(1320, scenes_of(), words), seen_in(BORDERS, LIGHTS), Notes())
    assert [(line.span.start_s, line.text) for line in episode.lines] == [(a, text) for a, _, text in WORDS]
    assert [scene.first_frame for scene in episode.scenes] == [0, 336, 960]
    return episode


def test_subtitles_in_another_language_place_the_lines_by_meaning() -> None:
    assert all(0.6 < line.confidence for line in in_english().lines)


def test_subtitles_whose_meaning_nobody_can_read_place_the_lines_by_length_and_they_are_less_believed(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "_model", lambda: None)
    assert all(0.3 < line.confidence < 0.8 for line in in_english().lines)
    assert all(line.confidence <= 0.65 for line in in_english().lines), "how well lengths fit is no chance of being right"


def test_without_subtitles_lines_lie_on_the_speech_that_was_heard() -> None:
    heard = [(a, b) for a, b, _ in WORDS]
    episode = align(draft_of(1320, scenes_of()), seen_in(BORDERS, LIGHTS, heard), Notes())
    errors = [abs(line.span.start_s - a) for line, (a, _, _) in zip(episode.lines, WORDS, strict=True)]
    assert sorted(errors)[len(errors) // 2] == 0.0 and max(errors) < 3.0
    assert {line.source for line in episode.lines} == {"speech"}
    assert [scene.first_frame for scene in episode.scenes] == [0, 336, 960]


def test_without_sound_lines_are_spread_through_their_scene_and_hardly_believed() -> None:
    episode = align(draft_of(1320, scenes_of()), seen_in(BORDERS, LIGHTS), Notes())
    assert tiles(episode) and all(line.source == "spread" and line.confidence < 0.2 for line in episode.lines)
    spans = {scene.id: (seconds(scene.first_frame), seconds(scene.end_frame)) for scene in episode.scenes}
    for line in episode.lines:
        start, end = spans[line.scene]
        assert start - 0.001 <= line.span.start_s <= line.span.end_s <= end + 0.001
    assert [scene.first_frame for scene in episode.scenes] == [0, 336, 960]  # the light alone says so


@pytest.mark.parametrize("label", ["NAR: ", "NAR.: ", "NARRATOR: ", "Narrator: ", "VO: ", "V.O.: ", "N: ", "내레이션: ", "(N) ",
                                   "[Narrator] "])
def test_whom_subtitles_call_narrator_is_a_voice_off_and_nobody_of_the_film(label: str) -> None:
    words, _ = captions_of([Event(30_000, 31_000, f"{label}Long ago."), Event(32_000, 33_000, "NORA: I know."),
                            Event(34_000, 35_000, f"{label}So it was.")], "a.srt")
    episode = align(draft_of(1320, (), words), seen_in(BORDERS, LIGHTS), Notes())
    assert [(line.text, line.speaker, line.kind) for line in episode.lines] == [
        ("Long ago.", None, LineKind.OFF), ("I know.", "NORA", LineKind.SPOKEN), ("So it was.", None, LineKind.OFF)]
    assert [each.name for each in episode.characters] == ["NORA"] and "NORA" in owners_in((), words, ThemeBook())
    assert not any(is_narrator(name) for name in owners_in((), words, ThemeBook()))


def test_a_narrator_of_the_script_is_nobody_of_the_film_either_and_what_is_thought_stays_thought() -> None:
    scenes = scenes_of(SCRIPT.replace("현우(N)", "내레이션").replace("지은	오늘", "내레이션(N)	오늘"))
    assert [each.name for each in characters_of(scenes)] == ["현우", "지은"]
    episode = align(draft_of(1320, scenes, korean()), seen_in(BORDERS, LIGHTS), Notes())
    told = [(line.text, line.kind) for line in episode.lines if line.speaker is None]
    assert told == [(WORDS[0][2], LineKind.INNER), (WORDS[3][2], LineKind.OFF)]
    assert [each.name for each in episode.characters] == ["현우", "지은"]


def test_words_that_only_the_subtitles_have_become_lines_of_their_scene() -> None:
    extra = (*korean(), caption(30.0, 31.0, "문 열어 봐!", speaker="택배"))
    episode = align(draft_of(1320, scenes_of(), extra), seen_in(BORDERS, LIGHTS), Notes())
    added = next(line for line in episode.lines if line.text == "문 열어 봐!")
    assert (added.id, added.scene, added.speaker) == ("s02c01", "s02", "택배") and len(episode.lines) == 8
    assert episode.characters[-1].name == "택배"


def test_sound_labels_and_lyrics_become_tags_not_lines() -> None:
    tags = (caption(20.0, 21.0, "한숨", kind="sound"), caption(30.0, 34.0, "밤이 내리면", kind="lyric"))
    episode = align(draft_of(1320, scenes_of(), (*korean(), *tags)), seen_in(BORDERS, LIGHTS), Notes())
    assert [tag.text for tag in episode.tags] == ["한숨", "♪ 밤이 내리면"] and len(episode.lines) == 7


def test_two_languages_of_one_film_give_each_line_once() -> None:
    english = tuple(
        caption(a, b, t, language="en", source="b.srt") for (a, b, _), t in zip(WORDS, ENGLISH, strict=True)
    )
    episode = align(draft_of(1320, scenes_of(), (*english, *korean())), seen_in(BORDERS, LIGHTS), Notes())
    assert [line.text for line in episode.lines] == [text for _, _, text in WORDS]
    plain = align(draft_of(1320, (), (*english, *korean())), seen_in(BORDERS, LIGHTS), Notes())
    assert {line.language for line in plain.lines} == {"ko"} and len(plain.lines) == 7


def test_without_a_script_scenes_follow_the_picture_and_say_so() -> None:
    episode = align(draft_of(1320, (), korean()), seen_in(BORDERS, LIGHTS), Notes())
    assert [scene.first_frame for scene in episode.scenes] == [0, 336, 960] and tiles(episode)
    assert episode.scenes[0].heading == "Scene 1 (from the picture)" and episode.characters == ()
    assert [line.scene for line in episode.lines] == ["s01", "s01", "s01", "s02", "s03", "s03", "s03"]


def test_with_neither_script_nor_subtitles_there_are_no_lines_and_nobody_is_named() -> None:
    episode = align(draft_of(1320), seen_in(BORDERS, LIGHTS, [(2.0, 4.0)]), Notes())
    assert episode.lines == () and episode.characters == () and tiles(episode)


def test_changing_one_line_leaves_the_names_of_the_others() -> None:
    before = align(draft_of(1320, scenes_of(), korean()), seen_in(BORDERS, LIGHTS), Notes())
    edited = SCRIPT.replace("나한테 할 말 없어?", "정말 할 말이 하나도 없는 거야?")
    after = align(draft_of(1320, scenes_of(edited), korean()), seen_in(BORDERS, LIGHTS), Notes())
    same = {line.id: line for line in before.lines if line.text in edited}
    assert same and all(line in after.lines for line in same.values())


def test_scenes_of_a_long_script_that_are_not_in_this_clip_are_left_out() -> None:
    longer = (
        "S#90. 공항 / 낮\n\n기장\t곧 착륙하겠습니다.\n기장\t벨트를 매 주십시오.\n\n"
        + SCRIPT
        + "\nS#4. 바다 / 낮\n\n선장\t닻을 올려라!\n"
    )
    episode = align(draft_of(1320, scenes_of(longer), korean()), seen_in(BORDERS, LIGHTS), Notes())
    assert [scene.number for scene in episode.scenes] == ["1", "2", "3"]
    assert [caution.code for caution in episode.cautions] == ["scenes_elsewhere"] and "90, 4" in episode.cautions[
        0
    ].message


def test_a_script_of_another_film_is_named() -> None:
    other = "".join(f"지은\t전혀 다른 이야기의 {n}번째 대사, 비행기와 사막.\n" for n in range(12))
    episode = align(
        draft_of(1320, scenes_of("S#1. 사막 / 낮\n\n" + other), korean()), seen_in(BORDERS, LIGHTS), Notes()
    )
    assert "script_mismatch" in [caution.code for caution in episode.cautions] and tiles(episode)


def test_the_editors_cuts_win_over_the_seen_ones() -> None:
    cuts = (CutPoint(340, False, 0, "a"), CutPoint(958, True, 24, "b"))
    episode = align(draft_of(1320, scenes_of(), korean(), cuts), seen_in(BORDERS, LIGHTS), Notes())
    assert [(shot.first_frame, shot.end_frame) for shot in episode.shots] == [(0, 340), (340, 958), (958, 1320)]
    assert [shot.transition for shot in episode.shots] == [Transition.CUT, Transition.CUT, Transition.DISSOLVE]
    assert {shot.id for shot in episode.shots} <= {f"sh{n:03}" for n in range(1, 9)}  # light still finds its shot
    assert [scene.first_frame for scene in episode.scenes] == [0, 340, 958]


def test_shots_that_already_follow_the_list_are_kept_as_they_are() -> None:
    seen = seen_in(BORDERS).shots
    assert shots_of((CutPoint(336, False, 0, "a"),), seen, 1320) == seen
    assert shots_of((), (), 10) == (Shot(shots_of((), (), 10)[0].id, 0, 10, Transition.CUT, 0.3),)


def test_a_long_speech_in_several_subtitles_is_one_line() -> None:
    parts = ["바다는 꿔 가는 거지,", "그냥 가져가는 게", "아니라고 했잖아요."]
    matches = by_words([" ".join(parts), "그랬지."], [*parts, "그랬지."])
    assert [(m.first_line, m.first_span, m.end_span) for m in matches] == [(0, 0, 3), (1, 3, 4)]


def made_episode(
    take: int, scenes: int = 8
) -> tuple[str, list[tuple[float, float, str]], list[int], list[int], list[Light]]:
    """A made film: script, spoken lines, shot borders, scene borders and lights, all by luck."""
    rng = luck(Take(take), "made episode")
    sounds = "가나다라마바사아자차카타파하고노도로모보소오조초구누두루무부수우주추기니디리미비시이지치"
    script, spoken, shots, borders, at = "", [], [0], [], 0.0
    lights: list[Light] = []
    hours = [("낮", Light.DAY), ("밤", Light.NIGHT), ("해질녘", Light.GOLDEN), ("새벽", Light.DAWN)]
    for number in range(scenes):
        word, light = hours[int(rng.integers(0, 4))]
        borders.append(shots[-1])
        script += f"S#{number + 1}. 곳{number} / {word}\n\n지문이 조금 있다, 누군가 걷는다.\n\n"
        end = at + float(rng.uniform(15, 45))
        at += float(rng.uniform(1.5, 4.0))
        while at < end:
            words = " ".join(
                "".join(sounds[int(k)] for k in rng.integers(0, len(sounds), int(rng.integers(1, 5))))
                for _ in range(int(rng.integers(1, 6)))
            )
            length = max(0.5, syllables(words) / float(rng.uniform(4.0, 6.5)))
            spoken.append((round(at, 3), round(at + length, 3), words))
            script += f"{'지은' if rng.random() < 0.5 else '현우'}\t{words}\n"
            at += length + float(rng.uniform(0.3, 5.0))
        frames = int(at * 24000 / 1001)
        cut_until(frames, light, shots, lights, rng)
        at = seconds(shots[-1])
    return script, spoken, shots, borders, lights


@pytest.mark.parametrize("take", range(4))
def test_borders_and_lines_of_made_films_are_found(take: int) -> None:
    script, spoken, shots, borders, lights = made_episode(take)
    rng = luck(Take(take), "what the subtitles lost")
    subtitles = tuple(caption(a, b, t) for a, b, t in spoken if rng.random() > 0.1)
    scenes = scenes_of(script)
    with_words = align(draft_of(shots[-1], scenes, subtitles), seen_in(shots, lights), Notes())
    assert tiles(with_words)
    light_at = dict(zip(shots, lights, strict=False))
    for before, scene, border in zip([0, *borders], with_words.scenes, borders, strict=False):
        if light_at[before] is not light_at[border]:
            assert scene.first_frame == border  # the picture says where
        else:
            assert abs(scene.first_frame - border) < 145  # between two lines under one light any cut may be it
    truth = {text: a for a, _, text in spoken}
    sure = [line for line in with_words.lines if line.source == "subtitle"]
    assert len(sure) >= 0.85 * len(spoken)
    assert np.mean([line.span.start_s == truth[line.text] for line in sure]) > 0.95
    heard = [(a, b) for a, b, _ in spoken]
    with_sound = align(draft_of(shots[-1], scenes), seen_in(shots, lights, heard), Notes())
    away = [abs(line.span.start_s - truth[line.text]) for line in with_sound.lines]
    assert tiles(with_sound) and float(np.median(away)) < 0.05
    near = np.mean([abs(s.first_frame - b) <= 240 for s, b in zip(with_sound.scenes, borders, strict=True)])
    assert near >= 0.6


@settings(max_examples=25)
@given(
    st.integers(50, 2000),
    st.integers(0, 6),
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 9), st.sampled_from([t for _, _, t in WORDS])), max_size=12),
    st.lists(st.tuples(st.floats(0, 80), st.floats(0.01, 9)), max_size=12),
    st.lists(st.integers(1, 1999), max_size=8),
)
def test_whatever_comes_the_scenes_tile_and_every_line_of_the_script_is_there(
    frames: int, count: int, words: list[tuple[float, float, str]], heard: list[tuple[float, float]], cuts: list[int],
) -> None:  # fmt: skip
    length = seconds(frames)
    subtitles = tuple(caption(a, min(a + b, length), text) for a, b, text in sorted(words) if a < length - 0.01)
    speech = sorted((a, min(a + b, length)) for a, b in heard if a < length - 0.01)
    borders = sorted({0, frames, *(cut for cut in cuts if cut < frames)})
    scenes = tuple(replace(scene, number=str(n)) for n, scene in enumerate((*scenes_of(), *scenes_of())[:count]))
    episode = align(draft_of(frames, scenes, subtitles), seen_in(borders, (), speech), Notes())
    assert tiles(episode) and len({line.id for line in episode.lines}) == len(episode.lines)
    assert all(0 <= line.confidence <= 1 and line.span.end_s <= length + 0.002 for line in episode.lines)
    assert {line.scene for line in episode.lines} <= {scene.id for scene in episode.scenes}
    assert episode == align(draft_of(frames, scenes, subtitles), seen_in(borders, (), speech), Notes())


def test_a_foreign_word_in_korean_subtitles_is_still_a_line() -> None:
    mixed = [caption(a, b, "OK." if text == "그래." else text) for a, b, text in WORDS]
    episode = align(draft_of(1320, (), tuple(mixed)), seen_in(BORDERS, LIGHTS), Notes())
    assert [line.text for line in episode.lines].count("OK.") == 1 and len(episode.lines) == 7


@pytest.mark.parametrize(("scene", "frames", "why"), [
    ("9", None, "there is no scene 9 in this picture"),
    (None, (5000, 5001), "it begins at frame 5000, and the picture ends with frame 1319")])
def test_a_note_whose_place_is_not_in_the_picture_is_refused_with_the_scenes_there_are(
        scene: str | None, frames: tuple[int, int] | None, why: str) -> None:
    noted = Notes((Note("n7", "director", NoteKind.TEMPO, "70", "", scene, frames),))
    with pytest.raises(InputRefused) as refused:
        align(draft_of(1320, scenes_of(), korean()), seen_in(BORDERS, LIGHTS), noted)
    assert (refused.value.where, refused.value.why) == ("note n7", why)
    numbers = [each.number for each in align(draft_of(1320, scenes_of(), korean()), seen_in(BORDERS, LIGHTS), Notes()).scenes]
    assert ", ".join(numbers) in refused.value.now
    both = Notes((*noted.notes, Note("n8", "director", NoteKind.MUSIC, "yes", "", "99", None)))
    with pytest.raises(SeveralRefused, match=rf"notes has 2 faults:\n  \(note n7\): {why}.*\n  \(note n8\): there is no scene 99"):
        align(draft_of(1320, scenes_of(), korean()), seen_in(BORDERS, LIGHTS), both)
    there = Notes((Note("n7", "director", NoteKind.TEMPO, "70", "", numbers[-1], None),
                   Note("n8", "director", NoteKind.TEMPO, "70", "", None, (1319, 5000))))
    assert align(draft_of(1320, scenes_of(), korean()), seen_in(BORDERS, LIGHTS), there).scenes
