"""How much each moment of the picture wants music, and how much it wants silence, with the reasons kept apart.

Our choice of method, after the habits of drama music teams: the wish is a sum of named terms on a fine grid, in
thousandths; the path over moments (path.py) adds them up, and the reason of a cue is the terms that really decided it,
each in the words that its figures bear (saying.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.feeling import EmotionGraph
from yeoun.model.media import Span
from yeoun.model.notes import NO, NoteKind, Notes
from yeoun.model.observed import EventKind, Observations
from yeoun.model.script import Episode, Line, LineKind, Scene
from yeoun.spotting.deeds import Deed

EVERY_S = 0.1

# What each term is worth for a second of music, in thousandths (our choice). Below zero speaks for silence.
FEELING = 1400          # per unit of distance from rest
LONGING = 500           # nostalgia
MEMORY = 900            # montage, flashback, dream
WORDLESS = 450          # nobody speaks for a while: the picture is told by what is seen
INNER_VOICE = 1500      # a voice that only we hear: the music thinks with it
TURNING = 1800          # carrying a turn over its edge, times its size against the largest
AFTER_KEY_LINE = -2600  # the beat after a key line stays empty
STILLNESS = -2400       # a dramatic silence of the scene itself, times its salience
BREATHING = -700        # an audible breath, sigh or sob is left alone
DENSE_WORDS = -600      # lines that follow one another without air
SOURCE_MUSIC = -3000    # music that belongs to the picture
AFTER_LAST_DEED = -2600  # a blow that ends a scene is heard alone until the next begins
HEART = -900            # a heart is heard: the detector may be wrong
HEART_ALONE = -2800     # a heart is heard, and the script says so
PINNED = 100_000        # people's word
REST = 0.1              # of arousal and tension, the same in every film, so that no scene shifts another's: so low that calm scenes differ
SHORTEST_SOURCE_S = 3.0  # what is heard as music for less is no music to make room for (our choice)
HEART_GAP_S = 1.5        # beats no further apart than this are one heart (the slowest has 40 a minute)
LAST_S = 2.5             # so near to its end a deed ends the scene (our choice)
LEADS_S, LETS_GO_S = 3.0, 1.5    # music carries a turn from so long before it until so long after it (our choice)
MEMORIES = ("montage", "flashback", "dream")
SOFT = frozenset({EventKind.SIGH, EventKind.SOB, EventKind.BREATH, EventKind.GASP})
HELD = frozenset({"stillness", "key line", "heart", "deed"})    # terms whose silence is composed, and cut clean
_HEARTS = re.compile("심장|두근|쿵쾅|고동|맥박|heart|pulse", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """One reason, over time: `values` in thousandths a second, on the grid.

    `words` stand for a deed or a note, which are themselves what they say; other terms are put into words by their figures.
    """

    name: str
    values: NDArray[np.int64]
    words: str = ""


def _grid(length_s: float) -> NDArray[np.float64]:
    return np.asarray(np.arange(max(1, round(length_s / EVERY_S))) * EVERY_S, dtype=np.float64)


def _inside(at: NDArray[np.float64], spans: Sequence[tuple[float, float]]) -> NDArray[np.bool_]:
    found = np.zeros(len(at), dtype=bool)
    for start, end in spans:
        found |= (at >= start) & (at < end)
    return found


def key_lines(episode: Episode, graph: EmotionGraph) -> tuple[Line, ...]:
    """The lines on which the scene turns: at most one in 20 s, the larger turn first (our choice)."""
    weighed = []
    for line in (each for each in episode.lines if each.kind is not LineKind.INNER):    # nobody answers what nobody hears
        size = max((turn.size for turn in graph.turns
                    if line.span.start_s - 0.5 <= turn.at_s <= line.span.end_s + 1.5), default=0.0)
        if size >= 0.35:
            weighed.append((-size, line.span.start_s, line))
    chosen: list[Line] = []
    for _, _, line in sorted(weighed, key=lambda each: each[:2]):
        if all(abs(line.span.start_s - other.span.start_s) >= 20.0 for other in chosen):
            chosen.append(line)
    return tuple(sorted(chosen, key=lambda each: each.span.start_s))


def is_temp_track(episode: Episode, music: tuple[Span, ...]) -> bool:
    """Music over more than half the picture counts as a temp track, not as source (our choice)."""
    return sum(span.end_s - span.start_s for span in music) > 0.5 * episode.length_s


def _seconds(scene: Scene, episode: Episode) -> tuple[float, float]:
    return float(scene.first_frame / episode.rate), float(scene.end_frame / episode.rate)


def note_spans(episode: Episode, notes: Notes, kind: NoteKind) -> tuple[tuple[str, float, float, str], ...]:
    """Where notes of a kind stand: (id, from, to, value), in seconds of picture."""
    found = []
    for note in notes.notes:
        if note.kind is not kind:
            continue
        if note.frames is not None:
            first, end = note.frames
            found.append((note.id, float(first / episode.rate), float(end / episode.rate), note.value))
        else:
            found += [(note.id, *_seconds(scene, episode), note.value)
                      for scene in episode.scenes if note.scene in (scene.number, scene.id)]
    return tuple(found)


def is_refusal(value: str) -> bool:
    """Whether a note's value says no: reading has understood whatever people wrote for it.

    >>> is_refusal(NO), is_refusal("force")
    (True, False)
    """
    return value == NO


def _feeling_terms(at: NDArray[np.float64], graph: EmotionGraph) -> list[Term]:
    feelings = graph.feelings
    if not feelings.valence:
        return []
    valence = 0.5 * np.array(feelings.valence)
    roused = [np.maximum(0.0, np.array(axis) - REST) for axis in (feelings.arousal, feelings.tension)]
    away = np.sqrt(valence ** 2 + roused[0] ** 2 + roused[1] ** 2)
    index = np.minimum((at / feelings.every).astype(int), len(away) - 1)
    longing = np.asarray(graph.nostalgia)[index] if graph.nostalgia else np.zeros(len(at))
    return [Term("feeling", np.rint(FEELING * away[index]).astype(np.int64)),
            Term("longing", np.rint(LONGING * longing).astype(np.int64))]


CARRIED = {"release", "reveal", "rupture", "light"}    # kinds of turns that music may carry; a shock or silence stands alone


def sizes(graph: EmotionGraph) -> dict[float, float]:
    """How large each turn is, half by itself and half against the largest of the picture, by its time (our choice).

    Turns of the curves are held against turns of the curves: what evidence names outright, a shock or a silence, has the
    size of its confidence and would dwarf them.
    """
    largest = {kind in CARRIED: max([0.25, *(turn.size for turn in graph.turns if (turn.kind in CARRIED) == (kind in CARRIED))])
               for kind in {turn.kind for turn in graph.turns}}
    return {turn.at_s: 0.5 * (turn.size + turn.size / largest[turn.kind in CARRIED]) for turn in graph.turns}


def _turning_term(at: NDArray[np.float64], graph: EmotionGraph) -> Term:
    size, values = sizes(graph), np.zeros(len(at))
    for turn in graph.turns:
        if turn.kind in CARRIED:
            values = np.maximum(values, size[turn.at_s] * _inside(at, [(turn.at_s - LEADS_S, turn.at_s + LETS_GO_S)]))
    return Term("turning", np.rint(TURNING * values).astype(np.int64))


def _words_terms(at: NDArray[np.float64], episode: Episode, seen: Observations, keys: tuple[Line, ...]) -> list[Term]:
    thought = [(line.span.start_s - 1.0, line.span.end_s + 1.0) for line in episode.lines if line.kind is LineKind.INNER]
    spoken = [(line.span.start_s, line.span.end_s) for line in episode.lines if line.kind is not LineKind.INNER]
    spoken = spoken or [(each.span.start_s, each.span.end_s) for each in seen.speech]
    talk = _inside(at, spoken).astype(float)
    width = round(8.0 / EVERY_S)
    density = np.convolve(talk, np.ones(width) / width)[(width - 1) // 2:][:len(talk)]    # "same" would be `width` long for shorter films
    dense = np.clip((density - 0.6) / 0.3, 0.0, 1.0)
    wordless = ~_inside(at, [(start - 1.5, end + 1.5) for start, end in spoken])
    after = _inside(at, [(line.span.end_s, line.span.end_s + 2.5) for line in keys])
    return [Term("inner voice", INNER_VOICE * _inside(at, thought).astype(np.int64)),
            Term("wordless", WORDLESS * wordless.astype(np.int64)),
            Term("words", np.rint(DENSE_WORDS * dense).astype(np.int64)),
            Term("key line", AFTER_KEY_LINE * after.astype(np.int64))]


def hearts(episode: Episode, seen: Observations) -> tuple[tuple[float, float, bool], ...]:
    """Where a heart is heard: (from, to, whether the script or a sound label speaks of it there)."""
    beats = [each for each in seen.events if each.kind is EventKind.HEARTBEAT]
    found: list[tuple[float, float]] = []
    for beat in beats:
        if found and beat.at_s - found[-1][1] <= HEART_GAP_S:
            found[-1] = (found[-1][0], float(beat.until_s))
        else:
            found.append((float(beat.at_s), float(beat.until_s)))
    told = [span for text, span in (*((action.text, action.span) for scene in episode.scenes for action in scene.actions),
                                    *((tag.text, tag.span) for tag in episode.tags)) if _HEARTS.search(text)]
    return tuple((start, end, any(span.start_s < end and span.end_s > start for span in told)) for start, end in found)


def _heart_terms(at: NDArray[np.float64], episode: Episode, seen: Observations) -> list[Term]:
    spans = hearts(episode, seen)
    alone = _inside(at, [(start - 0.3, end + 0.3) for start, end, is_told in spans if is_told])
    heard = _inside(at, [(start - 0.3, end + 0.3) for start, end, is_told in spans if not is_told])
    return [Term("heart", HEART_ALONE * alone.astype(np.int64)),
            Term("heartbeats", HEART * heard.astype(np.int64))]


def _deed_terms(at: NDArray[np.float64], episode: Episode, deeds: tuple[Deed, ...]) -> list[Term]:
    """A blow of the script that is heard and ends its scene speaks alone until the next scene begins."""
    found = []
    for scene in episode.scenes[:-1]:
        end = _seconds(scene, episode)[1]
        last = [deed for deed in deeds if deed.event is not None and deed.event.kind is EventKind.IMPACT
                and end - LAST_S <= deed.event.at_s < end - 0.5][-1:]
        found += [Term("deed", AFTER_LAST_DEED * _inside(at, [(deed.at_s, end)]).astype(np.int64),
                       f"what is done ends the scene and is heard alone ({deed.says.rstrip('.')})") for deed in last]
    return found


def _sound_terms(at: NDArray[np.float64], episode: Episode, seen: Observations) -> list[Term]:
    still = np.zeros(len(at))
    for quiet in seen.silences:
        if quiet.kind == "dramatic":
            still = np.maximum(still, quiet.salience * _inside(at, [(quiet.span.start_s, quiet.span.end_s)]))
    breath = _inside(at, [(each.at_s - 0.3, each.until_s + 0.7) for each in seen.events if each.kind in SOFT])
    source = [] if is_temp_track(episode, seen.music) else [(each.start_s, each.end_s) for each in seen.music
                                                            if each.end_s - each.start_s >= SHORTEST_SOURCE_S]
    return [Term("stillness", np.rint(STILLNESS * still).astype(np.int64)),
            Term("breath", BREATHING * breath.astype(np.int64)),
            Term("source", SOURCE_MUSIC * _inside(at, source).astype(np.int64)),
            *_heart_terms(at, episode, seen)]


def desire(episode: Episode, graph: EmotionGraph, seen: Observations, deeds: tuple[Deed, ...], notes: Notes,
           keys: tuple[Line, ...]) -> tuple[Term, ...]:
    """Every term over the whole picture, on a grid of 0.1 s.

    deeds  what the script says is done in one moment, and where it is heard
    keys   the lines on which scenes turn
    Gives  terms in thousandths a second; above zero wants music, below zero wants silence
    """
    at = _grid(episode.length_s)
    memory = [_seconds(scene, episode) for scene in episode.scenes if {*MEMORIES} & {*scene.marks}]
    terms = [*_feeling_terms(at, graph), _turning_term(at, graph), *_words_terms(at, episode, seen, keys), *_sound_terms(at, episode, seen),
             *_deed_terms(at, episode, deeds),
             Term("memory", MEMORY * _inside(at, memory).astype(np.int64))]
    for kind, words in ((NoteKind.MUSIC, "asks for music"), (NoteKind.SILENCE, "forbids silence")):
        for note, start, end, value in note_spans(episode, notes, kind):
            if is_refusal(value) == (kind is NoteKind.SILENCE):    # the others ask for silence: kept.py
                pinned = PINNED * _inside(at, [(start, end)]).astype(np.int64)
                terms.append(Term(f"note {note}", pinned, f"note {note} {words}"))
    return tuple(terms)
