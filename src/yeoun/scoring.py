"""START HERE: the whole way from picture to delivery, on one screen.

Every row names a step, its version and its inputs; the workshop looks on the shelf and makes what is missing. Stages are
strangers to one another: what passes between them are the nouns of `yeoun.model`.
"""

from yeoun.composing import compose, invent, plan
from yeoun.delivering import (
    cue,
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
from yeoun.feeling import feel, join, views
from yeoun.mastering import master
from yeoun.mastering.targets import TARGETS
from yeoun.mixing import mix, place, preview
from yeoun.model.composed import ThemeBook
from yeoun.model.delivered import Delivery
from yeoun.model.media import Material
from yeoun.model.mixed import Stem
from yeoun.model.notes import House, Notes
from yeoun.model.scored import Score
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.observing import detect, listen, naming, watch
from yeoun.orchestrating import orchestrate
from yeoun.performing import air, perform, room
from yeoun.pipeline.step import ShelfStep, Step
from yeoun.pipeline.workshop import Workshop
from yeoun.reading import align, read
from yeoun.spotting import spot

READ = ShelfStep("reading", "read", 8, lambda: read.read)
WATCH = ShelfStep("observing", "watch", 4, lambda: watch.watch)
LISTEN = ShelfStep("observing", "listen", 6, lambda: listen.listen)
DETECT = Step("observing", "detect", 4, lambda: detect.detect)
ALIGN = Step("reading", "align", 4, lambda: align.align)
LIGHT = Step("observing", "light", 2, lambda: naming.name_lights)
VIEW = Step("feeling", "view", 1, lambda: views.scene_views)
FEEL = Step("feeling", "feel", 6, lambda: feel.feel)
JOIN = Step("feeling", "join", 3, lambda: join.join)
SPOT = Step("spotting", "spot", 12, lambda: spot.spot)
INVENT = Step("composing", "invent", 4, lambda: invent.invent)
PLAN = Step("composing", "plan", 7, lambda: plan.plan)
COMPOSE = Step("composing", "compose", 9, lambda: compose.compose)
ORCHESTRATE = Step("orchestrating", "orchestrate", 8, lambda: orchestrate.orchestrate)
PERFORM = ShelfStep("performing", "perform", 3, lambda: perform.perform)
AIR = ShelfStep("performing", "air", 2, lambda: air.air)
ROOM = ShelfStep("performing", "room", 2, lambda: room.room)
PLACE = Step("mixing", "place", 1, lambda: place.placements)
MIX = ShelfStep("mixing", "mix", 7, lambda: mix.mix)
PREVIEW = ShelfStep("mixing", "preview", 2, lambda: preview.preview)
MASTER = ShelfStep("mastering", "master", 5, lambda: master.master)
OBSERVATIONS = ShelfStep("delivering", "observation_files", 1, lambda: observations.observation_files)
EMOTION = ShelfStep("delivering", "emotion_files", 5, lambda: emotion.emotion_files)
SPOTTING = ShelfStep("delivering", "spotting_files", 5, lambda: moments.spotting_files)
THEMES = ShelfStep("delivering", "theme_files", 7, lambda: themes.theme_files)
CUE = ShelfStep("delivering", "cue_files", 8, lambda: cue.cue_files)
SESSION = ShelfStep("delivering", "session_files", 6, lambda: session.session_files)
MASTERS = ShelfStep("delivering", "master_files", 3, lambda: masters.master_files)
PICTURE = ShelfStep("delivering", "picture_files", 2, lambda: picture.picture_files)
PAPERWORK = ShelfStep("delivering", "paperwork_files", 4, lambda: paperwork.paperwork_files)
REPORT = ShelfStep("delivering", "report_file", 6, lambda: report.report_file)


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
    graph = make(JOIN(episode, make_all(FEEL(view) for view in scenes)))
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
    soundtrack = Soundtrack(material, episode, lit, graph, spotting, book_now, scored, mixed, heard, mastered, house, notes)
    workshop.delivered.extend(Delivery(each.files, each.cautions) for each in (mixed, heard))
    workshop.deliver_all([SPOTTING(episode, spotting, scored), THEMES(book_now, scored), SESSION(episode, scored, mixed),
                          PICTURE(episode, heard), MASTERS(heard, mastered), *(CUE(episode, each) for each in scored),
                          PAPERWORK(soundtrack), REPORT(soundtrack)])
    return soundtrack


def _performed(scores: tuple[Score, ...], workshop: Workshop) -> tuple[tuple[Stem, ...], ...]:
    """The stems of every cue: dry parts in score order, the air, and last the room they all stand in."""
    made = iter(workshop.make_all([*(PERFORM(part) for score in scores for part in score.parts),
                                   *(AIR(score.ambience) for score in scores if score.ambience is not None)]))
    played = [tuple(next(made) for _ in score.parts) for score in scores]
    airs = made
    rooms = workshop.make_all(ROOM(score, stems) for score, stems in zip(scores, played, strict=True))
    return tuple((*stems, *([next(airs)] if score.ambience is not None else []), reverberant)
                 for score, stems, reverberant in zip(scores, played, rooms, strict=True))
