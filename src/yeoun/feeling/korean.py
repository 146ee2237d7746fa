"""Korean lines against the lexicon, by morphemes: dictionary forms, denial, degree, idioms of dying, and speech level.

Rules are our choice, after the grammar of Korean endings. Kiwi writes endings that begin with a final consonant in
conjoining jamo (U+11B8 for the ᆸ of ᆸ니까), so forms are compared after their jamo are folded into one
spelling.

Conventions: a dictionary form is stem + 다; a noun with 하다 is one word; a denial counts, two denials cancel out.
"""

import functools
import re

from yeoun.feeling.lexicon import Entry, Hit, lexicon
from yeoun.feeling.loaded import Morpheme, morphemes

_PREDICATES = {"VV", "VA", "VV-R", "VV-I", "VA-R", "VA-I"}
_MORE = set("너무 진짜 정말 엄청 되게 아주 무지 훨씬 제일 가장 완전 참 미치게 그렇게 이렇게".split())
_LESS = {"조금", "좀", "약간", "살짝", "그다지", "별로"}
_ENDS = {"SF", "SP", "SE"}
_AFTER = re.compile(
    r"^\S{0,3}?\s?(?:지\s?(?:[는도를]\s?)?(?:않|못|말|마)|진\s?않|(?:\S+\s)?(?:[적게]|것)(?:[이은도]\s|\s)?(?:없|아니))")
LEVELS = {
    "formal": "습니다 ㅂ니다 습니까 ㅂ니까 십시오 ㅂ시오 ㅂ시다 읍시다".split(),
    "polite": "어요 죠 지요 거든요 네요 잖아요 예요 에요 나요 ㄴ가요 는데요 ㄹ게요 ㄹ까요 군요 구요 세요".split(),
    "plain": "ㄴ다 는다 다 냐 니 어라 자 구나 라 으냐 느냐 는구나 거라 마라".split(),
    "intimate": "어 지 네 거든 잖아 야 는데 ㄹ게 ㄹ까 ㄴ데 라고 다고 냐고 게 나 니까".split(),
}
_FOLD = {0x11A8: "ㄱ", 0x11AB: "ㄴ", 0x11AF: "ㄹ", 0x11B7: "ㅁ", 0x11B8: "ㅂ", 0x11BA: "ㅆ", 0x11BB: "ㅆ"}


def folded(form: str) -> str:
    """A form with its conjoining jamo in the spelling of a keyboard.

    >>> folded("\\u11b8니까")
    'ㅂ니까'
    """
    return form.translate(_FOLD)


@functools.cache
def _level_of_ending() -> dict[str, str]:
    return {ending: level for level, endings in LEVELS.items() for ending in endings}


def speech_level(text: str) -> str | None:
    """Formal, polite, plain or intimate, read from the last final ending; None when there is none (or no Kiwi).

    >>> speech_level("어서 갑시다."), speech_level("나 갈게요.")
    ('formal', 'polite')
    """
    pieces = morphemes(text)
    endings = [folded(piece.form) for piece in pieces or () if piece.tag == "EF"]
    if not endings:
        return None
    last, known = endings[-1], _level_of_ending()
    return known.get(last) or ("polite" if last.endswith("요") else "formal" if last.endswith("니다") else "intimate")


def hits(text: str) -> tuple[Hit, ...]:
    """The lexicon's words in a Korean line, each with its degree and whether it is denied."""
    found, rest = _phrases(text)
    spent = tuple(hit.entry.form for hit in found)
    pieces = morphemes(text)
    if pieces is None:
        return found + _by_surface(rest)
    for at, piece in enumerate(pieces):
        entry, end = _entry(pieces, at)
        if entry is None or _within(entry, piece, spent):
            continue
        if piece.form == "죽" and piece.tag == "VV" and _is_idiom_of_dying(pieces, at):
            continue
        found += (Hit(entry, _strength(pieces, at, end), _denials(pieces, at, end) % 2 == 1),)
    return found


def _within(entry: Entry, piece: Morpheme, spent: tuple[str, ...]) -> bool:
    return any(piece.form in phrase or entry.form.removesuffix("다") in phrase for phrase in spent)


def _phrases(text: str) -> tuple[tuple[Hit, ...], str]:
    found: list[Hit] = []
    for phrase in lexicon("ko").phrases:
        at = text.find(phrase.form)
        if at < 0:
            continue
        denied = _AFTER.match(text[at + len(phrase.form):]) is not None or text[:at].rstrip().endswith(("안", "못"))
        found.append(Hit(phrase, 1.2, denied))
        text = text[:at] + "\n" + text[at + len(phrase.form):]
    return tuple(found), text


def _by_surface(text: str) -> tuple[Hit, ...]:
    known = lexicon("ko").words
    stems = {form.removesuffix("하다").removesuffix("다"): entry for form, entry in known.items()}
    found = []
    for word in re.findall(r"[가-힣]+", text):
        stem = next((word[:n] for n in range(len(word), 1, -1) if word[:n] in stems), None)
        if stem is not None:
            found.append(Hit(stems[stem], 1.0, _AFTER.match(word[len(stem):] + " ") is not None))
    return tuple(found)


def _entry(pieces: tuple[Morpheme, ...], at: int) -> tuple[Entry | None, int]:
    """The lexicon's entry for the word that begins here, and the index of its last morpheme."""
    known, piece = lexicon("ko").words, pieces[at]
    following = pieces[at + 1] if at + 1 < len(pieces) else Morpheme("", "")
    if following.tag in {"XSV", "XSA"}:
        verb = piece.form + folded(following.form) + "다"
        return known.get(verb) or known.get(piece.form), at + 1
    if piece.tag in _PREDICATES or piece.tag == "VX":
        return (known.get(piece.form + "다") if piece.tag != "VX" else None), at
    if piece.tag in {"NNG", "NNP", "MAG", "IC", "XR", "NNB", "MM"}:
        return known.get(piece.form) or known.get(piece.form + "하다"), at
    return None, at


def _is_idiom_of_dying(pieces: tuple[Morpheme, ...], at: int) -> bool:
    """좋아서 죽겠다, 배고파 죽겠네, 죽는 줄 알았다: degree, not death."""
    before = folded(pieces[at - 1].form) if at else ""
    after = "".join(folded(piece.form) for piece in pieces[at + 1:at + 5])
    by_degree = bool(at) and pieces[at - 1].tag == "EC" and before in {"어서", "어", "아", "아서"}
    only_nearly = after.startswith(("는줄", "ㄹ뻔", "을뻔"))
    return only_nearly or (by_degree and ("겠" in after or after.startswith(("ㄹ", "을", "는"))))


def _strength(pieces: tuple[Morpheme, ...], at: int, end: int) -> float:
    before = [piece.form for piece in pieces[max(0, at - 3):at] if piece.tag not in _ENDS]
    strength = 1.3 if any(form in _MORE for form in before) else 0.7 if any(form in _LESS for form in before) else 1.0
    for later in range(end + 1, min(end + 4, len(pieces))):
        if pieces[later].form == "죽" and _is_idiom_of_dying(pieces, later):
            strength = 1.3
    return strength


def _denials(pieces: tuple[Morpheme, ...], at: int, end: int) -> int:
    """How often the word at [at, end] is denied: 안/못 before it, -지 않/못/말, ... 것 아니, ... 적 없 after it."""
    count = 0
    for before in range(max(0, at - 2), at):
        near = before == at - 1 or pieces[at - 1].tag in {"JKO", "JKS", "JX", "MAG"}
        count += pieces[before].tag == "MAG" and pieces[before].form in {"안", "못", "전혀"} and near
    here, verb_seen = end + 1, False
    while here < min(end + 10, len(pieces)):
        piece = pieces[here]
        if piece.tag in {"SF", "EF"}:
            break
        after_ji = any(folded(p.form) in {"지", "질", "진"} for p in pieces[max(end + 1, here - 2):here])
        if piece.form in {"않", "말", "못하", "못"} and after_ji:
            count += 1
        elif piece.tag == "VCN" or (piece.form == "없" and piece.tag == "VA"):
            count += 1
        elif (piece.tag in _PREDICATES and not (piece.form == "하" and after_ji)) or piece.tag in _ENDS:
            verb_seen = piece.form not in {"하", "있", "같", "못하", "살", "지"}
            if verb_seen:
                break
        here += 1
    return count
