"""START HERE: the whole way from picture to delivery, on one screen.

Every row names a step, its version and its inputs; the workshop looks on the shelf and makes what is missing. Stages are
strangers to one another: what passes between them are the nouns of `yeoun.model`.
"""

from yeoun.composing.compose import compose
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.delivering.cue import cue_files
from yeoun.delivering.emotion import emotion_files
from yeoun.delivering.masters import master_files
from yeoun.delivering.moments import spotting_files
from yeoun.delivering.observations import observation_files
from yeoun.delivering.paperwork import paperwork_files
from yeoun.delivering.picture import picture_files
from yeoun.delivering.report import report_file
from yeoun.delivering.session import session_files
from yeoun.delivering.themes import theme_files
from yeoun.feeling.feel import feel
from yeoun.feeling.join import join
from yeoun.feeling.views import scene_views
from yeoun.mastering.master import master
from yeoun.mastering.targets import TARGETS
from yeoun.mixing.mix import mix
from yeoun.mixing.place import placements
from yeoun.model.composed import ThemeBook
from yeoun.model.delivered import Delivery
from yeoun.model.media import Material
from yeoun.model.mixed import Stem
from yeoun.model.notes import House, Notes
from yeoun.model.scored import Score
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.observing.detect import detect
from yeoun.observing.listen import listen
from yeoun.observing.watch import watch
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.performing.air import air
from yeoun.performing.perform import perform
from yeoun.performing.room import room
from yeoun.pipeline.step import ShelfStep, Step
from yeoun.pipeline.workshop import Workshop
from yeoun.reading.align import align
from yeoun.reading.read import read
from yeoun.spotting.spot import spot

READ = ShelfStep("read", 1, read)
WATCH = ShelfStep("watch", 1, watch)
LISTEN = ShelfStep("listen", 1, listen)
DETECT = Step("detect", 1, detect)
ALIGN = Step("align", 1, align)
VIEW = Step("view", 1, scene_views)
FEEL = Step("feel", 1, feel)
JOIN = Step("join", 1, join)
SPOT = Step("spot", 1, spot)
INVENT = Step("invent", 1, invent)
PLAN = Step("plan", 1, plan)
COMPOSE = Step("compose", 1, compose)
ORCHESTRATE = Step("orchestrate", 1, orchestrate)
PERFORM = ShelfStep("perform", 1, perform)
AIR = ShelfStep("air", 1, air)
ROOM = ShelfStep("room", 1, room)
PLACE = Step("place", 1, placements)
MIX = ShelfStep("mix", 1, mix)
MASTER = ShelfStep("master", 1, master)
OBSERVATIONS = ShelfStep("observation_files", 1, observation_files)
EMOTION = ShelfStep("emotion_files", 1, emotion_files)
SPOTTING = ShelfStep("spotting_files", 1, spotting_files)
THEMES = ShelfStep("theme_files", 1, theme_files)
CUE = ShelfStep("cue_files", 1, cue_files)
SESSION = ShelfStep("session_files", 1, session_files)
MASTERS = ShelfStep("master_files", 1, master_files)
PICTURE = ShelfStep("picture_files", 1, picture_files)
PAPERWORK = ShelfStep("paperwork_files", 1, paperwork_files)
REPORT = ShelfStep("report_file", 1, report_file)


def score_episode(material: Material, house: House, book: ThemeBook, notes: Notes, workshop: Workshop) -> Soundtrack:
    """Everything one episode becomes, from files to masters; finished files wait in `workshop.delivered`.

    material  the picture, and whatever else was handed in
    house     the team's taste
    book      the themes of the series as of the episode before
    notes     people's word: it always wins
    """
    make, make_all, deliver = workshop.make, workshop.make_all, workshop.deliver
    draft = make(READ(material))                                    # texts without a clock, and reels
    watched, heard = workshop.make_together((WATCH(reel) for reel in draft.reels),
                                            LISTEN(material.picture, draft.media, material.dialogue))
    seen = make(DETECT(draft.media, draft.cuts, watched, heard))    # what is there
    episode = make(ALIGN(draft, seen, notes))                       # every line and scene gets its span
    deliver(OBSERVATIONS(episode, seen))
    views = make(VIEW(episode, seen, notes))
    graph = make(JOIN(episode, make_all(FEEL(view) for view in views)))
    deliver(EMOTION(episode, graph))
    spotting = make(SPOT(episode, graph, seen, house, notes))       # silences too, each with its reason
    deliver(SPOTTING(episode, spotting, ()))
    placed = make(PLACE(spotting, episode.rate))
    themes = make(INVENT(episode, graph, book))                     # motifs for those who appear for the first time
    deliver(THEMES(themes, ()))
    briefs = make(PLAN(episode, spotting, graph, seen, themes, house, notes))    # all one cue may know, in its own time
    sketches = make_all(COMPOSE(brief) for brief in briefs)
    scores = make_all(ORCHESTRATE(*each, house) for each in zip(sketches, briefs, strict=True))
    stems = _performed(scores, workshop)
    mixed = make(MIX(episode, seen, placed, stems, house, material.picture_music))
    cues = tuple(map(ScoredCue, spotting.cues, briefs, sketches, scores, stems, placed))
    masters = make_all(MASTER(episode, seen, mixed, target) for target in TARGETS)
    soundtrack = Soundtrack(material, episode, seen, graph, spotting, themes, cues, mixed, masters, house, notes)
    workshop.delivered.append(Delivery(mixed.files, mixed.cautions))
    workshop.deliver_all([SPOTTING(episode, spotting, cues), THEMES(themes, cues), SESSION(episode, cues, mixed),
                          PICTURE(episode, mixed), MASTERS(mixed, masters), *(CUE(episode, cue) for cue in cues),
                          PAPERWORK(soundtrack), REPORT(soundtrack)])
    return soundtrack


def _performed(scores: tuple[Score, ...], workshop: Workshop) -> tuple[tuple[Stem, ...], ...]:
    """The stems of every cue: dry parts in score order, the air, and last the room they all stand in."""
    dry = iter(workshop.make_all(PERFORM(part) for score in scores for part in score.parts))
    airs = iter(workshop.make_all(AIR(score.ambience) for score in scores if score.ambience is not None))
    played = [tuple(next(dry) for _ in score.parts) for score in scores]
    rooms = workshop.make_all(ROOM(score, stems) for score, stems in zip(scores, played, strict=True))
    return tuple((*stems, *([next(airs)] if score.ambience is not None else []), reverberant)
                 for score, stems, reverberant in zip(scores, played, rooms, strict=True))
