"""Everything is cut into scenes, each in its own time."""

from dataclasses import replace

import pytest

from tests.feeling.scenes import episode, event, note, observed, span
from yeoun.errors import InputRefused, NotesContradict
from yeoun.feeling.feel import feel
from yeoun.feeling.norms import rank
from yeoun.feeling.views import scene_views
from yeoun.model.feeling import Source
from yeoun.model.media import Curve
from yeoun.model.notes import Notes
from yeoun.model.observed import EventKind, SpeechSpan
from yeoun.units.names import SceneId
from yeoun.units.time import Seconds

SAID = SpeechSpan(span(21, 24), 0.9, 200.0, -23.0, 2.0, 4.0)


def test_a_view_begins_at_its_scene_and_holds_only_its_own() -> None:
    film = episode(250, 500, 250, lines=((0, "지은", "안녕.", 2, 3), (1, "현우", "가지 마.", 21, 23)))
    seen = observed(film, events=(event(EventKind.SOB, 5), event(EventKind.SIGH, 25)), speech=(SAID,))
    views = scene_views(film, seen, Notes())
    assert [float(view.length_s) for view in views] == [10, 20, 10]
    second = views[1]
    assert [one.line.text for one in second.spoken] == ["가지 마."]
    assert second.spoken[0].line.span == span(11, 13)
    assert second.spoken[0].voice is not None
    assert second.spoken[0].voice.span == span(11, 14)
    assert [(one.kind, float(one.at_s)) for one in second.events] == [(EventKind.SIGH, 15)]
    assert (second.content.first_frame, second.content.end_frame) == (0, 500)


def test_a_scene_moved_elsewhere_is_felt_the_same() -> None:
    def film_with(first: int) -> tuple[object, object]:
        shift = (first - 250) / 25
        film = episode(first, 500, 1250 - first, lines=((1, "현우", "가지 마. 제발.", 13 + shift, 15 + shift),))
        seen = observed(film, events=(event(EventKind.SOB, 17 + shift),))
        view = scene_views(film, seen, Notes())[1]
        return replace(view, scene=SceneId("")), feel(view).feelings

    assert film_with(250) == film_with(733)


def test_speech_without_words_becomes_a_wordless_line() -> None:
    view = scene_views(episode(1000), observed(episode(1000), speech=(SAID,)), Notes())[0]
    assert [(one.line.text, one.line.speaker) for one in view.spoken] == [("", None)]
    assert view.spoken[0].voice is not None


def test_what_is_ordinary_comes_along_rounded() -> None:
    film = episode(500, 500, lines=((0, "지은", "안녕.", 2, 3), (1, "지은", "응.", 21, 24)))
    motion = Curve(Seconds(0.04), tuple(n % 100 / 10 for n in range(1000)))
    views = scene_views(film, observed(film, speech=(SAID,), motion=motion), Notes())
    assert views[0].norms.motions == views[1].norms.motions
    assert views[0].norms.motions[0] < views[0].norms.motions[-1]
    assert [person for person, _ in views[0].norms.voices] == ["지은"]
    assert len(views[0].norms.voices[0][1]) == 33


def test_a_note_pins_its_scene_or_its_frames() -> None:
    film = episode(250, 500, 250)
    by_scene = scene_views(film, observed(film), note("valence=-0.4 tension=0.8", scene="2"))
    assert [len(view.pins) for view in by_scene] == [0, 1, 0]
    pin = by_scene[1].pins[0]
    assert (pin.source, pin.valence, pin.arousal, pin.tension) == (Source.NOTE, -0.4, None, 0.8)
    assert pin.span == span(0, 20)
    by_frames = scene_views(film, observed(film), note("arousal=0.9", frames=(200, 300)))
    assert [tuple(one.span for one in view.pins) for view in by_frames] == [(span(8, 10),), (span(0, 2),), ()]


def test_a_note_that_pins_nothing_is_refused() -> None:
    film = episode(250)
    with pytest.raises(InputRefused, match="pins no point"):
        scene_views(film, observed(film), note("sad please", scene="1"))
    with pytest.raises(InputRefused, match="n1"):
        scene_views(film, observed(film), note("valence=-4", scene="1"))


def test_two_notes_that_cannot_both_hold_are_both_named() -> None:
    film = episode(250)
    both = Notes((*note("tension=0.8", scene="1").notes, *note("tension=0.1", name="n2", frames=(0, 50)).notes))
    with pytest.raises(NotesContradict, match="n1 and n2"):
        scene_views(film, observed(film), both)


def test_a_rank_knows_equals() -> None:
    assert rank(3.0, (3.0,) * 11) == 0.5
    assert rank(99.0, (0.0, 1.0)) == 1.0
    assert rank(0.0, (0.0,) * 6 + (1.0, 2.0, 3.0, 4.0, 5.0)) == pytest.approx(0.25)
