"""Labels for the deaf are evidence of a sound with its time: never words, never a reason to call a scene full of talk."""

import pytest

from tests.reading.films import draft_of, seen_in
from yeoun.model.notes import Notes
from yeoun.model.script import LabelKind
from yeoun.reading.align import align
from yeoun.reading.captions import read_captions
from yeoun.reading.labels import label_kind

LABELS = {
    LabelKind.FOOTSTEP: ("발소리", "다가오는 구두 소리",
                         "footsteps approaching", "heels clacking", "Footsteps", "계단을 뛰어오는 소리"),
    LabelKind.SIGH: ("한숨", "지은의 깊은 한숨", "sighs", "exhales deeply", "탄식"),
    LabelKind.GASP: ("헉", "숨을 삼킨다", "놀라는 소리", "비명", "gasps", "woman screaming"),
    LabelKind.BREATH: ("거친 숨소리", "숨을 고른다", "breathing heavily", "panting", "심호흡", "떨리는 호흡"),
    LabelKind.SOB: ("흐느낌", "오열", "울음소리", "sobbing", "crying softly", "sniffles", "훌쩍이는 소리"),
    LabelKind.LAUGH: ("웃음", "웃음소리", "laughs", "chuckles", "헛웃음", "사람들의 웃음소리"),
    LabelKind.HEARTBEAT: ("심장 뛰는 소리", "심장 박동", "heartbeat", "heart pounding", "두근두근"),
    LabelKind.IMPACT: ("쾅", "문이 쾅 닫힌다", "쿵", "총성",
                       "천둥소리", "유리 깨지는 소리", "door slams", "thud", "gunshot",
                       "thunder rumbling", "탕!"),
    LabelKind.SILENCE: ("정적", "침묵", "silence", "긴 침묵"),
    LabelKind.OTHER: ("빗소리", "문 닫히는 소리", "문 열리는 소리", "갈매기 울음소리", "개 짖는 소리", "gulls crying",
                      "baby crying", "siren wailing", "wind sighing", "휴대폰 진동",
                      "phone buzzing", "지은의 목소리", "영어로", "박수", "노크 소리"),
}  # fmt: skip
SUNG = {"♪ 밤이 내리면 ♪": ("lyric", "밤이 내리면"), "♪♪": ("music", "♪"), "♪ (잔잔한 음악) ♪": ("music", "잔잔한 음악"),
        "[♪ 애절한 선율 ♪]": ("music", "애절한 선율"), "(♪)": ("music", "♪"), "[♪ 그리워 ♪]": ("lyric", "그리워"),
        "# Oh, my love #": ("lyric", "Oh, my love"),
        "- ♪ 돌아와 ♪": ("lyric", "돌아와"), "(지은) ♪ 돌아와": ("lyric", "돌아와")}
MUSIC = ("긴장감 도는 음악", "음악이 멈춘다", "경쾌한 음악 소리", "잔잔한 음악이 흘러나온다", "음악 시작", "dramatic music",
         "ominous music playing", "music fades out", "upbeat song playing over radio", "주제가",
         "Theme music continues softly")  # fmt: skip


def srt(*texts: str) -> str:
    return "\n\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{text}" for n, text in enumerate(texts, start=1)) + "\n"


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in LABELS.items() for text in texts])
@pytest.mark.parametrize("brackets", ["[]", "()"])
def test_a_label_is_a_sound_of_its_kind_and_no_speech(kind: LabelKind, text: str, brackets: str) -> None:
    (caption,), _ = read_captions(srt(f"{brackets[0]}{text}{brackets[1]}"), "a.srt")
    assert (caption.kind, caption.text) == ("sound", text)
    assert label_kind(caption.kind, caption.text) is kind


@pytest.mark.parametrize("text", MUSIC)
@pytest.mark.parametrize("brackets", ["[]", "()"])
def test_a_music_label_is_music(text: str, brackets: str) -> None:
    (caption,), _ = read_captions(srt(f"{brackets[0]}{text}{brackets[1]}"), "a.srt")
    assert caption.kind == "music" and label_kind(caption.kind, caption.text) is LabelKind.MUSIC


@pytest.mark.parametrize("text", sorted(SUNG))
def test_what_stands_under_a_note_sign_is_sung_or_played(text: str) -> None:
    (caption,), _ = read_captions(srt(text), "a.srt")
    assert (caption.kind, caption.text) == SUNG[text] and label_kind(caption.kind, caption.text).value == SUNG[text][0]


@pytest.mark.parametrize(("text", "speaker", "words"), [
    ("(지은) 가지 마.", "지은", "가지 마."), ("[현우] 그래.", "현우", "그래."), ("JIEUN: Don't go.", "JIEUN", "Don't go."),
    ("지은: 가지 마.", "지은", "가지 마."),
    ("(연주) 어디 가?", "연주", "어디 가?"), ("(음악 선생님) 앉아.", "음악 선생님", "앉아."),
    ("[Music Teacher] Sit.", "Music Teacher", "Sit."),
])  # fmt: skip
def test_who_speaks_is_a_person_even_if_the_name_sounds_like_music(text: str, speaker: str, words: str) -> None:
    (caption,), _ = read_captions(srt(text), "a.srt")
    assert (caption.kind, caption.speaker, caption.text) == ("speech", speaker, words)


def test_a_label_within_words_keeps_its_time_and_leaves_the_words() -> None:
    captions, _ = read_captions(srt("(지은) [한숨] 그래. (잔잔한 음악)"), "a.srt")
    assert [(c.kind, c.text, c.span.start_s) for c in captions] == [
        ("sound", "한숨", 1.0), ("music", "잔잔한 음악", 1.0), ("speech", "그래.", 1.0)]


def test_labels_music_and_lyrics_travel_to_the_episode_and_become_no_lines() -> None:
    texts = ("가지 마.", "[한숨]", "[긴장감 도는 음악]", "♪ 밤이 내리면 ♪", "[문 쾅 닫히는 소리]", "그래.")
    episode = align(draft_of(240, (), read_captions(srt(*texts), "a.srt")[0]), seen_in([0, 240]), Notes())
    assert [line.text for line in episode.lines] == ["가지 마.", "그래."]
    assert [(tag.kind.value, tag.span.start_s) for tag in episode.tags] == [("sigh", 2.0), ("music", 3.0), ("lyric", 4.0), ("impact", 5.0)]
    talked = sum(line.span.end_s - line.span.start_s for line in episode.lines)
    assert talked == pytest.approx(1.8)
