"""Spotting: cues and silences that tile the picture, each with the reason that really decided it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from yeoun.model.feeling import EmotionGraph
from yeoun.model.media import Caution
from yeoun.model.notes import House, NoteKind, Notes
from yeoun.model.observed import Observations
from yeoun.model.script import Episode
from yeoun.model.spotted import Cue, Ending, Function, Hit, Moment, NotCaught, Silence, Spotting
from yeoun.spotting.answers import answered, others, sounds, unanswered
from yeoun.spotting.asking import CALLING, asked_frames, asking, called, left_out, shares
from yeoun.spotting.deeds import Deed, deeds
from yeoun.spotting.desire import EVERY_S, HELD, Term, desire, is_refusal, is_temp_track, key_lines, note_spans
from yeoun.spotting.entries import lead_frames, led
from yeoun.spotting.hits import Candidate, candidates, hits_of, left_bare
from yeoun.spotting.kept import carved, kept_silent, told_of_left
from yeoun.spotting.path import Boundary, Run, best_path, boundaries
from yeoun.spotting.pins import names, pin_spans, without
from yeoun.spotting.saying import Facts, said
from yeoun.spotting.sharing import Quieted, counted, quieted, told_of_notes, told_of_share
from yeoun.spotting.uncomposed import FILLED, told_of_silence
from yeoun.units.names import CueId, CueKey, LineId, Person
from yeoun.units.time import Seconds, nearest_frame

ONE_CUE_S = 12.0       # our choice: a shorter film may be one cue
LONGEST_TAIL_S = 4.0   # our choice
TAIL_INTO_WORDS_S = 1.2    # our choice: a chord dies away so long even where words come sooner
UNNAMED = "voice"      # speech whose speaker nobody named: a picture may follow it, a theme may not belong to it


def spot(episode: Episode, graph: EmotionGraph, seen: Observations, house: House, notes: Notes) -> Spotting:
    """Where music is and where silence is.

    episode  scenes, shots and lines along the picture
    graph    what it feels like
    seen     what is there: breaths, steps, silences, music
    house    the team's taste: share of music, least lengths, budgets of hits
    notes    people's word: notes of kind music and silence are obeyed, hit and theme notes added
    Gives    moments that tile [0, frames) with reasons, hits and what was left alone
    """
    done = deeds(episode, seen)
    terms, runs = _walked(episode, graph, seen, done, house, notes)
    asked = tuple(dict.fromkeys((*asking(episode, notes), *(term.name.removeprefix("note ") for term in terms
                                                            if term.name.startswith("note ")))))
    others = {note: _walked(episode, graph, seen, done, house, left_out(notes, frozenset({note})))[1] for note in asked}
    free = _walked(episode, graph, seen, done, house, left_out(notes, frozenset(asked)))[1] if len(asked) > 1 else None
    runs, called_by = shares(runs, others, free or next(iter(others.values()), ()))
    moved = tuple((*pins, *by) for pins, by in zip(_moved(runs, episode, graph, seen, done, house, notes), called_by, strict=True))
    terms_of = [tuple(term for term in terms if term.name not in {f"note {note}" for note in asked if note not in by})
                for by in called_by]
    return _spotted(runs, terms_of, moved, others, episode, graph, seen, house, notes)


def spot_plainly(episode: Episode, graph: EmotionGraph, seen: Observations, house: House, notes: Notes) -> Spotting:
    """Where music is and where silence is, as `spot` finds it, without asking which note moved what: to be compared with."""
    terms, runs = _walked(episode, graph, seen, deeds(episode, seen), house, notes)
    return _spotted(runs, [terms] * len(runs), ((),) * len(runs), {}, episode, graph, seen, house, notes)


def _spotted(runs: tuple[Run, ...], terms_of: Sequence[tuple[Term, ...]], moved: tuple[tuple[str, ...], ...],
             others: Mapping[str, tuple[Run, ...]], episode: Episode, graph: EmotionGraph, seen: Observations, house: House,
             notes: Notes) -> Spotting:
    """The runs as cues and silences.

    terms_of  for each run what speaks for and against it;  moved  for each run the notes without which it would lie elsewhere
    others    the runs without each note that asks for music
    """
    keys, done = key_lines(episode, graph), deeds(episode, seen)
    facts = Facts(episode, graph, seen, keys)
    wanted = candidates(episode, graph, seen, done, notes, keys)
    unheard = tuple(deed for deed in done if deed.event is None)

    def met(first: int, end: int, rested: int) -> tuple[tuple[Hit, ...], tuple[NotCaught, ...]]:
        return hits_of(first, end, lead_frames(episode.rate), rested, wanted, unheard, episode, house)

    ahead = partial(_ahead, wanted, episode, met)
    runs = ahead(runs)
    paid = quieted(runs, {note: ahead(each) for note, each in others.items()}, asked_frames(episode, notes), episode)
    manners = [_manner(run, episode, graph, each) for run, each in zip(runs, terms_of, strict=True)]
    number, ordinal, moments, rested = _episode_number(episode.name), dict[str, int](), list[Moment](), 0    # rested: frames without music
    for k, run in enumerate(runs):
        following = runs[k + 1] if k + 1 < len(runs) else None
        if run.is_music:
            scene = _scene_at(run.first.frame, episode)
            ordinal[scene] = ordinal.get(scene, 0) + 1
            cues = sum(isinstance(each, Cue) for each in moments)
            key = CueKey(f"{episode.name}-{scene}-{ordinal[scene]}")
            printed = CueId(f"{number}m{cues + 1:02}")
            ending = _ending(following, manners[k + 1] if following else "", episode)
            moments.append(_cue(key, printed, run, ending, facts, house, notes,
                                met(run.first.frame, run.end.frame, rested), wanted, terms_of[k], moved[k]))
            rested = 0
        else:
            silence = _silence(len(moments) - sum(isinstance(each, Cue) for each in moments) + 1, run, manners[k], facts,
                               terms_of[k], house, moved[k], paid[k], notes)
            moments.append(replace(silence, not_caught=left_bare(silence.first_frame, silence.end_frame, wanted, unheard, episode)))
            rested += run.end.frame - run.first.frame
    moments = _answering(moments, runs, episode, seen)
    asked = _forced(episode, notes)
    parted = boundaries(episode, graph, seen, done, tuple(frame for span in asked for frame in span))
    rest = Notes(tuple(note for note in notes.notes if note.kind not in {NoteKind.MUSIC, NoteKind.SILENCE, *CALLING}))

    def without_notes() -> Sequence[Run]:
        return runs if rest == notes else _walked(episode, graph, seen, done, house, rest)[1]

    share = told_of_share(runs, parted, episode, house, without_notes=without_notes, one_cue_s=ONE_CUE_S)
    why = told_of_silence(moments, episode, graph, seen)
    dropped = told_of_left(runs, episode, house)
    return Spotting(tuple(moments), (*share, *told_of_notes(paid, runs, house, episode), *dropped, *_missed(wanted, moments), *why))


def _ahead(wanted: tuple[Candidate, ...], episode: Episode, met: Callable[[int, int, int], tuple[tuple[Hit, ...], tuple[NotCaught, ...]]],
           runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs, each cue that enters on a moment it meets begun ahead of it."""
    return led(runs, wanted, episode, lambda first, end, rested, at: any(hit.frame == at for hit in met(first, end, rested)[0]))


def _walked(episode: Episode, graph: EmotionGraph, seen: Observations, done: tuple[Deed, ...], house: House,
            notes: Notes) -> tuple[tuple[Term, ...], tuple[Run, ...]]:
    """What each moment wishes, notes that need music included, and the runs that follow."""
    terms = desire(episode, graph, seen, done, notes, key_lines(episode, graph))
    return called(episode, notes, terms, lambda wishes: _runs(episode, graph, seen, done, house, notes, wishes))


def _answering(moments: Sequence[Moment], runs: Sequence[Run], episode: Episode, seen: Observations) -> list[Moment]:
    """The moments with what the music answers, and with why it does not answer the rest."""
    heard, out = sounds(seen), list[Moment]()
    music = [(each.first_frame, each.end_frame) for each in moments if isinstance(each, Cue)]
    answers = {each.key: answered(each.first_frame, each.end_frame, run.moment, each.hits, heard, episode)
               for each, run in zip(moments, runs, strict=True) if isinstance(each, Cue)}
    every = [answer for found in answers.values() for answer in found]
    for each in moments:
        each = replace(each, not_caught=others(each.not_caught, heard))
        left = unanswered(each.first_frame, each.end_frame, heard, every, each.not_caught, music, episode)
        if isinstance(each, Cue):
            each = replace(each, answers=answers[each.key])
        out.append(replace(each, not_caught=tuple(sorted((*each.not_caught, *left), key=lambda one: one.at_s))) if left else each)
    return out


def _forced(episode: Episode, notes: Notes) -> tuple[tuple[int, int], ...]:
    """The frames [first, end) for which notes ask for music outright."""
    asked = [(start, end) for kind in (NoteKind.MUSIC, NoteKind.SILENCE) for _, start, end, value in
             note_spans(episode, notes, kind) if is_refusal(value) == (kind is NoteKind.SILENCE)]
    return tuple((nearest_frame(Seconds(start), episode.rate), nearest_frame(Seconds(end), episode.rate)) for start, end in asked)


def _runs(episode: Episode, graph: EmotionGraph, seen: Observations, done: tuple[Deed, ...], house: House, notes: Notes,
          terms: tuple[Term, ...]) -> tuple[Run, ...]:
    kept = kept_silent(episode, notes)
    forced = _forced(episode, notes)
    if episode.length_s < ONE_CUE_S and not forced:
        runs: tuple[Run, ...] = (Run(Boundary(0, "as the picture begins", 0),
                                     Boundary(episode.frames, "as the picture ends", 0), True),)
    else:
        moments = boundaries(episode, graph, seen, done, tuple(frame for span in forced for frame in span))
        runs = best_path(moments, terms, episode, shortest_cue_s=house.shortest_cue_s,
                         shortest_silence_s=house.shortest_silence_s, wished_share=house.music_share)
    return carved(runs, kept, forced, episode, house) if kept else runs


def _moved(runs: tuple[Run, ...], episode: Episode, graph: EmotionGraph, seen: Observations, done: tuple[Deed, ...],
           house: House, notes: Notes) -> tuple[tuple[str, ...], ...]:
    """For each run, the pins on the graph without which it would not be, or not as it is."""
    found: list[tuple[str, ...]] = [()] * len(runs)
    for note, spans in pin_spans(episode, notes).items():
        free = without(graph, note, spans)
        others = {(run.first.frame, run.end.frame, run.is_music)
                  for run in _walked(episode, free, seen, done, house, notes)[1]}
        found = [(*before, note) if (run.first.frame, run.end.frame, run.is_music) not in others else before
                 for before, run in zip(found, runs, strict=True)]
    return tuple(found)


def _cue(key: CueKey, printed: CueId, run: Run, ending: tuple[Ending, Seconds], facts: Facts, house: House, notes: Notes,
         met: tuple[tuple[Hit, ...], tuple[NotCaught, ...]], wanted: tuple[Candidate, ...], terms: tuple[Term, ...],
         moved: tuple[str, ...]) -> Cue:
    episode, first, end = facts.episode, run.first.frame, run.end.frame
    start_s, end_s = float(first / episode.rate), float(end / episode.rate)
    character = _whose(start_s, end_s, facts.graph)
    hits, left = met

    def over(kind: NoteKind) -> list[tuple[str, str]]:
        return [(note, value) for note, start, until, value in note_spans(episode, notes, kind) if start < end_s and until > start_s]

    themes, methods = over(NoteKind.THEME), over(NoteKind.METHOD)
    here = {note for kind in (NoteKind.MUSIC, NoteKind.SILENCE, *CALLING) for note, _ in over(kind)}
    obeyed = [note for note in moved if note in here]    # what would have been so anyway is not claimed
    struck = {hit.frame for hit in hits}
    asked = [note for each in wanted if each.frame in struck for note in each.notes]
    pins = [note for note in pin_spans(episode, notes) if any(names(hit.reason, note) for hit in hits)]
    beside = [run.first.note, run.end.note]
    lines = tuple(line.id for line in episode.lines if line.span.start_s < end_s and line.span.end_s > start_s)
    told = (said(_deciding(run, terms, episode, +1), start_s, end_s, facts)
            or said([("feeling", ""), ("longing", "")], start_s, end_s, facts))    # crowded out, and yet what stands out here
    why = _sentence(told, _by_share(house, True))
    if first == 0 and end == episode.frames and episode.length_s < ONE_CUE_S:
        why = f"the film is under {ONE_CUE_S:.0f} s: one cue over the whole"
    why += "".join(f", and note {note} asks for music" for note in obeyed if not names(why, note))
    beat = ", its first beat on the moment" if run.moment in struck else ""
    out = f" and stops {run.end.reason}" if run.end.note else ""
    return Cue(
        key=key, id=printed, first_frame=first, end_frame=end, tail_s=ending[1], ending=ending[0],
        function=_function(first, end, episode, len(lines)), method="compose", parent=None,
        character=character, theme_owner=Person(themes[0][1]) if themes else character,
        reason=f"{why}; it enters {run.first.reason}{beat}{out}{_by_notes(moved, obeyed, notes)}", hits=hits, not_caught=left, lines=lines,
        notes=tuple(dict.fromkeys(note for note in (*(note for note, _ in (*themes, *methods)), *obeyed, *asked, *pins, *beside,
                                                    *moved) if note)))


def _by_notes(moved: Sequence[str], said: Sequence[str], notes: Notes) -> str:
    """What is said of the notes that moved a moment, those in `said` excepted."""
    pins = {note.id for note in notes.notes if note.kind is NoteKind.GRAPH}
    return "".join(f"; without the feeling that note {note} pins it would lie elsewhere" if note in pins else
                   f"; without note {note} it would lie elsewhere" for note in moved if note not in said)


def _manner(run: Run, episode: Episode, graph: EmotionGraph, terms: tuple[Term, ...]) -> str:
    """How a silence begins, which is how the cue before it ends: cut clean, or what was struck before rings into it.

    A note's word first; else it is cut where the scene breaks off there, or where the scene's own quiet fills it.
    """
    if run.kept:
        return run.manner
    breaks = any(turn.kind in {"shock", "rupture"} and abs(turn.at_s - run.first.frame / episode.rate) < 0.6 for turn in graph.turns)
    held = {name for name, _ in _deciding(run, terms, episode, -1)} & HELD
    return "cut" if breaks or _fills(held, run, terms, episode) else "ring"


def _ending(following: Run | None, manner: str, episode: Episode) -> tuple[Ending, Seconds]:
    """How a cue ends, and how long it may ring, from the silence after it: words that come soon are not rung over for long."""
    if following is None:
        return Ending.FADE, Seconds(0.0)
    if manner == "cut":
        return Ending.CUT, Seconds(0.0)
    start_s, end_s = float(following.first.frame / episode.rate), float(following.end.frame / episode.rate)
    words = min((max(0.0, line.span.start_s - start_s) for line in episode.lines if line.span.end_s > start_s), default=end_s)
    return Ending.RING, Seconds(round(min(LONGEST_TAIL_S, 0.6 * (end_s - start_s), max(TAIL_INTO_WORDS_S, words)), 3))


def _fills(names: set[str], run: Run, terms: tuple[Term, ...], episode: Episode) -> bool:
    """Whether terms together speak for two fifths of a run: a breath alone does not compose a silence of ten seconds."""
    first = round(float(run.first.frame / episode.rate) / EVERY_S)
    end = max(first + 1, round(float(run.end.frame / episode.rate) / EVERY_S))
    spoken = [term.values[first:end] < 0 for term in terms if term.name in names]
    return bool(spoken) and bool(np.any(spoken, axis=0).mean() >= FILLED)


def _silence(count: int, run: Run, manner: str, facts: Facts, terms: tuple[Term, ...], house: House, moved: tuple[str, ...],
             paid: tuple[Quieted, ...], notes: Notes) -> Silence:
    episode, seen = facts.episode, facts.seen
    start_s, end_s = float(run.first.frame / episode.rate), float(run.end.frame / episode.rate)
    if run.kept:
        how = "it is cut clean" if manner == "cut" else "what was struck before may ring into it"
        return Silence(f"s{count:02}", run.first.frame, run.end.frame, "composed", manner,
                       f"note {run.kept} asks for silence here, and {how}", None, (run.kept,))
    deciding = _deciding(run, terms, episode, -1)
    named = {name for name, _ in deciding}
    is_composed = _fills(named & (HELD | {"breath", "heartbeats"}), run, terms, episode)
    from_line: LineId | None = next((line.id for line in facts.keys if start_s - 2.5 <= line.span.end_s <= start_s + 0.5), None)
    words = sum(max(0.0, min(end_s, line.span.end_s) - max(start_s, line.span.start_s)) for line in episode.lines)
    source = sum(max(0.0, min(end_s, each.end_s) - max(start_s, each.start_s)) for each in seen.music)
    kind = ("composed" if is_composed else "source" if source > 0.5 * (end_s - start_s) and not
            is_temp_track(episode, seen.music) else "dialogue" if words > 0.4 * (end_s - start_s) else "free")
    told = said(deciding, start_s, end_s, facts) or said([("words", "")], start_s, end_s, facts)    # many, though never in a crowd
    why = _sentence(told, _by_share(house, False))
    counts = "".join(counted(each, house) for each in paid)
    reason = f"{why}; it begins {run.first.reason}{counts}{_by_notes(moved, [each.note for each in paid], notes)}"
    if run.left:
        beside = " and note ".join(run.left)
        left = f"{end_s - start_s:.1f} s of the cue would be left beside note {beside}: too short to be music"
        reason = f"{left}{_by_notes(moved, run.left, notes)}"
    named_notes = tuple(dict.fromkeys(note for note in (*run.left, run.first.note, *moved) if note))
    return Silence(f"s{count:02}", run.first.frame, run.end.frame, kind, manner, reason,
                   from_line if is_composed else None, named_notes)


def _deciding(run: Run, terms: tuple[Term, ...], episode: Episode, sign: int) -> list[tuple[str, str]]:
    """The terms that weigh most for a run (at least a fifth of the weightiest), as (name, words)."""
    first = round(float(run.first.frame / episode.rate) / EVERY_S)
    end = max(first + 1, round(float(run.end.frame / episode.rate) / EVERY_S))
    weights = [(int(np.clip(sign * term.values[first:end], 0, None).sum()), term) for term in terms
               if term.name != "wordless" or (term.values[first:end] > 0).mean() >= 0.5]    # it says "most of it"
    top = max((weight for weight, _ in weights), default=0)
    if top <= 0:
        return []
    ranked = sorted(weights, key=lambda each: (-each[0], each[1].name))
    return [(term.name, term.words) for weight, term in ranked[:3] if weight >= 0.2 * top]


def _by_share(house: House, is_music: bool) -> str:
    """The reason where nothing decides that could be named: the house's wished share of music does."""
    part = "part of it" if is_music else "part of the rest"
    return f"nothing stands out here: the house wants {100 * house.music_share:.0f} % music, and this is {part}"


def _sentence(words: Sequence[str], otherwise: str) -> str:
    if len(words) > 1:
        return f"{', '.join(words[:-1])}, and {words[-1]}"
    return words[0] if words else otherwise


def _whose(start_s: float, end_s: float, graph: EmotionGraph) -> Person | None:
    """Whose inner voice a cue follows: who is there longest, weighed by how much they hide (our choice)."""
    best: tuple[float, str] | None = None
    every = graph.feelings.every
    for who in graph.characters:
        present = sum(max(0.0, min(end_s, span.end_s) - max(start_s, span.start_s)) for span in who.present)
        if present <= 0.0 or who.name == UNNAMED:
            continue
        cut = slice(int(start_s / every), max(int(start_s / every) + 1, int(end_s / every)))
        hidden = np.abs(np.array(who.inner.valence[cut]) - np.array(who.spoken.valence[cut]))
        score = present * (1.0 + float(hidden.mean()) if len(hidden) else 1.0)
        if best is None or score > best[0] + 1e-9:
            best = (score, who.name)
    return Person(best[1]) if best else None


def _function(first: int, end: int, episode: Episode, lines: int) -> Function:
    length_s = float((end - first) / episode.rate)
    marks = {mark for scene in episode.scenes if scene.first_frame < end and scene.end_frame > first
             for mark in scene.marks}
    if length_s < 4.0 and episode.length_s >= ONE_CUE_S:
        return Function.STING
    if "montage" in marks:
        return Function.MONTAGE
    if end == episode.frames and first > 0:
        return Function.ENDING
    if length_s < 8.0 and episode.length_s >= ONE_CUE_S:
        return Function.BRIDGE
    return Function.THEME if lines <= length_s / 20.0 else Function.UNDERSCORE


def _scene_at(frame: int, episode: Episode) -> str:
    return next((scene.number for scene in reversed(episode.scenes) if scene.first_frame <= frame), "0")


def _episode_number(name: str) -> int:
    found = re.search(r"e(\d+)", name.lower())
    return int(found.group(1)) if found else 1


def _missed(wanted: tuple[Candidate, ...], moments: list[Moment]) -> tuple[Caution, ...]:
    """Hits that notes ask for where no music plays: the note is heard, and people are told why nothing lands."""
    played = {hit.frame for each in moments if isinstance(each, Cue) for hit in each.hits}
    return tuple(Caution("hit_in_silence", f"{each.reason}: no music plays there, so nothing lands. Ask for music around it "
                         "with a note of kind music.") for each in wanted if each.is_pinned and each.frame not in played)
