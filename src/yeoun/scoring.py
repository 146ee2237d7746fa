"""START HERE: the whole way from picture to delivery, on one screen.

Every row names a step, its version and its inputs; the workshop looks on the shelf and makes what is missing. Stages are
strangers to one another: what passes between them are the nouns of `yeoun.model`.
"""

from collections.abc import Mapping
from dataclasses import replace

from yeoun.composing import compose, invent, plan
from yeoun.delivering import (
    cue,
    differing,
    emotion,
    masters,
    moments,
    observations,
    paperwork,
    picture,
    report,
    session,
    themes,
)
from yeoun.errors import InputRefused, NoSuch, NotesContradict, SeveralRefused, StepFailed
from yeoun.feeling import feel, join, views, weigh
from yeoun.mastering import master
from yeoun.mastering.targets import TARGETS
from yeoun.mixing import mix, place, preview
from yeoun.model.composed import Brief, ThemeBook
from yeoun.model.delivered import Delivery
from yeoun.model.feeling import EmotionGraph
from yeoun.model.media import Material
from yeoun.model.mixed import Stem
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Observations
from yeoun.model.scored import Score
from yeoun.model.script import Draft, Episode
from yeoun.model.soundtrack import Compared, ScoredCue, Soundtrack, Version, Written
from yeoun.model.spotted import Cue, Spotting
from yeoun.observing import detect, listen, naming, watch
from yeoun.orchestrating import orchestrate
from yeoun.performing import air, perform, room
from yeoun.pipeline.step import ShelfStep, Step
from yeoun.pipeline.workshop import Workshop
from yeoun.reading import align, read
from yeoun.spotting import spot

READ = ShelfStep("reading", "read", 11, lambda: read.read)
WATCH = ShelfStep("observing", "watch", 8, lambda: watch.watch)
LISTEN = ShelfStep("observing", "listen", 6, lambda: listen.listen)
DETECT = Step("observing", "detect", 8, lambda: detect.detect)
ALIGN = Step("reading", "align", 7, lambda: align.align)
LIGHT = Step("observing", "light", 2, lambda: naming.name_lights)
VIEW = Step("feeling", "view", 2, lambda: views.scene_views)
FEEL = Step("feeling", "feel", 12, lambda: feel.feel)
JOIN = Step("feeling", "join", 5, lambda: join.join)
REFIT = Step("feeling", "refit", 1, lambda: weigh.refit)
SPOT = Step("spotting", "spot", 19, lambda: spot.spot)
SPOT_PLAINLY = Step("spotting", "spot_plainly", 6, lambda: spot.spot_plainly)
INVENT = Step("composing", "invent", 8, lambda: invent.invent)
PLAN = Step("composing", "plan", 11, lambda: plan.plan)
COMPOSE = Step("composing", "compose", 20, lambda: compose.compose)
ORCHESTRATE = Step("orchestrating", "orchestrate", 19, lambda: orchestrate.orchestrate)
PERFORM = ShelfStep("performing", "perform", 5, lambda: perform.perform)
AIR = ShelfStep("performing", "air", 2, lambda: air.air)
ROOM = ShelfStep("performing", "room", 2, lambda: room.room)
PLACE = Step("mixing", "place", 1, lambda: place.placements)
MIX = ShelfStep("mixing", "mix", 11, lambda: mix.mix)
PREVIEW = ShelfStep("mixing", "preview", 2, lambda: preview.preview)
MASTER = ShelfStep("mastering", "master", 7, lambda: master.master)
DIFFER = Step("delivering", "differ", 2, lambda: differing.differing)
OBSERVATIONS = ShelfStep("delivering", "observation_files", 3, lambda: observations.observation_files)
EMOTION = ShelfStep("delivering", "emotion_files", 6, lambda: emotion.emotion_files)
SPOTTING = ShelfStep("delivering", "spotting_files", 7, lambda: moments.spotting_files)
THEMES = ShelfStep("delivering", "theme_files", 10, lambda: themes.theme_files)
CUE = ShelfStep("delivering", "cue_files", 12, lambda: cue.cue_files)
SESSION = ShelfStep("delivering", "session_files", 9, lambda: session.session_files)
MASTERS = ShelfStep("delivering", "master_files", 4, lambda: masters.master_files)
PICTURE = ShelfStep("delivering", "picture_files", 2, lambda: picture.picture_files)
PAPERWORK = ShelfStep("delivering", "paperwork_files", 7, lambda: paperwork.paperwork_files)
REPORT = ShelfStep("delivering", "report_file", 13, lambda: report.report_file)

MOST_COMPARED = 24    # our choice: of more notes the first so many are looked at one by one, and all of them together


def score_episode(material: Material, house: House, book: ThemeBook, notes: Notes, workshop: Workshop) -> Soundtrack:
    """Everything one episode becomes, from files to masters; finished files wait in `workshop.delivered`.

    material  the picture, and whatever else was handed in
    house     the team's taste
    book      the themes of the series as of the episode before
    notes     people's word: it always wins
    """
    make, make_all, deliver = workshop.make, workshop.make_all, workshop.deliver
    draft = make(READ(material))                                    # texts without a clock, and reels
    watched, listened = workshop.make_together((WATCH(reel) for reel in draft.reels),
                                            LISTEN(material.picture, draft.media, material.dialogue))
    seen = make(DETECT(draft.media, draft.cuts, watched, listened))    # what is there
    episode = make(ALIGN(draft, seen, notes))                       # every line and scene gets its span
    lit = make(LIGHT(episode, seen))                                # the names of lights, now that the words have a place
    deliver(OBSERVATIONS(episode, lit))
    scenes = make(VIEW(episode, lit, notes))
    graph = make(JOIN(episode, make_all(FEEL(view, house.weights, house.heart) for view in scenes), house.heart))
    deliver(EMOTION(episode, lit, graph))
    spotting = make(SPOT(episode, graph, seen, house, notes))       # silences too, each with its reason
    deliver(SPOTTING(episode, spotting, ()))
    book_now = make(INVENT(episode, graph, book, house))            # motifs for those who appear for the first time
    deliver(THEMES(book_now, ()))
    briefs = make(PLAN(episode, spotting, graph, seen, book_now, house, notes))    # all one cue may know, in its own time
    sketches = make_all(COMPOSE(brief) for brief in briefs)
    scores = make_all(ORCHESTRATE(*each, house) for each in zip(sketches, briefs, strict=True))
    stems = _performed(scores, workshop)
    placed = make(PLACE(spotting, episode.rate))
    mixed = make(MIX(episode, seen, placed, stems, house, material.picture_music))
    scored = tuple(map(ScoredCue, spotting.cues, briefs, sketches, scores, stems, placed))
    mastered, heard = workshop.make_together((MASTER(episode, seen, mixed, target) for target in TARGETS), PREVIEW(episode, mixed))
    written = Version((), graph, spotting, book_now, tuple(map(Written, sketches, scores)))
    compared = _compared(written, briefs, episode, draft, seen, house, book, notes, workshop)    # what each note changed
    soundtrack = Soundtrack(material, episode, lit, graph, spotting, book_now, scored, mixed, heard, mastered, house, notes, compared)
    workshop.delivered.extend(Delivery(each.files, each.cautions) for each in (mixed, heard))
    workshop.deliver_all([SPOTTING(episode, spotting, scored), THEMES(book_now, scored), SESSION(episode, scored, mixed),
                          PICTURE(episode, heard), MASTERS(heard, mastered), *(CUE(episode, each) for each in scored),
                          PAPERWORK(soundtrack), REPORT(soundtrack)])
    return soundtrack


def _compared(written: Version, briefs: tuple[Brief, ...], episode: Episode, draft: Draft, seen: Observations, house: House,
              book: ThemeBook, notes: Notes, workshop: Workshop) -> Compared:
    """What notes changed, read beside what would be written without each of them, and without any."""
    ids = [note.id for note in notes.notes]
    ways = [*((each,) for each in ids[:MOST_COMPARED]), *([tuple(ids)] if len(ids) > 1 else [])]
    known = {replace(brief, notes=()): each for brief, each in zip(briefs, written.cues, strict=True)}
    versions = (_version(way, draft, seen, house, book, notes, known, workshop) for way in ways)
    others = tuple(each for each in versions if each is not None)
    is_told = bool(others) and others[-1].left_out == ways[-1]    # beside the film without any note
    return workshop.make_to_deliver(DIFFER(episode, written, others)) if is_told else Compared()


def _version(left_out: tuple[str, ...], draft: Draft, seen: Observations, house: House, book: ThemeBook, notes: Notes,
             written: Mapping[Brief, Written], workshop: Workshop) -> Version | None:
    """What would be written without some notes; None where the others ask for what only they made possible, or it fails.

    written   the cues as they are, by briefs without the ids of notes: what is the same without a note is not written again
    """
    make, make_all = workshop.make, workshop.make_all
    rest = notes.without(left_out)
    numbers = {brief.key: brief.id for brief in written}    # a cue keeps its number, so that what is the same is found
    try:
        episode, graph = _felt(draft, seen, house, rest, workshop)
        spotting, themes = make(SPOT_PLAINLY(episode, graph, seen, house, rest)), make(INVENT(episode, graph, book, house))
        planned = make(PLAN(episode, spotting, graph, seen, themes, house, rest))
        briefs = [replace(brief, id=numbers.get(brief.key, brief.id), notes=()) for brief in planned]
        others = [brief for brief in briefs if brief not in written]
        sketches = make_all(COMPOSE(brief) for brief in others)
        scores = make_all(ORCHESTRATE(*each, house) for each in zip(sketches, others, strict=True))
    except (InputRefused, NoSuch, NotesContradict, SeveralRefused, StepFailed):    # nobody asked for this film
        return None
    known = {**written, **dict(zip(others, map(Written, sketches, scores), strict=True))}
    return Version(left_out, graph, spotting, themes, tuple(known[brief] for brief in briefs))


def _felt(draft: Draft, seen: Observations, house: House, notes: Notes, workshop: Workshop) -> tuple[Episode, EmotionGraph]:
    """The film with its words laid on it, and what it feels like, with some notes."""
    episode = workshop.make(ALIGN(draft, seen, notes))
    lit = workshop.make(LIGHT(episode, seen))
    felt = workshop.make_all(FEEL(view, house.weights, house.heart) for view in workshop.make(VIEW(episode, lit, notes)))
    return episode, workshop.make(JOIN(episode, felt, house.heart))


def spotted(material: Material, house: House, notes: Notes, workshop: Workshop) -> tuple[Episode, Spotting, tuple[Cue, ...]]:
    """Where music lies with all notes, and the cues without any, for a run that stops before music is written; it finds what is made."""
    draft = workshop.make(READ(material))
    watched, listened = workshop.make_together((WATCH(reel) for reel in draft.reels),
                                               LISTEN(material.picture, draft.media, material.dialogue))
    seen = workshop.make(DETECT(draft.media, draft.cuts, watched, listened))
    episode, graph = _felt(draft, seen, house, notes, workshop)
    spotting = workshop.make(SPOT(episode, graph, seen, house, notes))
    try:
        bare, felt = _felt(draft, seen, house, Notes(), workshop)
        return episode, spotting, workshop.make(SPOT_PLAINLY(bare, felt, seen, house, Notes())).cues
    except (InputRefused, StepFailed):    # nobody asked for this film: of numbers nothing is told then
        return episode, spotting, spotting.cues


def _performed(scores: tuple[Score, ...], workshop: Workshop) -> tuple[tuple[Stem, ...], ...]:
    """The stems of every cue: dry parts in score order, the air, and last the room they all stand in."""
    made = iter(workshop.make_all([*(PERFORM(part) for score in scores for part in score.parts),
                                   *(AIR(score.ambience) for score in scores if score.ambience is not None)]))
    played = [tuple(next(made) for _ in score.parts) for score in scores]
    airs = made
    rooms = workshop.make_all(ROOM(score, stems) for score, stems in zip(scores, played, strict=True))
    return tuple((*stems, *([next(airs)] if score.ambience is not None else []), reverberant)
                 for score, stems, reverberant in zip(scores, played, rooms, strict=True))
