"""Who does what an action line tells: the subject of its sentence, the one a sound is said to be of, or nobody.

Names are whole words, in any letter case; Korean particles belong to a name, another syllable does not. What is told has a place in
the text: a doer stands before it (`지은이 한숨을 쉰다`, `JIEUN sighs`), owns it (`현우의 발소리`, `Hyeonu's footsteps`), is described
by it (`한숨 쉬는 지은`), or goes on from the sentence before (`지은이 앉아 있다. 벨을 누른다.`). Somebody else's subject in between
(`버스가 떠난다`, `a stranger sighs`) speaks against everybody. Where nothing tells, there is no owner: a wrong one is worse.

Conventions: a text is one paragraph of action or one label; places are letters of it. Rules are our choice, after the grammar of both
languages; no analyser is asked, as names are what analysers split wrongly.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yeoun.units.names import Person, has_hangul

# parts of people, and what comes out of them: as a subject they leave the person to be told elsewhere
BODY = frozenset((
    "손 손끝 손가락 두손 어깨 눈 눈가 눈물 눈빛 눈시울 입 입술 입가 목 목소리 가슴 심장 심장소리 맥박 숨 숨소리 호흡 발 발소리 발걸음 걸음 "
    "걸음소리 얼굴 표정 볼 뺨 다리 무릎 몸 온몸 등 고개 한숨 울음 울음소리 웃음 웃음소리 미소 신음 비명 마음 머리 이마 땀 식은땀").split())
_NO_SUBJECT = re.compile(r"(?:많|깊|같|높|굳|일일|틈틈|없|듯|다)[이가]$")    # adverbs and endings that look like a subject
_THINGS_DONE = re.compile(r"(?:것|걸|모습|뒷모습|동안|사이|가운데|채)(?:을|를|에|이|로|만|처럼|으로)?(?![가-힣])")
_PARTICLES = "이가|이는|이의|이도|이를|이만|이와|이랑|이에게|이한테|께서|에게서|에게|한테|하고|랑|이|가|은|는|의|도|만|을|를|와|과|로|으로"
_SUBJECTS = frozenset(("", "이", "가", "은", "는", "도", "만", "께서", "이가", "이는", "이도", "이만"))
_OWNS = frozenset(("의", "이의"))
_TOGETHER = frozenset("와 과 이와 랑 이랑 하고".split())
# who stands beside somebody: `Jieun's mother sighs` is not Jieun's sigh
_KIN = re.compile(r"\b(?:(?:grand|step|god)?(?:mother|father|son|daughter|child|ma|pa)|mom|mum|dad|brother|sister|sibling|wife|husband|"
                  r"aunt|uncle|cousin|nephew|niece|friend|(?:girl|boy)friend|fianc[ée]e?|partner|lover|neighbou?r|roommate|boss|colleague|"
                  r"assistant|secretary|teacher|pupil|student|doctor|nurse|lawyer|driver|baby|dog|cat)s?(?:['’]s?)?(?!\w)", re.IGNORECASE)
OTHERS = Person("")    # somebody who is none of the people asked about, or several at once
_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…\n]*")
_CLAUSE = re.compile(r"[,;:]\s+|\s+(?:and|but|while|as|when|then|before|after|until)\s+", re.IGNORECASE)
_GOVERNED = re.compile(r"\b(?:at|to|of|behind|beside|with|from|by|into|near|on|onto|for|over|toward|towards|past|after|around|against|off|"
                       r"without|about|through|in|under|above|between)\s+(?:the\s+)?$", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:a|an|the|this|that|another|some|every|no|\w+s')\s+\w+", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|his|her)\b", re.IGNORECASE)
_OF_HIM = re.compile(r"^[\w'’-]+\s+(?:of|from|by)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a sentence: who, where, and what is written on it (a particle, `'s`)."""

    who: Person
    start: int
    end: int     # behind what is written on it
    mark: str


def names_in(text: str, people: Iterable[Person]) -> bool:
    """Whether anybody is named, as a whole word.

    >>> names_in("HYEONU stops.", [Person("Hyeonu")]), names_in("Annapolis", [Person("Anna")]), names_in("지은이가 선다", [Person("지은")])
    (True, False, True)
    """
    return bool(_mentions(text, tuple(people)))


def doer(text: str, at: int, people: Sequence[Person], *, owns: bool = True) -> Person | None:
    """Whose deed or sound it is that a text tells at some place; None where it leaves that open, OTHERS where it is somebody else's.

    text    a paragraph of action, or a label
    at      the letter at which what is told begins
    people  who it could be
    owns    whether what is told can be somebody's (`현우의 발소리`): a sound can, a colour of light cannot

    >>> both = [Person("지은"), Person("현우")]
    >>> line = "지은이 기대어 내려다본다. 현우의 발소리가 다가와 멈춘다."
    >>> doer(line, line.index("발소리"), both), doer("버스가 떠난다.", 4, both), doer("한숨 쉬는 지은.", 0, both)
    ('현우', '', '지은')
    >>> pair = [Person("Jieun"), Person("Hyeonu")]
    >>> doer("JIEUN looks at HYEONU and sighs.", 26, pair), doer("The bus pulls away from Jieun.", 8, pair)
    ('Jieun', '')
    """
    carried: Person | None = None
    for start, said in sentences(text, people):
        read = _in_korean if has_hangul(said) else _in_english
        if start <= at < start + len(said):
            return read(said, at - start, people, carried, owns)
        carried = _subject(said, people, carried)
    return None


def sentences(text: str, people: Sequence[Person]) -> tuple[tuple[int, str], ...]:
    """A text in sentences, each with the letter it begins at; no name ends one (Mrs. Lee).

    >>> sentences("Mrs. Lee sighs. A bus.", [Person("Mrs. Lee")])
    ((0, 'Mrs. Lee sighs.'), (15, ' A bus.'))
    """
    whole = _whole_names(text, people)
    return tuple((found.start(), text[found.start():found.end()]) for found in _SENTENCE.finditer(whole) if found[0].strip())


def _whole_names(text: str, people: Sequence[Person]) -> str:
    """A text in which no name ends a sentence: Mrs. Lee is one."""
    letters = list(text)
    for each in _mentions(text, people):
        letters[each.start:each.end] = "n" * (each.end - each.start)
    return "".join(letters)


def _are_two(between: str, first: _Named) -> bool:
    """Whether two names are one subject: 지은과 현우, Sara and Tom.

    >>> _are_two(" and ", _Named(Person("Sara"), 0, 4, "")), _are_two(" ", _Named(Person("지은"), 0, 3, "과"))
    (True, True)
    """
    return between.strip().lower() in {"and", "&", "그리고"} or (first.mark in _TOGETHER and not between.strip())


def _mentions(text: str, people: Sequence[Person]) -> list[_Named]:
    """Every name in a text, in its order; of two that begin alike the longer."""
    found: list[_Named] = []
    for person in sorted(set(people), key=lambda name: (-len(name), name)):
        if not person.strip():
            continue
        name = re.escape(person)
        pattern = (rf"(?<![\w가-힣]){name}(?P<mark>(?:{_PARTICLES})?)(?![가-힣\w])" if has_hangul(person) else
                   rf"(?<!\w){name}(?P<mark>(?:['’]s?)?(?:{_PARTICLES})?)(?!\w)")
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(_Named(person, match.start(), match.end(), match["mark"]))
    return sorted(found, key=lambda each: each.start)


def _subject(sentence: str, people: Sequence[Person], before: Person | None) -> Person | None:
    """Who a sentence is about, for the one after it; it may leave that open and go on with whom it was about before."""
    named = _mentions(sentence, people)
    if has_hangul(sentence):
        own = [each for each in named if each.mark in _SUBJECTS]
        others = any(each.end > (own[-1].end if own else 0) for each in _others(sentence, named) if each.mark not in BODY)
        return None if others else own[-1].who if own else (before if not named else None)
    free = [each for each in named if not each.mark and _GOVERNED.search(sentence[:each.start]) is None]
    if len(free) > 1 and _are_two(sentence[free[0].end:free[1].start], free[0]):
        return None
    if free:
        return free[0].who
    if named and named[0].mark and not sentence[:named[0].start].strip():    # a part of somebody: the sentence is about them
        return named[0].who
    return before if not named and _OTHERS.search(sentence) is None else None


def _others(sentence: str, named: Sequence[_Named]) -> list[_Named]:
    """Subjects that are nobody's name: words with 이 or 가 behind the right kind of syllable. `mark` holds the word itself."""
    found = []
    for word in re.finditer(r"[가-힣]+", sentence):
        stem, last = word[0][:-1], word[0][-1]
        if last not in "이가" or not stem or _NO_SUBJECT.search(word[0]) or any(each.start <= word.start() < each.end for each in named):
            continue
        if (last == "이") == _closes(stem[-1]):
            found.append(_Named(Person(""), word.start(), word.end(), stem))
    return found


def _closes(syllable: str) -> bool:
    """Whether a syllable ends in a consonant."""
    return "가" <= syllable <= "힣" and (ord(syllable) - 0xAC00) % 28 > 0


def _describes(word: str) -> bool:
    """Whether a word describes the one after it: 의, or an ending in ㄴ (깊은, 쉬는, 떨린)."""
    return word.endswith("의") or ("가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 == 4)


def _in_korean(said: str, at: int, people: Sequence[Person], carried: Person | None, owns: bool) -> Person | None:
    named = _mentions(said, people)
    if owns and (owner := _owner(said, at, named)) is not None:
        return owner
    others = _others(said, named)
    subjects = [each for each in named if each.mark in _SUBJECTS and each.end <= at]
    rivals = [each for each in others if each.start <= at]
    if rivals and (not subjects or rivals[-1].start > subjects[-1].start):
        rival = rivals[-1]
        if rival.mark not in BODY and not rival.start <= at < rival.end and not _new_clause(said[rival.end:at]):
            return OTHERS
        owner = _owner(said, rival.start, named) if rival.mark in BODY else None
        if owner is not None:
            return owner
    while len(subjects) > 1 and _THINGS_DONE.search(said[subjects[-1].end:at]):    # somebody is seen to do it: the one who sees goes on
        subjects.pop()
    if subjects:
        last = subjects[-1]
        are_two = any(each.end <= last.start and _are_two(said[each.end:last.start], each) for each in named)
        return OTHERS if are_two else last.who
    after = next((each for each in named if each.start > at), None)
    if after is not None and (words := said[at:after.start].split()) and _describes(words[-1]):
        return after.who
    holder = next((each for each in reversed(named) if each.mark in _OWNS and each.end <= at
                   and re.match(r"\s*([가-힣]+?)(?:이|가|에|에서|을|를|은|는|로|으로)?(?![가-힣])", said[each.end:])
                   and _body_follows(said[each.end:])), None)
    if holder is not None:
        return holder.who
    return None if named else carried


def _body_follows(rest: str) -> bool:
    """Whether a part of a person is the next word, with any particle.

    >>> _body_follows(" 눈에 눈물이"), _body_follows(" 가방에서")
    (True, False)
    """
    word = re.match(r"\s*([가-힣]+)", rest)
    return word is not None and any(word[1][:k] in BODY for k in range(1, len(word[1]) + 1))


def _new_clause(between: str) -> bool:
    """Whether a clause ends in a stretch of a sentence: what follows has a subject of its own, or leaves it open."""
    return re.search(r"(?:고|며|자|지만|면서|는데|더니),?\s", between) is not None or "," in between


def _owner(said: str, at: int, named: Sequence[_Named]) -> Person | None:
    """Whose the word at a place is: a name with 의, or a bare one, with nothing but words that describe in between."""
    for each in reversed(named):
        if each.end > at:
            continue
        words = said[each.end:at].split()
        if each.mark in _OWNS and all(map(_describes, words)) and len(words) <= 3:
            return each.who
        return None
    return None


def _in_english(said: str, at: int, people: Sequence[Person], carried: Person | None, owns: bool) -> Person | None:
    named = _mentions(said, people)
    if any(_are_two(said[one.end:two.start], one) and two.end <= at for one, two in pairwise(named)):
        return OTHERS
    start = max((found.end() for found in _CLAUSE.finditer(said) if found.end() <= at), default=0)
    end = min((found.start() for found in _CLAUSE.finditer(said) if found.start() > at), default=len(said))
    before = _mentions(said[start:at], people)
    if before and before[-1].mark and not _PRONOUN.search(said[start + before[-1].end:at]):    # somebody's
        between = said[start + before[-1].end:at]
        if _KIN.search(between):
            return OTHERS
        is_near = len(between.split()) <= 3
        return before[-1].who if owns and is_near else None
    free = [each for each in before if not each.mark and _GOVERNED.search(said[start:start + each.start]) is None]
    rival = next((found for found in _OTHERS.finditer(said, start, at)), None)
    if free:
        is_theirs = rival is None or rival.start() < start + free[-1].start or _is_object(said, start, free[-1], rival)
        return free[-1].who if is_theirs else OTHERS
    after = next(iter(_mentions(said[at:end], people)), None)
    if owns and after is not None and _OF_HIM.search(said[at:at + after.start]):
        return after.who
    if rival is not None:
        return OTHERS
    if before:
        return None
    earlier = _subject(said[:start], people, carried) if said[:start].strip(" ,") else carried
    if _PRONOUN.search(said[start:at]):
        return earlier if len({each.who for each in named if each.end <= start}) < 2 else None
    return earlier


def _is_object(said: str, start: int, subject: _Named, rival: re.Match[str]) -> bool:
    """Whether another noun in a clause is what its subject acts on: a verb stands between them."""
    return bool(said[start + subject.end:rival.start()].split())
