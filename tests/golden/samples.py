"""One small hand-made call of every step that opens no files. Nothing here comes from another step."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.composing import briefs, test_plan
from tests.delivering import finished
from tests.fakes import FolderShelf
from tests.feeling import scenes as feelings
from tests.feeling.test_weigh import rows_of
from tests.orchestrating import sketches
from tests.reading import films
from tests.spotting import scenes as spots
from yeoun import scoring
from yeoun.model.composed import ThemeBook
from yeoun.model.feeling import Evidence, Feelings, Inner, SceneFeeling, Source, Weighing
from yeoun.model.media import Production, Span
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.observed import EventKind, Heard, Light, SpeechSpan, Watched
from yeoun.model.script import Action, DraftAction, DraftLine, DraftScene, LineKind, TimeOfDay
from yeoun.model.soundtrack import Version, Written
from yeoun.model.spotted import Ending
from yeoun.pipeline.step import Recipe
from yeoun.units.names import Person, SceneId
from yeoun.units.time import Seconds

FRAMES = 192
JIEUN, MINHO = Person("지은"), Person("민호")


def watched() -> Watched:
    """Two shots of 96 frames, a bright warm one and a dark cold one that moves."""
    at = np.arange(FRAMES)
    second = at >= 96
    change = np.where(at == 96, 60.0, 1.0 + second).astype(np.float32)
    motion = np.where(second, 4.0 + at % 3, 0.5).astype(np.float32)
    luminance = np.where(second, 0.03, 0.3).astype(np.float32)
    frames = np.arange(0, FRAMES, 6, dtype=np.int32)
    rows = np.where((frames >= 96)[:, None], np.linspace(0.1, 0.6, 12), np.linspace(0.5, 0.9, 12)).astype(np.float32)
    rows[:, 0] = np.where(frames >= 96, 150.0, 330.0)
    edges = np.zeros((2, 9, 16, 3), dtype=np.uint8)
    return Watched(0, FRAMES, change, motion, luminance, frames, rows, (96,), (), edges, ())


def heard() -> Heard:
    """Room tone, a voice from 1 to 2.5 s, and two seconds of near silence at 5 s."""
    rows = np.arange(802)
    speaks, still = (rows >= 100) & (rows < 250), (rows >= 500) & (rows < 700)
    level = np.where(speaks, -25.0, np.where(still, -80.0, -55.0))
    features = np.repeat(level[:, None], 12, axis=1).astype(np.float32)
    features[:, 4] = np.where(speaks, 900.0, 400.0)
    features[:, 5], features[:, 6] = 0.2, -6.0
    loudness = tuple(float(each) for each in level[::10])
    at = np.arange(500) * 0.016
    f0 = np.stack([at, np.where((at >= 1) & (at < 2.5), 220.0, 0.0), np.where((at >= 1) & (at < 2.5), 0.9, 0.1)], axis=1)
    speech = (SpeechSpan(Span(Seconds(1.0), Seconds(2.5)), 0.9, 220.0, -25.0, 3.0, 4.0),)
    return Heard(Production(None, None), Seconds(0.01), features, loudness, speech, (), (),
                 np.zeros((0, 10), dtype=np.float32), f0.astype(np.float32), (), _bands())


def _bands() -> NDArray[np.uint8]:
    """Eight seconds in which five steps go by: a hush, and every 0.5 s a blow in all bands that dies in 80 ms."""
    rows = np.full((401, 43), 110, dtype=np.uint8)
    rows[:, 35:41], rows[:, 41], rows[:, 42] = 2, 20, 100
    for first in range(250, 375, 25):
        for k, up in enumerate((90, 80, 50, 25)):
            rows[first + k, :35] += np.uint8(up)
        rows[first, 35:41] = 80
    return rows


def aligning() -> Recipe[Any]:
    """Two scenes, three lines, captions for two of them."""
    def line(who: Person, text: str, at: int) -> DraftLine:
        return DraftLine(who, text, "ko", LineKind.SPOKEN, "", at)

    scenes = (
        DraftScene("1", "1. 옥상 / 해질녘", "옥상", TimeOfDay.GOLDEN, False, (),
                   (DraftAction("지은이 웃는다.", 2), line(JIEUN, "오늘 고마워.", 3), line(MINHO, "나도.", 4)), 1),
        DraftScene("2", "2. 골목 / 밤", "골목", TimeOfDay.NIGHT, False, (), (line(MINHO, "저리 가!", 7),), 6))
    captions = (films.caption(1.0, 2.4, "오늘 고마워."), films.caption(6.0, 7.0, "저리 가!", number=2))
    seen = films.seen_in((0, 96, FRAMES), (Light.GOLDEN, Light.NIGHT), ((1.0, 2.4), (2.9, 3.3), (6.0, 7.0)))
    return scoring.ALIGN(films.draft_of(FRAMES, scenes, captions), seen, Notes())


def lighting() -> Recipe[Any]:
    """Two warm shots, the first of a scene at sunset, the second of a room at night where a lamp is lit."""
    told = feelings.episode(120, 130)
    evening = replace(told.scenes[0], time_of_day=TimeOfDay.GOLDEN, heading="1. 옥상 / 해질녘", location="옥상", interior=False)
    lamp = Action("스탠드를 켠다.", Span(Seconds(5.0), Seconds(6.0)), 0.8)
    night = replace(told.scenes[1], time_of_day=TimeOfDay.NIGHT, heading="2. 방 / 밤", actions=(lamp,))
    return scoring.LIGHT(replace(told, scenes=(evening, night)), feelings.observed(told))


def feeling() -> Recipe[Any]:
    """Ten seconds of two voices, a sigh, golden light and one pin."""
    spoken = (feelings.line("너무 보고 싶었어.", 1.0, 2.5), feelings.line("이제 와서 왜?", 4.0, 5.2, "민호", hand="차갑게"))
    return scoring.FEEL(feelings.view(
        10.0, *spoken, events=(feelings.event(EventKind.SIGH, 6.0),), light=(feelings.lit(0.0, 10.0, Light.GOLDEN, 60.0, 0.8),),
        cuts=(3.0, 7.0), pins=(feelings.pin(8.0, 10.0, tension=0.8),)))


def felt(scene: str, valence: float, tension: float, heart: float) -> SceneFeeling:
    """What a scene of five seconds feels like: level, with one person in it."""
    count = 11
    level = Feelings(Seconds(0.5), (valence,) * count, (0.4,) * count, (tension,) * count)
    who = Inner(JIEUN, level, level, (heart,) * count, (Span(Seconds(0.5), Seconds(4.0)),))
    why = Evidence(Span(Seconds(1.0), Seconds(2.0)), Source.WORDS, "고마워", valence, None, tension, 1.0, 0.8, JIEUN)
    return SceneFeeling(SceneId(scene), level, (0.1,) * count, (0.7,) * count, (who,), (), (why,))


def differing() -> Recipe[Any]:
    """A cue whose mode, players and place are otherwise without a note."""
    whole = finished.soundtrack(FolderShelf())
    cue = whole.cues[0]
    made = Version((), whole.graph, whole.spotting, whole.themes, (Written(cue.sketch, cue.score),))
    other = Written(replace(cue.sketch, mode="aeolian"), replace(cue.score, parts=cue.score.parts[:1]))
    later = replace(whole.spotting, moments=(replace(cue.cue, first_frame=24), *whole.spotting.moments[1:]))
    return scoring.DIFFER(finished.episode(), made, (replace(made, left_out=("n1",), spotting=later, cues=(other,)),))


def samples() -> tuple[Recipe[Any], ...]:
    """A recipe for every step without a shelf."""
    told = feelings.episode(120, 130, lines=((0, "지은", "고마워.", 1.0, 2.0), (1, "민호", "미안해.", 6.0, 7.0)))
    film = spots.episode(60.0, spots.line(1, 8.0, 10.0), spots.line(2, 30.0, 33.0, "사랑해."), scenes_s=(0.0, 25.0),
                         shots_s=(0.0, 12.0, 25.0, 40.0))
    graph = spots.graph(60.0, [0.2, 0.7, 0.3, 0.8], spots.turn(34.0, 0.8))
    spotting = test_plan.spotting(None)
    brief = briefs.brief("golden", 24.0, briefs.feelings(24.0, lambda x: 0.2 + 0.25 * x, lambda x: 0.25 + 0.5 * x,
                                                         lambda x: 0.5 - 0.25 * x),
                         hits=(briefs.hit(14.0, "A", "change"),), lines=(briefs.line(1, 4, 7),), motif=sketches.MOTIF,
                         forms=("plain",), time_of_day="golden")
    silence = Notes((Note("n1", "director", NoteKind.SILENCE, "cut", "so", "1", None),))
    return (
        scoring.DETECT(films.media_of(FRAMES), (), (watched(),), heard()), aligning(), lighting(),
        scoring.VIEW(told, feelings.observed(told), feelings.note("tension=0.7", scene="2")), feeling(),
        scoring.JOIN(told, (felt("s01", 0.5, 0.2, 68.0), felt("s02", -0.6, 0.8, 96.0))),
        scoring.REFIT(Weighing(), rows_of(8, 4.0)),
        scoring.SPOT(film, graph, spots.seen(60.0), House(), silence),
        scoring.SPOT_PLAINLY(film, graph, spots.seen(60.0), House(), silence), differing(),
        scoring.PLACE(spotting, Fraction(24000, 1001)),
        scoring.INVENT(test_plan.episode(), test_plan.graph(), ThemeBook(), House()),
        scoring.PLAN(test_plan.episode(), spotting, test_plan.graph(), test_plan.seen(), ThemeBook((sketches.MOTIF,)), House(),
                     Notes()),
        scoring.COMPOSE(replace(brief, ending=Ending.RING)), scoring.ORCHESTRATE(*sketches.lyrical(), House()))
