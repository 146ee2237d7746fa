"""How near the lines of a script come to where they are spoken: python -m tests.reading.align_bench

The demo film, its sound and cuts four times over with other words, and made films (told_films.py), under everything that may be missing,
in another language, cut, improvised or late. A line is met when it begins within 0.3 s of its first word; its end counts as well, so that
a span that holds everything is no answer. Beside each figure stand the lines spread evenly through the film, the lines by number (the nth
line on the nth subtitle or heard voice), and every line given its whole scene.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.shares import told
from tests.demo.made import draft_with
from tests.reading.films import caption, draft_of, seconds
from tests.reading.told_films import TUNED_ON, WHO, Film, Told, captioned, demo, made, pairs, rounds
from yeoun.model.media import Span
from yeoun.model.notes import Notes
from yeoun.model.script import Caption, DraftScene, Episode, Line
from yeoun.reading.align import align
from yeoun.reading.script import read_script
from yeoun.units.time import Seconds

NEAR_S, FAR_S = 0.3, 1.0
TAKES = 4
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01)
OTHER = {"ko": "en", "en": "ko"}


@dataclass(frozen=True)
class Given:
    """What is handed in: languages (None: not at all), and what is wrong with it."""

    name: str
    script: str | None = "ko"
    subtitles: str | None = "ko"
    lost: bool = False          # every fifth subtitle is gone
    cut: bool = False           # one line in ten of the script is not in the film
    improvised: bool = False    # one line in ten of the film is not in the script
    parted: bool = False        # one line in four stands in two subtitles, one after the other
    late_s: float = 0.0         # subtitles stand so much later than what is heard

    @property
    def bilingual(self) -> bool:
        """Whether script and subtitles are in two languages."""
        return None not in (self.script, self.subtitles) and self.script != self.subtitles


CONDITIONS = (
    Given("everything"),
    Given("no subtitles", subtitles=None),
    Given("every fifth subtitle gone", lost=True),
    Given("Korean script, English subtitles", subtitles="en"),
    Given("English script, Korean subtitles", script="en"),
    Given("Korean script, every fifth of the English subtitles gone", subtitles="en", lost=True),
    Given("English script, every fifth of the Korean subtitles gone", script="en", lost=True),
    Given("script lines cut", cut=True),
    Given("script lines cut, subtitles in English", cut=True, subtitles="en"),
    Given("lines improvised", improvised=True),
    Given("lines improvised, subtitles in English", improvised=True, subtitles="en"),
    Given("lines cut, others improvised, subtitles in English", cut=True, improvised=True, subtitles="en"),
    Given("lines in two subtitles", parted=True),
    Given("lines in two subtitles, in English", parted=True, subtitles="en"),
    Given("subtitles 1.5 s late", late_s=1.5),
    Given("subtitles 1.5 s late, in English, every fifth gone", late_s=1.5, subtitles="en", lost=True),
    Given("no script", script=None),
)


@dataclass(frozen=True)
class Laid:
    """A line that is in the film, when it is spoken, and where it was laid."""

    start: float
    end: float
    at: float
    until: float
    confidence: float = 1.0

    @property
    def away(self) -> float:
        """Seconds between its first word and where it was laid."""
        return abs(self.at - self.start)

    @property
    def holds(self) -> bool:
        """Whether both its ends lie within a second of the truth."""
        return self.away <= FAR_S and abs(self.until - self.end) <= FAR_S


@dataclass(frozen=True)
class Result:
    """One film under one condition: its lines as laid, the confidences of lines that were cut, improvised ones found, and baselines."""

    laid: list[Laid]
    cut: list[float]
    improvised: tuple[int, int]
    evenly: list[Laid]
    by_number: list[Laid]
    by_scene: list[Laid]


def script_of(film: Film, given: Given) -> tuple[tuple[DraftScene, ...], list[Told | None]]:
    """The script, and for each of its lines where it is spoken (None: it was cut)."""
    if film.name == "demo" and not given.cut and not given.improvised:
        name = "script_ko.txt" if given.script == "ko" else "script.fountain"
        return draft_with(script=name, subtitles="", cuts="", dialogue="")[0].scenes, list(film.lines)
    extras = iter([row for row in pairs(held_out=False) if row[0] <= TUNED_ON][3:])
    heard = {k: [line for line in film.lines if line.scene == k] for k in range(len(film.headings))}
    text, truth, number = "", list[Told | None](), 0
    korean = given.script == "ko"
    for scene, (ko, en, _) in enumerate(film.headings):
        text += f"S#{scene + 1}. {ko or f'곳{scene} / 밤'}\n\n누군가 걷는다.\n\n" if korean else (
            f"{en or f'EXT. PLACE {scene} - NIGHT'} #{scene + 1}#\n\nSomebody walks.\n\n")
        for line in heard[scene]:
            number += 1
            if given.cut and number % 10 == 6:
                _, who, said, meant = next(extras)
                text += _spoken(WHO[who], said, meant, korean)
                truth.append(None)
            if not (given.improvised and number % 10 == 3):
                text += _spoken(line.who, line.ko, line.en, korean)
                truth.append(line)
    return read_script(text, "a.txt" if korean else "a.fountain")[0], truth


def _spoken(who: tuple[str, str], ko: str, en: str, korean: bool) -> str:
    return f"{who[0]}\t{ko}\n\n" if korean else f"{who[1]}\n{en}\n\n"


def subtitles_of(film: Film, given: Given) -> tuple[Caption, ...]:
    """The subtitles that are handed in."""
    if given.subtitles is None:
        return ()
    said: list[tuple[float, float, str]] = []
    for n, (line, (start, end)) in enumerate(zip(film.lines, captioned(film.lines, seconds(film.frames)), strict=True), 1):
        text = getattr(line, given.subtitles)
        words = text.split()
        if given.parted and n % 4 == 2 and len(words) > 3:
            half, middle = len(words) // 2, round((start + end) / 2, 3)
            said += [(start, middle, " ".join(words[:half])), (middle, end, " ".join(words[half:]))]
        elif not (given.lost and n % 5 == 3):
            said.append((start, end, text))
    return tuple(caption(start + given.late_s, end + given.late_s, text, language=given.subtitles, number=n)
                 for n, (start, end, text) in enumerate(said, 1))


def result_of(film: Film, given: Given) -> Result:
    """A film aligned as handed in."""
    captions = subtitles_of(film, given)
    if given.script is None:
        return _without_script(film, captions)
    scenes, truth = script_of(film, given)
    episode = align(draft_of(film.frames, scenes, captions), film.seen, Notes())
    laid, cut = [], []
    found = _in_order(episode)
    texts = [piece.text for scene in scenes for piece in scene.body if hasattr(piece, "speaker")]
    assert [each.text for each in found] == texts, "every line of the script is there, in its order"
    for line, true in zip(found, truth, strict=True):
        if true is None:
            cut.append(line.confidence)
        else:
            laid.append(Laid(true.start, true.end, line.span.start_s, line.span.end_s, line.confidence))
    spoken = [line for line in film.lines if line not in truth]
    own = [line for line in episode.lines if "c" in line.id]
    improvised = sum(any(abs(line.span.start_s - true.start) <= NEAR_S for line in own) for true in spoken)
    in_film = [line for line in truth if line is not None]
    voices = [each.span for each in captions] or [each.span for each in film.seen.speech]
    return Result(laid, cut, (improvised, len(spoken)), *_baselines(film, in_film, voices))


def _in_order(episode: Episode) -> list[Line]:
    """The lines of the script in its order: their names say it."""
    return sorted((line for line in episode.lines if "l" in line.id), key=lambda line: tuple(map(int, line.id[1:].split("l"))))


def _without_script(film: Film, captions: tuple[Caption, ...]) -> Result:
    episode = align(draft_of(film.frames, (), captions), film.seen, Notes())
    laid = [Laid(true.start, true.end, line.span.start_s, line.span.end_s, line.confidence)
            for line, true in zip(episode.lines, film.lines, strict=True)]
    voices = [each.span for each in film.seen.speech]
    return Result(laid, [], (0, 0), *_baselines(film, list(film.lines), voices))


def _baselines(film: Film, lines: list[Told], voices: list[Span]) -> tuple[list[Laid], list[Laid], list[Laid]]:
    length, count = seconds(film.frames), len(lines)
    edges = [seconds(first) for _, _, first in film.headings] + [length]
    evenly = [Laid(line.start, line.end, (n + 0.5) * length / count, (n + 0.5) * length / count + 2.0) for n, line in enumerate(lines)]
    by_number = [*voices, *[Span(Seconds(length), Seconds(length))] * len(lines)]
    number = [Laid(line.start, line.end, span.start_s, span.end_s) for line, span in zip(lines, by_number, strict=False)]
    scene = [Laid(line.start, line.end, edges[line.scene], edges[line.scene + 1]) for line in lines]
    return evenly, number, scene


def films(group: str) -> tuple[Film, ...]:
    """The films of a group."""
    return (demo(),) if group == "demo" else (rounds(),) if group == "rounds" else tuple(made(take) for take in range(TAKES))


def share(lines: Iterable[Laid], hit: Callable[[Laid], bool]) -> str:
    """How many of some lines are hit, in words."""
    hits = [hit(line) for line in lines]
    return told(sum(hits), len(hits))


def near(line: Laid) -> bool:
    """Whether it begins within 0.3 s of its first word."""
    return line.away <= NEAR_S


def rows(group: str, results: dict[str, list[Result]]) -> Iterator[str]:
    """The table of one group of films."""
    yield ("| handed in | begins within 0.3 s | within 1 s | both ends within 1 s | median error, s | evenly, within 0.3 s "
           "| by number, within 0.3 s | whole scene: begins within 0.3 s, both ends within 1 s |")
    yield "|---|---|---|---|---|---|---|---|"
    for given in CONDITIONS:
        laid = [line for one in results[given.name] for line in one.laid]
        evenly, number, scene = ([line for one in results[given.name] for line in getattr(one, name)]
                                 for name in ("evenly", "by_number", "by_scene"))
        yield (f"| {given.name} | {share(laid, near)} | {share(laid, lambda line: line.away <= FAR_S)} "
               f"| {share(laid, lambda each: each.holds)} | {median(line.away for line in laid):.2f} | {share(evenly, near)} "
               f"| {share(number, near)} | {share(scene, near)}; {share(scene, lambda each: each.holds)} |")


def reliability(lines: Sequence[Laid]) -> Iterator[str]:
    """What confidence claims beside what was met."""
    yield "| confidence | claimed on average | begins within 0.3 s |"
    yield "|---|---|---|"
    for low, high in zip(BINS, BINS[1:], strict=False):
        here = [line for line in lines if low <= line.confidence < high]
        if here:
            yield (f"| {low:.1f} to {min(high, 1.0):.1f} | {100 * sum(line.confidence for line in here) / len(here):.0f} % "
                   f"| {share(here, near)} |")


def section() -> str:
    """The figures, as Markdown."""
    out = ["## Where lines lie", "", f"{__doc__.split(chr(10), 2)[2].strip()}", ""]
    lines: list[Laid] = []
    cut: list[float] = []
    improvised = (0, 0)
    for group in ("demo", "rounds", "made"):
        results = {given.name: [result_of(film, given) for film in films(group)] for given in CONDITIONS}
        lengths = ", ".join(f"{len(film.lines)} lines in {seconds(film.frames):.0f} s" for film in films(group))
        called = {"demo": "The demo film", "rounds": films(group)[0].name.capitalize(), "made": "Made films"}[group]
        out += [f"**{called}** ({lengths})", "", *rows(group, results), ""]
        for one in (each for found in results.values() for each in found):
            lines += one.laid
            cut += one.cut
            improvised = improvised[0] + one.improvised[0], improvised[1] + one.improvised[1]
    out += ["Confidence, all of these together (a claim is a share of lines that begin within 0.3 s):", "", *reliability(lines), "",
            f"Lines that were cut are told by a confidence under 0.3: {told(sum(each < 0.3 for each in cut), len(cut))}. "
            f"Improvised lines stand as lines of their own: {told(*improvised)}.", ""]
    return "\n".join(out)


if __name__ == "__main__":
    print(section())
