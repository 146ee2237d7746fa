"""Signs of Korean ornaments, and what the signs on a page mean, in one line at its foot: boxed hits, strokes, ornaments.

Only what stands on the page is explained, in the languages of the film's papers: Korean and English, a line each, or English alone.
"""

from yeoun.delivering.spelling import Spelling
from yeoun.model.scored import Part, Score, ScoreNote

ORNAMENTS = {"nonghyeon": "요~", "toeseong": "퇴↘", "chuseong": "추↗", "jeonseong": "전∧", "kkeokneun": "꺾"}
LEANS_CENTS = 75.0    # a bend this far reaches another tone: our choice, half-way past a quarter-tone
HITS = ("Boxed: hits on the picture, by class and number; A is meant for a downbeat, B for a beat, C for a quaver.",
        "네모 안: 그림에 맞추는 순간(히트)의 등급과 번호. A는 마디 첫 박, B는 박, C는 반 박을 겨눈다.")
DRUM = ("Janggu: below kung (left), middle deong (both), above deok (right).", "장구: 아래 쿵, 가운데 덩, 위 덕.")
SIGNS = {"nonghyeon": ("요~ shaken", "요~ 농현"), "toeseong": ("퇴↘ falls to the tone in brackets", "퇴↘ 괄호 안 음으로 흘러내림"),
         "chuseong": ("추↗ is pushed up to it", "추↗ 괄호 안 음으로 밀어 올림"),
         "jeonseong": ("전∧ rolls over it", "전∧ 괄호 안 음을 굴림"), "kkeokneun": ("꺾 breaks down from it", "꺾 괄호 안 음에서 꺾음")}


def legend_of(score: Score, parts: tuple[Part, ...], hits: int, korean: bool) -> str:
    """The foot of a page that holds some parts of a score, a line a language; empty where nothing needs words.

    hits  how many the cue has: those that land are boxed on every page
    """
    return "\n".join(filter(None, (_line(score, parts, hits, is_korean) for is_korean in ((True, False) if korean else (False,)))))


def _line(score: Score, parts: tuple[Part, ...], hits: int, korean: bool) -> str:
    said = [HITS[korean]] if any(each.hit < hits for each in score.landed) else []
    if any(part.instrument.clef == "percussion" and part.instrument.is_gugak for part in parts):
        said.append(DRUM[korean])
    met = {note.ornament for part in parts for note in part.notes if part.instrument.clef != "percussion"}
    if signs := [words[korean] for name, words in SIGNS.items() if name in met]:
        said.append(", ".join(signs) + ".")
    return "  ".join(said)


def sign_of(note: ScoreNote, spelling: Spelling, transposition: int) -> str:
    """The sign of an ornament, with the tone it comes from or goes to as the player's key spells it; none for a shake.

    A slide that stays inside its own tone leans on no other.
    """
    furthest = max((cents for _, cents in note.cents), key=abs, default=0.0)
    if note.ornament == "nonghyeon" or abs(furthest) < LEANS_CENTS:
        return ORNAMENTS[note.ornament]
    tone = spelling.name(note.key - transposition + round(furthest / 100))
    return f"{ORNAMENTS[note.ornament]}({tone[0]}{ {'#': '♯', 'b': '♭'}.get(tone[1:], '') })"
