"""A phrase as items: every word with all that it may do, numbers with their units, names, bars and timecodes.

First what has a shape of its own is found in the letters (quotes, timecodes, cues, bars, keys, quantities, names of people), then
the rest word by word in the lexicon, the longest entry first. Korean is read by morphemes, so that 빼고, 뺀 and 빼 줘 are one word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from yeoun.studio.wording.context import Context
from yeoun.studio.wording.figures import Shape
from yeoun.studio.wording.korean import Piece, pieces
from yeoun.studio.wording.lexicon import stems, words
from yeoun.studio.wording.shapes import SHAPES
from yeoun.units.names import canonical, has_hangul

FILLER, UNKNOWN, JOIN, COMMA, PLACE = "filler", "unknown", "join", "comma", "place"
_JOINING = {
    "고",
    "며",
    "면서",
    "으면서",
    "아서",
    "어서",
    "는데",
    "은데",
    "ㄴ데",
    "지만",
    "고서",
    "되",
    "니까",
    "으니까",
    "으며",
    "다가",
    "고는",
}
_LITTLE_TAGS = ("MAG", "J", "E", "VX", "S", "VC", "IC", "NP", "X", "MAJ", "VCP", "NNB", "MM")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the phrase [start, end): what it may do (class -> value) and its number, where it has one."""

    start: int
    end: int
    text: str
    senses: Mapping[str, str] = field(default_factory=dict)
    number: float = 0.0
    last: float = 0.0

    def does(self, *names: str) -> bool:
        """Whether it may do one of these."""
        return any(name in self.senses for name in names)

    @property
    def is_filler(self) -> bool:
        """Whether nothing is lost without it."""
        return set(self.senses) <= {FILLER, JOIN}


def language_of(phrase: str) -> str:
    """The language of a phrase: Korean where there is any Hangul in it, but for names and quotes in an English one.

    >>> language_of("첼로 빼고 더 담담하게"), language_of("less sad from here"), language_of("play 지은's theme from here")
    ('ko', 'en', 'en')
    """
    plain = re.sub(r"[\"'“‘「].*?[\"'”’」]", " ", canonical(phrase))
    latin, hangul = len(re.findall(r"[A-Za-z]{2,}", plain)), len(re.findall(r"[가-힣]+", plain))
    return "ko" if has_hangul(phrase) and hangul >= latin else "en" if latin or not has_hangul(phrase) else "ko"


def items_of(phrase: str, language: str, context: Context) -> tuple[Item, ...]:
    """The items of a phrase, in order, in its canonical form (NFC)."""
    found: list[Item] = []
    masked = phrase
    for shape in (*SHAPES["quotes"], *_spoken_words(context), *_people(context), *SHAPES[language], *_pronouns(context)):
        for match in shape.pattern.finditer(masked):
            made = shape.reads(match)
            if made is not None:
                senses, number, last = made
                start, end = match.span(1) if shape.inner else match.span()
                found.append(Item(start, end, phrase[start:end], senses, number, last))
        masked = shape.pattern.sub(lambda one, shape=shape: _mask(one, shape), masked)  # type: ignore[misc]
    plain = _korean(phrase, masked) if language == "ko" else _english(phrase, masked)
    return tuple(sorted((*found, *plain), key=lambda item: item.start))


def _mask(match: re.Match[str], shape: Shape) -> str:
    """Blanks, or letters that no word has, in place of what was read."""
    if shape.reads(match) is None:
        return match[0]
    start, end = (match.start(1) - match.start(), match.end(1) - match.start()) if shape.inner else (0, len(match[0]))
    return match[0][:start] + "\ufffc" * (end - start) + match[0][end:]


def _people(context: Context) -> Iterator[Shape]:
    names = {name: who.name for who in context.people for name in (who.name, *who.aliases) if name}
    for line in context.lines:
        if line.speaker:
            names.setdefault(line.speaker, line.speaker)
    for name, whose in sorted(names.items(), key=lambda pair: -len(pair[0])):
        if has_hangul(name):
            after = r"(?=$|[^가-힣]|이?(?:의|가|는|은|를|을|도|랑|와|과|한테|에게|네|야|테마|주제|대사|말|만)|이(?:$|[^가-힣]))"
            after += r"(?:이(?=$|[^가-힣]|[의가는를도랑]))?"
            pattern = re.compile(rf"(?<![가-힣]){re.escape(name)}{after}")
        else:
            pattern = re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?:['’]s)?(?![A-Za-z])", re.IGNORECASE)
        yield Shape(pattern, lambda _, whose=whose: ({"person": whose}, 0.0, 0.0))  # type: ignore[misc]


_PRONOUNS = {
    "he": r"(?<![A-Za-z])(?:he|him|his)(?:['’]s)?(?![A-Za-z])|(?<![가-힣])그(?: 남자|놈)?(?=(?:가|의|는)(?:\s|$))|그 남자",
    "she": r"(?<![A-Za-z])(?:she|hers?)(?:['’]s)?(?![A-Za-z])|(?<![가-힣])(?:그녀|그 여자)(?=$|[^가-힣]|[가의는를도])",
}


def _pronouns(context: Context) -> Iterator[Shape]:
    """He and she, where only one of the people is called so."""
    for pronoun, pattern in _PRONOUNS.items():
        called = [who.name for who in context.people if who.pronoun == pronoun]
        if len(called) == 1:
            yield Shape(re.compile(pattern, re.IGNORECASE), lambda _, whose=called[0]: ({"person": whose}, 0.0, 0.0))  # type: ignore[misc]


def _spoken_words(context: Context) -> Iterator[Shape]:
    """The words of a line, said without quotes: when she says don't go; 기다릴게 다음에."""
    for line in sorted(context.lines, key=lambda each: -len(each.text)):
        parts = re.findall(r"\w+", line.text)
        if len("".join(parts)) >= 3:
            pattern = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, parts)), re.IGNORECASE)
            yield Shape(pattern, lambda _, said=line.text: ({"quote": said}, 0.0, 0.0))  # type: ignore[misc]


def _english(phrase: str, masked: str) -> list[Item]:
    lexicon = words("en")
    tokens = [
        (found[0].lower().replace("’", "'"), found.start(), found.end())
        for found in re.finditer(r"[A-Za-zÀ-ÿ0-9][\w'’]*(?:-\w+)*|[가-힣]+|[,;.!?]", masked)
    ]
    out, at = list[Item](), 0
    while at < len(tokens):
        word, start, end = tokens[at]
        if not word[0].isalnum():
            out.append(Item(start, end, phrase[start:end], {COMMA: ""}))
            at += 1
            continue
        length, senses = 1, dict[str, str]()
        for length in range(min(lexicon.longest, len(tokens) - at), 0, -1):
            senses = _senses(tuple(token[0] for token in tokens[at : at + length]), lexicon.senses)
            if senses:
                break
        if not senses and "-" in word:  # a compound nobody listed: by its parts
            for part in re.finditer(r"[^-]+", word):
                tokens.append((part[0], start + part.start(), start + part.end()))
            tokens = [each for each in tokens if each != (word, start, end)]
            tokens.sort(key=lambda each: each[1])
            continue
        end = tokens[at + length - 1][2]
        is_manner = word.endswith("ly") and len(word) > 4  # an adverb nobody listed says how, not what
        out.append(Item(start, end, phrase[start:end], senses or ({FILLER: ""} if is_manner else {UNKNOWN: ""})))
        at += length
    return _parted_verbs(out)


_DIALLED = frozenset("dial scale rein tone ease tune turn".split())
_PARTED = frozenset("take leave pull cut keep strip lay get".split())


def _parted_verbs(items: list[Item]) -> list[Item]:
    """`take the cello out` says what `take out the cello` says: its "out" is no border of the cue."""
    out = list(items)
    for k, item in enumerate(items):
        if (
            item.does("border_out")
            and item.text.lower() == "out"
            and any(
                set(stems(each.text.lower())) & _PARTED or each.text.lower() in {"took", "left", "kept"}
                for each in items[max(0, k - 6) : k]
            )
        ):
            out[k] = Item(item.start, item.end, item.text, {"out": ""})
        if item.text.lower() == "nothing" and k + 1 < len(items) and items[k + 1].does("mood", "faster", "slower"):
            out[k] = Item(item.start, item.end, item.text, {"not": ""})
        if item.text.lower() in {"back", "down", "off"} and any(
            set(stems(each.text.lower())) & _DIALLED for each in items[max(0, k - 6) : k]
        ):
            out[k] = Item(item.start, item.end, item.text, {"down": ""})
    return out


def _senses(tokens: tuple[str, ...], senses: Mapping[tuple[str, ...], dict[str, str]]) -> dict[str, str]:
    """All that some words in order may do: as they stand, else with one of them in another form."""
    if found := senses.get(tokens):
        return dict(found)
    for k in range(len(tokens)):
        for stem in stems(tokens[k])[1:]:
            if found := senses.get((*tokens[:k], stem, *tokens[k + 1 :])):
                return dict(found)
    return {}


def _korean(phrase: str, masked: str) -> list[Item]:
    lexicon = words("ko")
    every = list[Item]()
    text = masked.replace("\ufffc", "X")
    for found in sorted(_longest_nouns(text, lexicon.senses), key=lambda each: each[0]):
        start, end, senses = found
        every.append(Item(start, end, phrase[start:end], senses))
        text = text[:start] + "X" * (end - start) + text[end:]
    covered = [(each.start, each.end) for each in every] + [found.span() for found in re.finditer("\ufffc+", masked)]
    tokens = [piece for piece in pieces(text) if not any(start <= piece.start < end for start, end in covered)]
    at = 0
    while at < len(tokens):
        length, senses = 1, dict[str, str]()
        longest = 1 if (tokens[at].form, tokens[at].tag) == ("말", "VX") else lexicon.longest
        for length in range(min(longest, len(tokens) - at), 0, -1):
            senses = dict(lexicon.senses.get(tuple(token.form for token in tokens[at : at + length]), {}))
            if senses:
                break
        first, last = tokens[at], tokens[at + length - 1]
        senses = (_by_tag(senses, first) if length == 1 else senses) or _unlisted(first.form, first.tag, phrase)
        if last.tag == "EC" and last.form in _JOINING and "instead" not in senses:
            senses |= {JOIN: ""}
        if first.tag.startswith("VA") and set(senses) & {"mood", "faster", "slower"} and _is_told(tokens[at + length : at + length + 1]):
            senses |= {"told": ""}
        every.append(Item(first.start, last.end, phrase[first.start : last.end], senses))
        at += length
    return every


_TOLD = re.compile(
    r"(?:어요|아요|네요|네|습니다|ㅂ니다|은데|는데|ㄴ데|은데요|ㄴ데요|는데요|어|다|니까|으니까|잖아|잖아요|죠|군요|거든요|은 듯)$"
)


def _is_told(following: Sequence[Piece]) -> bool:
    """Whether the ending behind a Korean adjective says how something is, and not how it should be: 느려요, 밝은데."""
    return bool(following) and following[0].tag in {"EF", "EC"} and _TOLD.fullmatch(following[0].form) is not None


def _by_tag(senses: dict[str, str], piece: Piece) -> dict[str, str]:
    """What a word that is a noun or a verb by chance does as which: 말 (words; do not)."""
    if piece.tag.startswith("J"):  # a particle that is written as a verb: 현우가
        return {name: value for name, value in senses.items() if name not in {"in", "out", "up", "down", "start", "end"}}
    if piece.form == "말" and piece.tag == "VX":  # 빼지 말고
        return {"not": "", JOIN: ""}
    if piece.form == "말":
        return {name: value for name, value in senses.items() if (name == "line") == piece.tag.startswith("N") or name == "instead"}
    return senses


def _unlisted(form: str, tag: str, phrase: str) -> dict[str, str]:
    """What a Korean piece does that the lexicon does not have: an ending may join, a particle does nothing."""
    if tag in {"JC"} or (tag == "JKB" and form in {"와", "과", "랑", "이랑", "하고"}):
        return {FILLER: ""}
    if tag == "SP":
        return {COMMA: ""}
    return {FILLER: ""} if tag.startswith(_LITTLE_TAGS) else {UNKNOWN: ""}


def _longest_nouns(text: str, senses: Mapping[tuple[str, ...], dict[str, str]]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Instruments and modes, which are found in the letters: Kiwi parts many of them otherwise."""
    names = {" ".join(tokens): found for tokens, found in senses.items() if {"instrument", "mode"} & set(found) and tokens != ("mode",)}
    pattern = re.compile(
        "|".join(
            rf"(?<![가-힣]){re.escape(name).replace(chr(92) + ' ', ' ?')}(?=$|[^가-힣]|{_PARTICLES})"
            for name in sorted(names, key=lambda name: -len(name))
            if has_hangul(name)
        )
    )
    taken = names | {name.replace(" ", ""): found for name, found in names.items()}
    for found in pattern.finditer(text):
        known = taken.get(found[0]) or taken.get(found[0].replace(" ", ""))
        if known:
            yield found.start(), found.end(), dict(known)


_PARTICLES = (
    "(?:들|만|은|는|이|가|을|를|도|의|로|으로|랑|이랑|하고|와|과|에|까지|부터|나|이나|라도|대신|말고|빼|없이|음|소리|연주|독주|솔로|넣|쓰|좀|"
    "조|선법|테마|파트|섹션)"
)
