"""Lines get their place in the picture: on subtitles, else on speech that was heard, else spread over what is left.

A `Placed` line keeps its scene and order of the page. Words that the subtitles have and the script does not become
lines of their own. Nothing here knows where scenes begin; that is decided from these places (`borders.py`).
"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from yeoun.model.media import Span
from yeoun.model.observed import SpeechSpan
from yeoun.model.script import Caption, DraftAction, DraftLine, DraftScene
from yeoun.reading.matching import Match, by_length, by_words, syllables
from yeoun.reading.translated import by_meaning
from yeoun.reading.voiced import Voices, by_voice
from yeoun.units.time import Seconds

SYLLABLES_A_SECOND = 5.0  # our choice, between read Korean (4) and quick talk (6.5)
STAYS_S = 0.6  # our choice: how long a subtitle stays after the words
SECOND_LANGUAGE = 0.3  # our choice: from this share on a subtitle file is taken to be in two languages
SHORT_SPEECH_S = 0.12  # our choice: shorter spans of speech carry no line
# How sure a line is: how often lines laid so began within 0.3 s of their first word, in ten made films (tests/reading/told_films.py, takes
# 4 to 13; the figures of align_bench.py are of others)
BY_WORDS = 0.6, 0.4  # of a line on a subtitle: at least, and how much more where it fits wholly
BY_MEANING = 0.5, 0.48
BY_LENGTH = 0.35, 0.3  # our choice, not counted in those films: how well lengths fit is no chance of being right
GUESSED = 0.5  # where a line begins that shares a subtitle or a voice with the one before it: half of them
HELD = 0.2  # what is left of the doubt of a line on a voice when lines before and after it are held by subtitles: 0.04 against 0.2
# Our choice: so many lines between two subtitles are held by them. In made films with runs of them gone, HELD says 0.96 of one line alone
# (0.99 are right) and 0.92 of twenty (0.81 are right)
HOLDS = 2
SPREAD = 0.05  # of lines that found no place at all, 0.02
REST_S = 0.35  # our choice: what is shorter and left of a voice beside a subtitle is that subtitle's own


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of the script and where it lies; `span` None: nowhere yet. `page` is its place on the page, 0..1."""

    scene: int
    ordinal: int
    line: DraftLine
    page: float
    span: Span | None = None
    confidence: float = 0.0
    source: str = ""


def on_the_page(scenes: tuple[DraftScene, ...]) -> tuple[list[Placed], list[float]]:
    """Every line with its place on the page, and where each scene begins on it, 0..1.

    A page of script is about a minute of film, action included: a trade rule, and our prior where nothing is heard.
    """
    at, lines, begins = 0.0, [], []
    for number, scene in enumerate(scenes):
        begins.append(at)
        at += 4.0  # a heading takes room as well
        ordinal = 0
        for piece in scene.body:
            if isinstance(piece, DraftLine):
                ordinal += 1
                lines.append(Placed(number, ordinal, piece, at))
                at += syllables(piece.text) + 2.0
            else:
                at += weight(piece)
    total = max(at, 1.0)
    return [_at(line, line.page / total) for line in lines], [begin / total for begin in begins]


def page_seconds(scenes: tuple[DraftScene, ...]) -> float:
    """About how long a script plays: words at five syllables a second, action after its length on the page."""
    words = sum(syllables(piece.text) for scene in scenes for piece in scene.body if isinstance(piece, DraftLine))
    action = sum(weight(piece) for scene in scenes for piece in scene.body if not isinstance(piece, DraftLine))
    return (words + action) / SYLLABLES_A_SECOND


def weight(action: DraftAction) -> float:
    """How much room a paragraph of action takes, in syllables."""
    return 1.5 * syllables(action.text) + 3.0


def _at(line: Placed, page: float) -> Placed:
    return Placed(line.scene, line.ordinal, line.line, page, line.span, line.confidence, line.source)


def _put(line: Placed, start: float, end: float, confidence: float, source: str) -> Placed:
    start = round(start, 3)
    span = Span(Seconds(start), Seconds(max(start, round(end, 3))))
    return Placed(line.scene, line.ordinal, line.line, line.page, span, round(min(confidence, 1.0), 3), source)


@dataclass(frozen=True, slots=True)
class Track:
    """One row of subtitles: the speech of one source in one language."""

    source: str
    language: str
    captions: list[Caption]


def main_track(captions: tuple[Caption, ...], language: str | None) -> Track | None:
    """The one row of subtitles that lines are taken from.

    The script's language first; Korean before others without a script; then the fuller, then the earlier.
    """
    tracks = _tracks([caption for caption in captions if caption.kind == "speech"])
    if not tracks:
        return None
    wanted = [track for track in tracks if track.language == (language or "ko")]
    most = max((len(track.captions) for track in wanted), default=0)
    fit = [track for track in wanted if 2 * len(track.captions) >= most]
    return fit[0] if fit else max(tracks, key=lambda track: len(track.captions))


def _tracks(spoken: list[Caption]) -> list[Track]:
    """Subtitles by source; a source that holds two languages in earnest gives two, a lone "OK." in Korean ones does not."""
    tracks = []
    for source in dict.fromkeys(caption.source for caption in spoken):
        mine = [caption for caption in spoken if caption.source == source]
        languages = Counter(caption.language for caption in mine).most_common()
        if len(languages) > 1 and languages[1][1] >= SECOND_LANGUAGE * len(mine):
            for language, _ in languages:
                tracks.append(Track(source, language, [each for each in mine if each.language == language]))
        else:
            tracks.append(Track(source, languages[0][0], mine))
    return tracks


def lay_on_captions(lines: list[Placed], track: Track | None, length_s: float) -> tuple[list[Placed], list[int]]:
    """Lines on subtitles; gives the lines, and the numbers of the subtitles nobody's line lies on.

    lines     in the order of the page
    track     the subtitles, in time order
    length_s  length of the picture
    """
    captions = track.captions if track else []
    if not lines or track is None:
        return list(lines), list(range(len(captions)))
    matches, least, more = _matched(lines, track, length_s)
    placed = list(lines)
    used: set[int] = set()
    for match in matches:
        used.update(range(match.first_span, match.end_span))
        first, last = captions[match.first_span].span, captions[match.end_span - 1].span
        _share(placed, match, first.start_s, last.end_s, least + more * match.gain / 1000, "subtitle")
    return placed, [k for k in range(len(captions)) if k not in used]


def _matched(lines: list[Placed], track: Track, length_s: float) -> tuple[tuple[Match, ...], float, float]:
    """Lines and subtitles that belong together, by what can be read of them; how sure one is at least, and how much more if it fits."""
    texts = [each.line.text for each in lines], [caption.text for caption in track.captions]
    if language_of(lines) == track.language:
        return by_words(*texts), *BY_WORDS
    found = by_meaning(*texts, (language_of(lines), track.language))
    if found is None:
        return _by_length_alone(lines, track.captions, length_s), *BY_LENGTH
    return found, *BY_MEANING


def _by_length_alone(lines: list[Placed], captions: list[Caption], length_s: float) -> tuple[Match, ...]:
    """What is left to go by where nobody can say what a line means."""
    sizes = [syllables(each.line.text) for each in lines]
    spans = [spoken(caption) for caption in captions]
    places = [at / length_s for at in _paced(sizes, spans)]
    return by_length(sizes, places, spans, [1.0] * len(spans), length_s, are_subtitles=True)


def spoken(caption: Caption) -> tuple[float, float]:
    """The part of a subtitle's time in which it is spoken: it stays a moment longer, to be read, if the next leaves room."""
    start, end = float(caption.span.start_s), float(caption.span.end_s)
    least = end - min(STAYS_S, 0.4 * (end - start))
    return start, min(max(least, start + syllables(caption.text) / SYLLABLES_A_SECOND), end)


def _paced(sizes: list[float], spans: list[tuple[float, float]]) -> list[float]:
    """Where each line would begin if as large a share of the speech lay before it as of the words, in seconds."""
    spoken, told, total = sum(end - start for start, end in spans), 0.0, max(sum(sizes), 1e-9)
    starts = []
    for size in sizes:
        left, at = spoken * told / total, spans[-1][1]
        for start, end in spans:
            if left < end - start:
                at = start + left
                break
            left -= end - start
        starts.append(at)
        told += size
    return starts


def language_of(lines: list[Placed]) -> str:
    """The language of most lines, of equals the first."""
    languages = [each.line.language for each in lines]
    return max(dict.fromkeys(languages), key=languages.count)


def _share(placed: list[Placed], match: Match, start: float, end: float, surety: float, source: str) -> None:
    """Lay the lines of a match into one stretch, each as long as its words."""
    numbers = range(match.first_line, match.end_line)
    sizes = [max(syllables(placed[k].line.text), 0.5) for k in numbers]
    at = start
    for k, size in zip(numbers, sizes, strict=True):
        until = at + (end - start) * size / sum(sizes)
        placed[k] = _put(placed[k], at, until, surety * (GUESSED if at > start else 1.0), source)
        at = until


def lay_on_speech(
    lines: list[Placed], places: list[float], speech: tuple[SpeechSpan, ...], length_s: float, track: Track | None = None
) -> list[Placed]:
    """Lines without a place on speech that was heard and that no subtitle stands for, between their neighbours.

    lines     in the order of the page, some with a place
    places    where each line is expected, 0..1 of the picture
    speech    spans of speech in the picture's sound
    length_s  length of the picture
    track     the subtitles: what they stand for is theirs, whether a line of the script lies on them or not
    """
    placed = list(lines)
    unsaid = _unsaid(speech, [spoken(caption) for caption in track.captions] if track else [])
    k = 0
    while k < len(placed):
        if placed[k].span is not None:
            k += 1
            continue
        end = next((n for n in range(k, len(placed)) if placed[n].span is not None), len(placed))
        low, high = _start_before(placed, k), _start_after(placed, end, length_s)
        free = [each for each in unsaid if each.span.start_s >= low - 0.1 and each.span.end_s <= high + 0.1]
        _lay_run(placed, places, k, end, free, length_s, _doubt(k, end, len(placed)))
        k = end
    return placed


def _doubt(first: int, end: int, many: int) -> float:
    """What is left of the doubt of lines [first, end) of so many: a few between two subtitles can hardly lie elsewhere, a long run can."""
    return HELD if 0 < first and end < many and end - first <= HOLDS else 1.0


def _unsaid(speech: tuple[SpeechSpan, ...], told: list[tuple[float, float]]) -> list[SpeechSpan]:
    """What is left of speech when what subtitles stand for is taken out of it: a voice may go on from one line to the next."""
    left = []
    for each in speech:
        start, end = float(each.span.start_s), float(each.span.end_s)
        pieces, at = [], start
        for first, last in sorted(told):
            if first < end and last > at:
                pieces.append((at, first))
                at = max(at, last)
        pieces.append((at, end))
        least = SHORT_SPEECH_S if len(pieces) == 1 else REST_S
        left += [replace(each, span=Span(Seconds(a), Seconds(b))) for a, b in pieces if b - a >= least]
    return left


def _lay_run(
    placed: list[Placed], places: list[float], first: int, end: int, free: list[SpeechSpan], length_s: float, doubt: float
) -> None:
    run = placed[first:end]
    voices = Voices(*(np.array(each, dtype=np.float64) for each in (
        [each.span.start_s for each in free], [each.span.end_s for each in free], [each.confidence for each in free])))
    matches = by_voice([syllables(each.line.text) for each in run], places[first:end], voices, length_s)
    for match in matches:
        spans = free[match.first_span : match.end_span]
        heard = min(each.confidence for each in spans)
        surety = 1.0 - (1.0 - (0.3 + 0.7 * match.gain / 1000 * max(heard, 0.3))) * doubt
        moved = Match(match.first_line + first, match.end_line + first, match.first_span, match.end_span, match.gain)
        _share(placed, moved, spans[0].span.start_s, spans[-1].span.end_s, surety, "speech")


def _start_before(placed: list[Placed], k: int) -> float:
    return max((each.span.start_s for each in placed[:k] if each.span), default=0.0)


def _start_after(placed: list[Placed], k: int, length_s: float) -> float:
    return min((each.span.start_s for each in placed[k:] if each.span), default=length_s)


def spread(lines: list[Placed], scene_spans: list[tuple[float, float]]) -> list[Placed]:
    """Lines that found no place, spread by their length through what is left of their scene; hardly believed.

    scene_spans  start and end of every scene in seconds
    """
    placed = list(lines)
    k = 0
    while k < len(placed):
        if placed[k].span is not None:
            k += 1
            continue
        scene = placed[k].scene
        end = next(
            (n for n in range(k, len(placed)) if placed[n].span is not None or placed[n].scene != scene), len(placed)
        )
        start_s, end_s = scene_spans[scene]
        before = [each.span.end_s for each in placed[:k] if each.span and each.scene == scene]
        after = [each.span.start_s for each in placed[end:] if each.span and each.scene == scene]
        low, high = max([start_s, *before]), min([end_s, *after])
        if high <= low:
            low, high = start_s, end_s
        room = (high - low) / (end - k)
        for n in range(k, end):
            wish = max(0.6, syllables(placed[n].line.text) / SYLLABLES_A_SECOND)
            middle = low + room * (n - k + 0.5)
            half = min(wish, room) / 2
            placed[n] = _put(placed[n], middle - half, middle + half, SPREAD, "spread")
        k = end
    return placed
