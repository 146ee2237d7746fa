"""A phrase becomes a proposal: edits with exact places, or a question that names what was not understood. Nothing is applied here.

The method is our own: a lexicon (`words.toml`) and a grammar over what words do (`lexing.py`, `places.py`, `clauses.py`), the same for
Korean and English but for the order of words. What no rule reads is asked back, never guessed.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from yeoun.model.notes import Note
from yeoun.reading.opposed import contradictions
from yeoun.studio.wording.clauses import DOING, Clause, clauses_of
from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.edits import edits_of
from yeoun.studio.wording.lexicon import words
from yeoun.studio.wording.lexing import UNKNOWN, Item, items_of, language_of
from yeoun.studio.wording.moments import Unclear
from yeoun.studio.wording.proposal import Edit, EditKind, Proposal, Question
from yeoun.studio.wording.saying import asked, players_said
from yeoun.units.names import canonical

LONGEST = 400  # our choice: letters of a phrase; longer is no wish but a letter
MOST_NEAR = 3
PLAYING = (
    "in",
    "out",
    "only",
    "replace",
    "instead",
    "swap_in",
    "start",
    "end",
    "border_in",
    "border_out",
    "except",
    "keep",
    "too",
    "not",
    "by",
)
NOT_ENOUGH = ("in", "out", "not", "up", "down", "replace", "only", "theme")  # beside a strange word these say that it matters


def propose(phrase: str, context: Context) -> Proposal:
    """The edits a phrase asks for, or what has to be asked first.

    phrase   Korean or English, as people say it; the language is found by itself
    context  what it is said over
    Gives    edits, a question, or both: what was understood, and what was not

    >>> propose("what a lovely hat", Context(__import__("fractions").Fraction(24), 240)).question is None
    False
    """
    plain = canonical(phrase).strip()
    language = language_of(plain)
    if not plain or len(plain) > LONGEST:
        return Proposal(phrase, language, question=_question("too long" if plain else "nothing", plain[:40], language))
    try:
        items = items_of(plain, language, context)
        cue, items = _cue_of(items, context)
        clauses = clauses_of(items, context, cue, language)
    except Unclear as why:
        return Proposal(plain, language, question=_asked_back(why, plain, language, plain))
    found, unread, doubts = list[tuple[Edit, Clause]](), list[str](), list[Unclear]()
    for clause in clauses:
        try:
            made, left = edits_of(clause, context, cue, language)
            found += [(edit, clause) for edit in made]
            strange = [item for item in left.items if item.does(UNKNOWN)]
            if strange and any(edit.kind is EditKind.INSTRUMENT for edit in made) and not clause.has(*PLAYING):
                raise Unclear("unknown", strange)  # what a player is to do was not read
            if (trouble := _not_read(made, left, strange)) is not None:
                raise trouble
            unread += [item.text for item in strange]
        except Unclear as why:
            doubts.append(why if why.about else Unclear(why.why, clause.items, why.nearest))
    edits = _together_at(found, context)
    if edits:  # what is said beside a wish and asks for nothing is a remark
        unread += [item.text for doubt in doubts if _is_remark(doubt, clauses) for item in doubt.about]
        doubts = [doubt for doubt in doubts if not _is_remark(doubt, clauses)]
    if doubts:
        return Proposal(plain, language, (), _asked_back(doubts[0], plain, language, plain), (), tuple(edits))
    if not edits:
        return Proposal(plain, language, question=_question("nothing", plain, language, ()))
    if opposed := _opposed(edits):
        return Proposal(plain, language, question=_question("contradicts", plain, language, opposed), heard=tuple(edits))
    return Proposal(plain, language, tuple(edits), None, tuple(unread))


def _is_remark(doubt: Unclear, clauses: Sequence[Clause]) -> bool:
    """Whether what was not read is a clause of its own that asks for nothing: it only says why the others do."""
    if doubt.why not in {"unknown", "nothing"}:
        return False
    clause = next((each for each in clauses if any(item in each.items for item in doubt.about)), None)
    return clause is not None and not clause.has(*DOING) and not clause.has("person", "instrument") and clause.place is None


def _together_at(made: Sequence[tuple[Edit, Clause]], context: Context) -> list[Edit]:
    """The edits, those of the graph that move one place the same way as one.

    What only says how far another goes (tenser, but not scary) and what only says that the rest stays (나머지는 그대로) is no edit.
    """
    out: list[Edit] = []
    for edit, clause in made:
        if (
            edit.kind is EditKind.LOCK
            and len(made) > 1
            and (clause.has("all") or (" " not in edit.value and not clause.has("cue", "music")))
        ):
            continue
        if edit.kind in {EditKind.GRAPH, EditKind.TEMPO} and clause.has("not", "too") and any(_crosses(edit, each) for each in out):
            continue
        if (
            edit.kind is EditKind.INSTRUMENT
            and (before := next((each for each in out if (each.kind, each.place) == (edit.kind, edit.place)), None)) is not None
            and (joined := _joined(before, edit, context)) is not None
        ):
            out[out.index(before)] = joined
            continue
        k = next(
            (
                k
                for k, each in enumerate(out)
                if (each.kind, each.place) == (edit.kind, edit.place)
                and (each.value == edit.value or (edit.toward and edit.toward == each.toward))
            ),
            None,
        )
        if k is None and edit.kind is EditKind.TEMPO:  # slower, 66: the number says how much
            k = next(
                (
                    k
                    for k, each in enumerate(out)
                    if (each.kind, each.place) == (edit.kind, edit.place) and (each.toward == "") != (edit.toward == "")
                ),
                None,
            )
            if k is not None:
                out[k] = edit if out[k].toward else out[k]
                continue
        if k is None:
            out.append(edit)
        else:
            out[k] = replace(out[k], words=(*out[k].words, *edit.words))
    starts = {edit.place.first for edit in out if edit.kind in {EditKind.SILENCE, EditKind.MUSIC}}
    return [edit for edit in out if not (edit.kind is EditKind.SLIP and edit.value.startswith("out") and edit.place.first in starts)]


def _joined(one: Edit, other: Edit, context: Context) -> Edit | None:
    """Two edits of who plays at one place as one; None where they contradict each other, which is asked back."""
    wishes: dict[str, bool] = {}
    for name in (*one.value.split(", "), *other.value.split(", ")):
        if name and wishes.setdefault(name.removeprefix("-"), not name.startswith("-")) == name.startswith("-"):
            return None
    value = ", ".join(name if is_wanted else f"-{name}" for name, is_wanted in wishes.items())
    english, korean = players_said(wishes, one.place, context)
    notes = tuple(replace(note, value=value) for note in one.notes)
    return replace(one, value=value, notes=notes, english=english, korean=korean, words=(*one.words, *other.words))


def _crosses(one: Edit, other: Edit) -> bool:
    """Whether two edits move one axis of one place in opposite ways."""
    ways = {pair[:-1]: pair[-1] for pair in other.toward.split()}
    if one.kind is not other.kind:
        return False
    return other.place == one.place and any(ways.get(pair[:-1], pair[-1]) != pair[-1] for pair in one.toward.split())


def _cue_of(items: Sequence[Item], context: Context) -> tuple[OpenCue | None, tuple[Item, ...]]:
    """The cue a phrase names, else the open one, and the items without its number."""
    named = next((item for item in items if item.senses.get("cue")), None)
    if named is None:
        return context.cue_called(context.cue), tuple(items)
    cue = context.cue_called(named.senses["cue"])
    if cue is None:
        raise Unclear("strange cue", [named], tuple(each.id for each in context.cues))
    return cue, tuple(item for item in items if item is not named)


def _not_read(made: Sequence[Edit], left: Clause, strange: Sequence[Item]) -> Unclear | None:
    """Why a clause is not understood although, or because, words of it are left."""
    if not made and strange:
        return Unclear("unknown", _together(strange))
    if not made and left.has("keep", "lock") and left.has("tempo", "key", "instrument", "theme", "all", "mode"):
        return None  # what stays as it is needs no edit
    if not made and left.has("not") and left.has("cutting", "ringing"):
        return None  # 끊지 말고: the other clause says what instead
    if not made and any(not item.is_filler for item in left.items):
        return Unclear("nothing", [item for item in left.items if not item.is_filler])
    return Unclear("unknown", strange) if strange and (left.has(*NOT_ENOUGH) or any(_is_name(item) for item in strange)) else None


def _is_name(item: Item) -> bool:
    """Whether a strange word is written as a name, or long enough in Korean letters to be a thing of its own."""
    return item.start > 0 and item.text[:1].isupper()


def _together(strange: Sequence[Item]) -> list[Item]:
    """The strange words that stand together, the first of them."""
    out = [strange[0]]
    for item in strange[1:]:
        if item.start - out[-1].end > 2:
            break
        out.append(item)
    return out


def _asked_back(why: Unclear, phrase: str, language: str, clause: str) -> Question:
    about = phrase[min(item.start for item in why.about) : max(item.end for item in why.about)] if why.about else clause
    nearest = why.nearest or (_near(about, language) if why.why in {"unknown", "nothing"} else ())
    return _question(why.why, about, language, nearest)


def _question(why: str, about: str, language: str, nearest: Iterable[str] = ()) -> Question:
    near = tuple(nearest)
    return Question(asked(why, about, language, near), about, near)


def _near(about: str, language: str) -> tuple[str, ...]:
    """The words of the lexicon most like one that nobody knows."""
    known = [" ".join(entry) for entry, senses in words(language).senses.items() if set(senses) - {"filler"}]
    return tuple(difflib.get_close_matches(about.lower(), known, MOST_NEAR, 0.6))


def _opposed(edits: Sequence[Edit]) -> tuple[str, ...]:
    """The sentences of two edits that cannot both hold."""
    notes = [
        Note(f"{k}.{j}", "", note.kind, note.value, "", None, note.frames)
        for k, edit in enumerate(edits)
        for j, note in enumerate(edit.notes)
    ]
    found = next(iter(contradictions(notes)), None)
    if found is None:
        return ()
    pair = [edits[int(each.split(".")[0])] for each in (found.first, found.second)]
    return tuple(edit.english for edit in pair)
