"""What became of people's notes: for every note what it changed, or why it could not, as a table, as warnings, as provenance.

What a note changed is read beside the same film without it (differing.py); of a note that nobody left out the stages say it
(`Outcome`). What it did not get the stages know; for music and silence the spotting is asked, for the graph its evidence.
Nothing is said of a note that cannot be read off what was made.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from yeoun.delivering.differing import match_of, renumbered
from yeoun.delivering.plain import numbers, rounded, timecode
from yeoun.model.feeling import Source
from yeoun.model.media import Caution
from yeoun.model.notes import NO, Note, NoteKind, Notes, Outcome
from yeoun.model.script import Episode, Scene
from yeoun.model.soundtrack import Change, Renumbered, ScoredCue, Soundtrack
from yeoun.model.spotted import Cue, Moment, Silence, Spotting
from yeoun.units.time import Seconds, at_frame, nearest_frame

STILL_S = 2.0      # our choice: a cue may die away so long before its end
CUT_S = 0.25       # so long may a cut take (checking measures it on the mix)
MOST_LINES = 30    # our choice: what of the notes is told in the terminal
MOST_EACH = 8      # our choice: and of each
SHARE = "music_share_note"    # the code of what spotting says of music that a note took from another place
BESIDE = ("Read by writing the film once more without each note, and once without any: what would be otherwise is what the note changed, "
          "also where it lies far from its place, as all cues share one feeling and its resting point.")
HEADS = ("note", "who", "asked for", "where", "what it changed")
MOST_ROWS = 200    # our choice: more notes than these are in the JSON alone


@dataclass(frozen=True, slots=True)
class Unmet:
    """What was not obeyed, and where in the picture (None = nowhere in particular)."""

    why: str
    at_s: Seconds | None


@dataclass(frozen=True, slots=True)
class Told:
    """A note and what became of it. `warned`: the spotting has said already that it could not be obeyed.

    `holds` is what is so there where nothing had to change, or nobody knows whether it had to.
    """

    note: Note
    where: str
    changed: tuple[str, ...]
    unmet: tuple[Unmet, ...]
    warned: bool = False
    holds: str = "nothing: it was so already"


def spans_of(note: Note, episode: Episode) -> tuple[tuple[int, int], ...]:
    """The frames a note speaks of; the whole film where it names no place, nothing where its place is not in the film."""
    if note.frames is not None:
        first, end = max(0, note.frames[0]), min(episode.frames, note.frames[1])
        return ((first, end),) if first < end else ()
    if note.scene is not None:
        return tuple((scene.first_frame, scene.end_frame) for scene in episode.scenes
                     if note.scene in (scene.number, str(scene.id)))
    return ((0, episode.frames),)


def _where(note: Note, episode: Episode) -> str:
    if note.frames is not None:
        return f"{timecode(note.frames[0], episode.media)} to {timecode(note.frames[1], episode.media)}"
    if note.scene is None:
        return "the whole film"
    scene = next((each for each in episode.scenes if note.scene in (each.number, str(each.id))), None)
    return f"scene {note.scene}" if scene is None else _scene_words(scene)


def _scene_words(scene: Scene) -> str:
    """A scene as people know it: its number and where it plays."""
    return ", ".join(word for word in (f"scene {scene.number}", scene.location or scene.heading) if word)


def _scene_of(first: int, end: int, episode: Episode) -> str:
    """The scene in which most of some frames lie, by its number; of frames outside all scenes the film."""
    shared = [(min(scene.end_frame, end) - max(scene.first_frame, first), scene) for scene in episode.scenes]
    best = max(shared, key=lambda each: each[0], default=None)
    return f"scene {best[1].number or best[1].id}" if best is not None and best[0] > 0 else "the film"


def _cue_words(cue: Cue, episode: Episode) -> str:
    """A cue by the scene that most of it lies in and its number."""
    return f"{_scene_of(cue.first_frame, cue.end_frame, episode)}, {cue.id}"


def of_cue(cue: ScoredCue, note: str) -> tuple[Outcome, ...]:
    """What a note did to a cue."""
    return tuple(dict.fromkeys(each for each in cue.score.outcomes if each.note == note))


def _changes(note: str, soundtrack: Soundtrack) -> tuple[str, ...]:
    """What a note changed beside the same film without it, a line a change: scene, cue, what; "" stands for all notes together."""
    episode, cues = soundtrack.episode, {each.cue.id: each.cue for each in soundtrack.cues}

    def where(each: Change) -> str:
        if each.cue is not None:
            return _cue_words(cues[each.cue], episode) if each.cue in cues else str(each.cue)
        at = nearest_frame(each.at_s, episode.rate)
        return _scene_of(at, at + 1, episode) if each.at_s > 0 or "music" in each.words else "the film"
    mine = [each for each in soundtrack.compared.changes if each.note == note]
    return tuple(f"{where(each)}: {each.words}" for each in sorted(mine, key=lambda each: (each.cue is not None, each.at_s)))


def _compared(told: Told, soundtrack: Soundtrack) -> Told:
    """What is told of a note, with what it changed read off the film without it, where somebody looked."""
    if told.note.id not in soundtrack.compared.notes:
        return told
    changed = _changes(told.note.id, soundtrack)
    here = {each.cue.id for each in soundtrack.cues for first, end in spans_of(told.note, soundtrack.episode)
            if first < each.cue.end_frame and each.cue.first_frame < end}
    shared = any(each.note == "" and (each.cue is None or each.cue in here) for each in soundtrack.compared.changes)
    holds = ("nothing by itself: without it other notes would bring the same (the last row has what all of them changed together)"
             if shared else "nothing: it was so already")
    return replace(told, changed=changed, holds=holds)


def _said(cue: ScoredCue, each: Outcome) -> str:
    bars = [f"bar{'s' if len(each.bars) > 1 else ''} {', '.join(map(str, each.bars))}"] if each.bars else []
    parts = [f"part{'s' if len(each.parts) > 1 else ''} {', '.join(each.parts)}"] if each.parts else []
    there = "; ".join((*bars, *parts))
    return f"{cue.cue.id}: {each.changed}" + (f" ({there})" if there else "")


def _composed(note: Note, soundtrack: Soundtrack) -> Told:
    """A note that cues obey."""
    episode, where = soundtrack.episode, _where(note, soundtrack.episode)
    found = [(cue, each) for cue in soundtrack.cues for each in of_cue(cue, note.id)]
    changed = tuple(_said(cue, each) for cue, each in found if each.changed)
    unmet = tuple(Unmet(f"{cue.cue.id}: {each.unmet}", Seconds(
        float(at_frame(cue.cue.first_frame, episode.rate)) + (float(each.at_s) if each.at_s is not None else 0.0)))
        for cue, each in found if each.unmet)
    if found:
        return Told(note, where, changed, unmet)
    said = next((each for each in soundtrack.spotting.cautions if f"note {note.id}:" in each.message), None)
    if said is not None:
        return Told(note, where, (), (Unmet("no music plays there, so nothing lands", said.at_s),), True)
    spans = spans_of(note, episode)
    if note.kind is NoteKind.METHOD and spans:
        return Told(note, where, (), (), holds="nothing: every cue is composed")
    if note.kind is NoteKind.HIT and spans and any(cue.cue.first_frame <= first < cue.cue.end_frame
                                                   for first, _ in spans for cue in soundtrack.cues):
        return Told(note, where, (), (Unmet("stronger hits of other notes stand too near, so nothing lands",
                                            at_frame(spans[0][0], episode.rate)),))
    return Told(note, where, (), (_nowhere(note, episode, f"no music plays there{_taken_by(spans, soundtrack)}"),))


def _taken_by(spans: tuple[tuple[int, int], ...], soundtrack: Soundtrack) -> str:
    """The notes that keep a place silent or moved its silence, in words."""
    ids = dict.fromkeys(note for each in soundtrack.spotting.moments if isinstance(each, Silence) for note in each.notes
                        if any(first < each.end_frame and each.first_frame < end for first, end in spans))
    return f", for the sake of note {', '.join(ids)}" if ids else ""


def _nowhere(note: Note, episode: Episode, otherwise: str) -> Unmet:
    spans = spans_of(note, episode)
    if not spans:
        return Unmet(f"there is no scene {note.scene} in this film" if note.scene is not None
                     else "the film ends before it", None)
    return Unmet(otherwise, at_frame(spans[0][0], episode.rate))


def _spotted(note: Note, soundtrack: Soundtrack) -> Told:
    """A music or silence note: where music is spotted, and how far its stems are heard."""
    episode, where = soundtrack.episode, _where(note, soundtrack.episode)
    spans = spans_of(note, episode)
    if not spans:
        return Told(note, where, (), (_nowhere(note, episode, ""),))
    wants_music, unmet = _wants_music(note), _unspotted(note, episode, soundtrack.spotting)
    here = [moment for moment in soundtrack.spotting.moments if note.id in moment.notes]
    changed = tuple(_moment_words(each, episode) for each in here)
    what = "music" if wants_music else "silence"
    deaf = () if unmet else _by_sound(wants_music, spans, here, soundtrack)
    return Told(note, where, changed, unmet + deaf, holds=f"{what} is spotted there, and the stems are heard so")


def _wants_music(note: Note) -> bool:
    """Whether a note of kind music or silence asks for music."""
    return (note.kind is NoteKind.MUSIC) != (note.value == NO)


def _unspotted(note: Note, episode: Episode, spotting: Spotting) -> tuple[Unmet, ...]:
    """How far a music or silence note is not obeyed where music is spotted."""
    spans = spans_of(note, episode)
    if not spans:
        return (_nowhere(note, episode, ""),)
    under = sum(max(0, min(end, cue.end_frame) - max(first, cue.first_frame)) for first, end in spans for cue in spotting.cues)
    share = under / sum(end - first for first, end in spans)
    share, what = (share, "music") if _wants_music(note) else (1 - share, "silence")
    return () if share > 0.995 else (Unmet(f"only {100 * share:.0f} % of it is {what}", at_frame(spans[0][0], episode.rate)),)


def _moment_words(moment: Moment, episode: Episode) -> str:
    """A cue or a silence by its scene and where it lies."""
    span = f"from {_span_words(moment, episode)}"
    if isinstance(moment, Cue):
        return f"{_cue_words(moment, episode)}: music {span}"
    return f"{_scene_of(moment.first_frame, moment.end_frame, episode)}: silence {span}, {moment.manner}"


def _span_words(moment: Moment, episode: Episode) -> str:
    return f"{timecode(moment.first_frame, episode.media)} to {timecode(moment.end_frame, episode.media)}"


def _by_sound(wants_music: bool, spans: tuple[tuple[int, int], ...], here: list[Moment], soundtrack: Soundtrack) -> tuple[Unmet, ...]:
    """Where the spotting obeys and the stems do not: a cue that is silent, or that sounds on into a silence it is cut from."""
    rate, out = soundtrack.episode.rate, []
    cuts = [each for each in here if isinstance(each, Silence) and each.manner == "cut"]
    for cue in soundtrack.cues:
        start, end = float(at_frame(cue.cue.first_frame, rate)), float(at_frame(cue.cue.end_frame, rate))
        heard = start + max((float(stem.heard_until_s) for stem in cue.stems), default=0.0)
        for first, last in spans if wants_music else ():
            begins, ends = float(at_frame(first, rate)), float(at_frame(last, rate))
            if start < ends and end > begins and heard < min(end, ends) - STILL_S:
                out.append(Unmet(f"{cue.cue.id} is heard no more from {heard - start:.1f} s of it on", Seconds(max(heard, begins))))
        for silence in () if wants_music else cuts:
            began, over = float(at_frame(silence.first_frame, rate)), float(at_frame(silence.end_frame, rate))
            if start < began and began + CUT_S < heard and end <= over:
                out.append(Unmet(f"{cue.cue.id} sounds {min(heard, over) - began:.1f} s on into it", Seconds(began)))
    return tuple(dict.fromkeys(out))


def _pinned(note: Note, soundtrack: Soundtrack) -> Told:
    """A note on the emotion graph: the spans its evidence stands in, and the cues that follow the graph there."""
    where = _where(note, soundtrack.episode)
    spans = [each.span for each in soundtrack.graph.evidence
             if each.source is Source.NOTE and each.detail.startswith(f"note {note.id} ")]
    if not spans:
        return Told(note, where, (), (_nowhere(note, soundtrack.episode, "the graph does not reach there"),))
    moved = tuple(_said(cue, each) for cue in soundtrack.cues for each in of_cue(cue, note.id) if each.changed)
    pinned = tuple(f"emotion graph, {each.start_s:.1f} to {each.end_s:.1f} s: {note.value}" for each in spans)
    return Told(note, where, (*pinned, *moved), ())


def _insisted(note: Note, soundtrack: Soundtrack) -> Told:
    """A script note: whether it was needed, and whether there is a script."""
    episode, codes = soundtrack.episode, {each.code for each in soundtrack.episode.cautions}
    unmet = (Unmet("no script was given", None),) if "no_script" in codes else ()
    needed = "script_insisted" in codes
    changed = ("the script is laid on this picture, though the subtitles do not fit it",) if needed else ()
    return Told(note, _where(note, episode), changed, unmet, holds="nothing: the script is laid on this picture without it")


def told_of(soundtrack: Soundtrack) -> tuple[Told, ...]:
    """Every note, in the order of the file."""
    out = []
    for note in soundtrack.notes.notes:
        match note.kind:
            case NoteKind.GRAPH:
                out.append(_pinned(note, soundtrack))
            case NoteKind.SILENCE | NoteKind.MUSIC:
                out.append(_spotted(note, soundtrack))
            case NoteKind.SCRIPT:
                out.append(_insisted(note, soundtrack))
            case (NoteKind.THEME | NoteKind.MODE | NoteKind.KEY | NoteKind.TEMPO | NoteKind.CHORDS | NoteKind.HIT
                  | NoteKind.INSTRUMENT | NoteKind.METHOD | NoteKind.LOCK | NoteKind.PICK):
                out.append(_composed(note, soundtrack))
    return tuple(_compared(each, soundtrack) for each in out)


def cautions_of(soundtrack: Soundtrack) -> tuple[Caution, ...]:
    """A warning for everything that notes asked for and did not get."""
    episode = soundtrack.episode

    def message(told: Told, each: Unmet) -> str:
        at = "" if each.at_s is None else f" at {timecode(nearest_frame(each.at_s, episode.rate), episode.media)}"
        return f"Note {told.note.id} ({told.note.kind.value} {told.note.value}) is not fully obeyed{at}: {each.why}."
    return tuple(Caution("note_not_obeyed", message(told, each), each.at_s)
                 for told in told_of(soundtrack) if not told.warned for each in told.unmet)


def table(soundtrack: Soundtrack) -> str:
    """The notes on the page: who asked for what, where, what it changed, or why it could not."""
    told = told_of(soundtrack)
    if not told:
        return ""
    rows = ""
    for each in told[:MOST_ROWS]:
        changed = "<br>".join(escape(words) for words in each.changed) or (
            "" if each.unmet else f'<span class="soft">{escape(each.holds)}</span>')
        short = "obeyed in part" if each.changed else "not obeyed"
        unmet = "<br>".join(f'<span class="no">{short}</span> {escape(one.why)}' for one in each.unmet)
        why = f'<div class="soft">{escape(each.note.why)}</div>' if each.note.why else ""
        rows += _row(escape(each.note.id), escape(each.note.by), f"<b>{each.note.kind.value}</b> {escape(each.note.value)}{why}",
                     escape(each.where), f"{changed}{'<br>' if changed and unmet else ''}{unmet}")
    if together := _changes("", soundtrack):
        rows += _row("", "", "all of them together", "", "<br>".join(map(escape, together)))
    return (f'<table class="notes"><colgroup>{"".join(f"<col class={head.split()[0]}>" for head in HEADS)}</colgroup>'
            f"<thead><tr>{''.join(f'<th>{head}</th>' for head in HEADS)}</tr></thead><tbody>{rows}</tbody></table>"
            + "".join(f"<p>{escape(line)}</p>" for line in _numbers(soundtrack.compared.numbers))
            + (f"<p class=soft>{BESIDE}</p>" if soundtrack.compared.notes else ""))


def _row(*cells: str) -> str:
    """A row whose cells know their heading, so that a narrow page can set them below one another."""
    told = "".join(f'<td data-th="{head}">{cell}</td>' for head, cell in zip(HEADS, cells, strict=True))
    return f"<tr>{told}</tr>"


def _numbers(rows: Sequence[Renumbered]) -> tuple[str, ...]:
    """What became of the numbers of cues, where notes changed any."""
    if not rows:
        return ()
    moved = [f"{each.before} \u2192 {each.now}" for each in rows if each.before is not None and each.now not in (None, each.before)]
    other = [f"{what}: {', '.join(ids)}" for what, ids in (
        ("as before", [str(each.now) for each in rows if each.now == each.before]),
        ("new", [str(each.now) for each in rows if each.before is None]),
        ("no cue any more", [str(each.before) for each in rows if each.now is None])) if ids]
    return (f"Numbers of cues, without any note \u2192 with your notes: {', '.join(moved)}"
            + "".join(f"; {each}" for each in other) + ".",)


def lines_of(soundtrack: Soundtrack) -> tuple[str, ...]:
    """The notes and what each did, for the terminal: a line a note, and a short one for each thing it changed."""
    told = told_of(soundtrack)
    out = [f"What your notes did, each beside the same film without it{'' if len(told) <= MOST_LINES else f' (the first {MOST_LINES})'}:"]
    for each in told[:MOST_LINES]:
        out += _lines(each.note, each.where, each.changed, each.unmet, each.holds, ", in report.html")
    together = _changes("", soundtrack)
    out += [*(["  all of them together:"] if together else []), *(f"    {words}" for words in together)]
    return (*out, *_numbers(soundtrack.compared.numbers)) if told else ()


def _lines(note: Note, where: str, changed: Sequence[str], unmet: Sequence[Unmet], holds: str, rest: str) -> list[str]:
    """What one note did, each line with its id and no more of them than a person reads; `rest` says where the others are."""
    head = f"  {note.id} asks for {note.kind.value} {note.value}".rstrip() + f", {where}"
    more = [f"{len(changed) - MOST_EACH} more of the kind{rest}"] if len(changed) > MOST_EACH else []
    said = [*changed[:MOST_EACH], *more, *(f"{'obeyed in part' if changed else 'not obeyed'}: {each.why}" for each in unmet)]
    return [head, *(f"    {note.id}, {words}" for words in said)] if said else [f"{head}: {holds}"]


def lines_at_spotting(episode: Episode, notes: Notes, spotting: Spotting, bare: Sequence[Cue]) -> tuple[str, ...]:
    """What notes did as far as spotting decides, for a run that stops before music is written.

    bare  the cues that would be without any note
    """
    out = [f"What your notes did as far as spotting decides{'' if len(notes.notes) <= MOST_LINES else f' (the first {MOST_LINES})'}:"]
    for note in notes.notes[:MOST_LINES]:
        here = [words for each in spotting.moments if note.id in each.notes for words in _spotted_words(note, each, episode, bare)]
        said = [each.message for each in spotting.cautions if each.code == SHARE and f"note {note.id} " in each.message]
        is_here = note.kind in {NoteKind.MUSIC, NoteKind.SILENCE}
        unmet, holds = (_unspotted(note, episode, spotting), "nothing: it was so already") if is_here else (
            (), "nothing that spotting decides")
        out += _lines(note, _where(note, episode), (*said, *here), unmet, holds, ": a run to the end lists them in report.html")
    return (*out, *_numbers(renumbered(bare, spotting.cues))) if notes.notes else ()


def _spotted_words(note: Note, moment: Moment, episode: Episode, bare: Sequence[Cue]) -> list[str]:
    """What a note did to a moment as far as spotting decides: where it lies, unless it lies there without any note; hits; whose theme."""
    if isinstance(moment, Silence):
        return [_moment_words(moment, episode)]
    where, match = _cue_words(moment, episode), match_of(moment, bare)
    before = None if match is None else bare[match]
    moved = before is None or (before.first_frame, before.end_frame) != (moment.first_frame, moment.end_frame)
    said = [_moment_words(moment, episode) + (f" instead of {_span_words(before, episode)}" if before is not None else "")] if moved else []
    said += [f"{where}: a hit of class {hit.grade.value} at {timecode(hit.frame, episode.media)}" for hit in moment.hits
             if re.search(rf"\bnote {re.escape(note.id)}(?![\w-])", hit.reason)]
    return [*said, *([f"{where}: is to state the theme {note.value}"] if note.kind is NoteKind.THEME else [])]


def plain_changes(outcomes: tuple[Outcome, ...]) -> list[dict[str, Any]]:
    """What notes changed in a cue, as sketch.json has it."""
    return [{"note": each.note, "what": each.what, "changed": each.changed, "at_s": rounded(each.at_s),
             "bars": list(each.bars), "parts": list(each.parts)} for each in dict.fromkeys(outcomes) if each.changed]


def plain_unmet(outcomes: tuple[Outcome, ...]) -> list[dict[str, Any]]:
    """What notes did not get in a cue, as sketch.json has it."""
    return [{"note": each.note, "what": each.what, "why": each.unmet, "at_s": rounded(each.at_s)}
            for each in dict.fromkeys(outcomes) if each.unmet]


def changed_by(cue: ScoredCue, soundtrack: Soundtrack) -> list[dict[str, Any]]:
    """The notes that changed a cue, each with what it changed, for the provenance."""
    start, end = (float(at_frame(frame, soundtrack.episode.rate)) for frame in (cue.cue.first_frame, cue.cue.end_frame))
    out = []
    for note in soundtrack.notes.notes:
        words = [each.changed for each in of_cue(cue, note.id) if each.changed]
        if note.id in soundtrack.compared.notes:
            words = [each.words for each in soundtrack.compared.changes if each.note == note.id and each.cue == cue.cue.id]
        elif note.kind in {NoteKind.MUSIC, NoteKind.SILENCE} and note.id in cue.cue.notes:
            words.append("where music is")
        if note.kind is NoteKind.GRAPH and (note.id not in soundtrack.compared.notes or any(
                each.note == note.id and each.cue is None for each in soundtrack.compared.changes)):
            words += [f"the feeling it follows, {' to '.join(f'{at:g}' for at in numbers((each.span.start_s, each.span.end_s), 1))} s"
                      for each in soundtrack.graph.evidence if each.source is Source.NOTE
                      and each.detail.startswith(f"note {note.id} ") and each.span.start_s < end and each.span.end_s > start]
        if words:
            out.append({"note": note.id, "by": note.by, "why": note.why, "changed": words})
    return out
