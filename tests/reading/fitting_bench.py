"""Whether a script of another film is told from one that fits in part: python -m tests.reading.fitting_bench

Scripts that fit: the demo film's and others, under everything that may be missing, in another language, cut by half, in a longer script,
said in other words. Scripts of other films: each film's subtitles with the script of every other, short and long. A script is another
film's below the bound; the bounds were set on other pairs of the same writing. Beside it stands a count: fewer than a quarter of the
script's lines have a subtitle. The trick that would game names, another film's script with this film's people in every line, is a row.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median

from tests.bench.shares import told
from tests.reading.align_bench import CONDITIONS, Given, script_of, subtitles_of
from tests.reading.films import caption
from tests.reading.told_films import PAIRS, WHO, Film, demo, made, pairs
from yeoun.demo.truth import truth
from yeoun.model.observed import SpeechSpan
from yeoun.model.script import Caption, DraftLine, DraftScene
from yeoun.reading.fitting import Fit, fit_of
from yeoun.reading.laying import lay_on_captions, main_track, on_the_page
from yeoun.reading.script import read_script
from yeoun.units.luck import Take, luck

COUNTED = 0.25    # of another film's script fewer lines would have a subtitle
A_LINE_S = 3.0
LANGUAGES = ("ko", "en")
Row = tuple[str, str]    # a line in Korean and in English


@dataclass(frozen=True)
class Case:
    """A script and the subtitles it is handed in with."""

    name: str
    scenes: tuple[DraftScene, ...]
    captions: tuple[Caption, ...]
    speech: tuple[SpeechSpan, ...] = ()

    @property
    def languages(self) -> str:
        """Of the script and of the subtitles, such as `ko-en`."""
        return f"{next(iter(_texts(self.scenes))).language}-{self.captions[0].language}"

    @property
    def fit(self) -> Fit | None:
        """What is said of it."""
        return fit_of(self.scenes, main_track(self.captions, next(iter(_texts(self.scenes))).language), self.speech)

    @property
    def is_accused_by_count(self) -> bool:
        """Whether so few of its lines have a subtitle."""
        lines, _ = on_the_page(self.scenes)
        placed, _ = lay_on_captions(lines, main_track(self.captions, lines[0].line.language), self.captions[-1].span.end_s)
        return sum(each.span is not None for each in placed) < COUNTED * len(lines)


def _texts(scenes: Sequence[DraftScene]) -> Iterator[DraftLine]:
    return (piece for scene in scenes for piece in scene.body if isinstance(piece, DraftLine))


@cache
def films() -> dict[str, tuple[Row, ...]]:
    """Lines of films that have nothing to do with one another: the demo film, conversations, and lines of one feeling."""
    found = {"the demo film": tuple((line["ko"], line["en"]) for line in truth([48_000] * 12)["lines"])}
    rows = [row for row in pairs(held_out=False) if row[0] <= 12]
    for first in (1, 4, 7, 10):
        found[f"conversations {first} to {first + 2}"] = tuple((ko, en) for talk, _, ko, en in rows if first <= talk < first + 3)
    table = tomllib.loads((PAIRS.parent / "five_emotions.toml").read_text(encoding="utf-8"))
    open_to_all = [each for each in next(rows for rows in table.values() if isinstance(rows, list)) if each["part"] == "open"]
    for feeling in dict.fromkeys(each["emotion"] for each in open_to_all):
        found[f"lines of {feeling}"] = tuple((each["ko"], each["en"]) for each in open_to_all if each["emotion"] == feeling)
    return found


def scenes_of(rows: Sequence[Row], language: str, who: dict[str, tuple[str, str]] = WHO) -> tuple[DraftScene, ...]:
    """A script of some lines, two people in turn, a scene every ten."""
    text, at = "", LANGUAGES.index(language)
    for n, row in enumerate(rows):
        name = who["AB"[n % 2]][at]
        text += (f"S#{n // 10 + 1}. 곳{n // 10} / 밤\n\n" if at == 0 else f"INT. PLACE {n // 10} - NIGHT\n\n") if n % 10 == 0 else ""
        text += f"{name}\t{row[0]}\n\n" if at == 0 else f"{name}\n{row[1]}\n\n"
    return read_script(text, "a.txt" if at == 0 else "a.fountain")[0]


def captions_of(rows: Sequence[Row], language: str) -> tuple[Caption, ...]:
    """Subtitles of some lines, one after the other."""
    return tuple(caption(n * A_LINE_S, n * A_LINE_S + 2.0, row[LANGUAGES.index(language)], language=language, number=n + 1)
                 for n, row in enumerate(rows))


def _thinned(rows: Sequence[Row], share: float) -> list[Row]:
    """Lines without a share of their words, by luck: the script of another draft."""
    drawn = luck(Take(3), "words gone")

    def thin(text: str) -> str:
        return " ".join(word for word in text.split() if drawn.random() > share) or text
    return [(thin(ko), thin(en)) for ko, en in rows]


def _others(name: str) -> list[Row]:
    """The lines of all films but one."""
    return [row for other, rows in films().items() if other != name for row in rows]


PARTS: dict[str, Callable[[str, Sequence[Row]], tuple[Sequence[Row], Sequence[Row]]]] = {
    "all of it": lambda name, rows: (rows, rows),
    "every fifth subtitle gone": lambda name, rows: (rows, [row for n, row in enumerate(rows) if n % 5 != 3]),
    "half of the film cut": lambda name, rows: (rows, rows[:len(rows) // 2]),
    "half of the script's pages missing": lambda name, rows: (rows[len(rows) // 2:], rows),
    "half of the scenes cut, as many new": lambda name, rows: (
        rows, [*rows[:len(rows) // 2], *next(other for key, other in films().items() if key != name)[:len(rows) // 2]]),
    "every third word another": lambda name, rows: (rows, _thinned(rows, 0.33)),
    "part of a script of all films in one": lambda name, rows: (
        [*_others(name)[:5 * len(rows)], *rows, *_others(name)[5 * len(rows):]], rows),
}


def doubted(name: str, ours: str, theirs: str) -> dict[str, Fit | None]:
    """What may be missing of a film's script or subtitles so that the script is no longer far from being taken for another film's.

    name    of one of `films`
    ours    the language of the script
    theirs  that of the subtitles
    """
    rows = films()[name]
    fits = {what: Case(name, scenes_of(script, ours), captions_of(said, theirs)).fit
            for what, (script, said) in ((what, part(name, rows)) for what, part in PARTS.items())}
    return {what: fit for what, fit in fits.items() if fit is None or fit.share <= 2.0 * fit.least}


def fitting(languages: tuple[str, str], told_films: Sequence[Film]) -> dict[str, list[Case]]:
    """Scripts that fit, in all or in part, by what is wrong with them; `told_films` also under all that may be wrong with films."""
    ours, theirs = languages
    found = {what: [Case(name, scenes_of(part(name, rows)[0], ours), captions_of(part(name, rows)[1], theirs))
                    for name, rows in films().items()] for what, part in PARTS.items()}
    for given in CONDITIONS:
        if given.script and given.subtitles and given.bilingual == (ours != theirs) and not given.late_s:
            mine = replace(given, script=ours, subtitles=theirs)
            found[f"films with sound: {_without_languages(given)}"] = [
                Case(film.name, script_of(film, mine)[0], subtitles_of(film, mine), film.seen.speech) for film in told_films]
    return found


def _without_languages(given: Given) -> str:
    wrong = [words for words, holds in (("every fifth subtitle gone", given.lost), ("script lines cut", given.cut),
                                        ("lines improvised", given.improvised), ("lines in two subtitles", given.parted)) if holds]
    return ", ".join(wrong) or "everything"


def foreign(languages: tuple[str, str]) -> dict[str, list[Case]]:
    """Scripts of other films, by how long they are."""
    ours, theirs = languages
    names = list(films())
    pairs_of = [(one, other) for one in names for other in names if one != other]
    people = {"A": ("현우", "HYEONWOO"), "B": ("지은", "JIEUN")}
    named = [(f"{row[0]} {WHO['AB'[n % 2]][0]}!", f"{row[1]} {WHO['AB'[n % 2]][1].title()}!") for n, row in enumerate(films()[names[0]])]
    return {
        "another film's": [Case(f"{one} | {other}", scenes_of(films()[one], ours), captions_of(films()[other], theirs))
                           for one, other in pairs_of],
        "all other films' in one": [Case(name, scenes_of(_others(name), ours), captions_of(films()[name], theirs)) for name in names],
        "another film's, with this film's people in every line": [
            Case(name, scenes_of([(f"{ko} {people['AB'[n % 2]][0]}!", f"{en} {people['AB'[n % 2]][1].title()}!")
                                  for n, (ko, en) in enumerate(films()[name])], ours, people), captions_of(named, theirs))
            for name in names[1:]]}


def _rows(groups: dict[str, list[Case]], is_foreign: bool) -> Iterator[str]:
    for what, cases in groups.items():
        fits = [each for each in (case.fit for case in cases) if each is not None]
        times = sorted(each.share / each.least for each in fits)
        accused = sum(each.is_another_films for each in fits)
        extreme = (times[-1] if is_foreign else times[0]) if times else float("nan")
        yield (f"| {'another film' if is_foreign else 'fits'} | {what} | {len(cases) - len(fits)} of {len(cases)} | "
               + (f"{extreme:.2f} | {median(times):.2f} | {told(accused, len(fits))} " if fits else "- | - | - ")
               + f"| {told(sum(case.is_accused_by_count for case in cases), len(cases))} |")


def section() -> str:
    """The figures, as Markdown."""
    out = ["## Whose script it is", "", f"{(__doc__ or '').split(chr(10), 2)[2].strip()}", ""]
    for languages in (("ko", "ko"), ("en", "en"), ("ko", "en"), ("en", "ko")):
        first, second = ({"ko": "Korean", "en": "English"}[each] for each in languages)
        out += [f"**{first} script, {second} subtitles.** Shares stand as times the bound: below 1 a script is another film's.", "",
                "| the script | how | nobody can tell | nearest to the bound | median | taken for another film's | by that count |",
                "|---|---|---|---|---|---|---|", *_rows(fitting(languages, [demo(), *map(made, range(4))]), False),
                *_rows(foreign(languages), True), ""]
    return "\n".join(out)


if __name__ == "__main__":
    print(section())
