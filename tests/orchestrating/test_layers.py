"""What somebody feels and what they show are two layers where they lie apart, and nothing is where they do not."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.orchestrating.scores import scored
from tests.orchestrating.sketches import feelings, lyrical, spoken
from yeoun.model.composed import Brief, Sketch
from yeoun.model.feeling import Feelings
from yeoun.model.notes import House
from yeoun.model.scored import Part, Score, ScoreNote
from yeoun.orchestrating.mood import is_clear
from yeoun.units.names import Person
from yeoun.units.time import Seconds

CALM, RISING, FALLING = feelings(0.2, 0.35, 0.3, 120), (0.15, 0.85), (0.85, 0.15)


def curve(ends: tuple[float, float]) -> Feelings:
    """Arousal that goes from one value to another over the minute of the cue."""
    return Feelings(Seconds(0.5), (0.2,) * 120, tuple(ends[0] + (ends[1] - ends[0]) * k / 119 for k in range(120)), (0.3,) * 120)


def hiding(felt: Feelings, shown: Feelings | None, **wishes: object) -> tuple[Sketch, Brief]:
    return lyrical(**{"intent": felt, "shown": shown, "inner_voice": "clarinet", **wishes})


def layer(score: Score, voice: str) -> Part:
    return next(part for part in score.parts if voice in part.voices)


def halves(part: Part) -> tuple[int, int]:
    """Notes in the first and in the last twenty seconds."""
    return sum(note.onset_s < 20 for note in part.notes), sum(33 <= note.onset_s < 53 for note in part.notes)


def test_nothing_hidden_nothing_changes() -> None:
    assert scored(hiding(CALM, CALM)).parts == scored(hiding(CALM, None)).parts
    assert not any("thought" in part.voices for part in scored(hiding(CALM, CALM)).parts)


def test_the_thought_follows_what_is_felt_and_the_face_what_is_shown() -> None:
    score = scored(hiding(curve(RISING), curve(FALLING)))
    thought, face = layer(score, "thought"), layer(score, "pulse")
    assert thought.inner and thought.speaks_for == "지은" and not face.inner and face.speaks_for == "지은"
    assert halves(thought)[1] > 2 * halves(thought)[0] and halves(face)[0] > 2 * halves(face)[1]


def test_swapped_curves_swap_the_layers() -> None:
    thought, face = (layer(scored(hiding(curve(FALLING), curve(RISING))), voice) for voice in ("thought", "pulse"))
    assert halves(thought)[0] > 2 * halves(thought)[1] and halves(face)[1] > 2 * halves(face)[0]


def test_the_thought_is_on_the_persons_own_instrument_and_nobody_else_is() -> None:
    for wish in ("clarinet", "flute", "cello"):
        score = scored(hiding(curve(RISING), curve(FALLING), inner_voice=wish))
        part = layer(score, "thought")
        assert wish in part.instrument.name or f"{wish[:4]}" in part.instrument.name
        assert part.voices == ("thought",) and sum(each.instrument == part.instrument for each in score.parts) == 1
        assert wish in part.why and "hides what they feel" in part.why


@pytest.mark.parametrize("mired", [-80.0, 0.0, 80.0])
def test_who_has_no_theme_keeps_one_voice_in_every_light(mired: float) -> None:
    there = layer(scored(hiding(curve(RISING), curve(FALLING), inner_voice="", mired_relative=mired)), "thought")
    first = layer(scored(hiding(curve(RISING), curve(FALLING), inner_voice="")), "thought")
    assert there.instrument == first.instrument


def test_different_people_may_have_different_voices() -> None:
    found = {layer(scored(hiding(curve(RISING), curve(FALLING), inner_voice="", character=Person(who))), "thought").instrument.name
             for who in ("지은", "민호", "수아", "도윤", "하린", "태오")}
    assert len(found) > 1


def test_the_house_has_the_last_word() -> None:
    cue = hiding(curve(RISING), curve(FALLING))
    assert layer(scored(cue), "thought").instrument.name == "clarinet"
    assert layer(scored(cue, House(palette=(("clarinet", -1.0),))), "thought").instrument.name != "clarinet"


LINES = (spoken(10, 14), spoken(30, 36))


def under(part: Part, lead_s: float = 0.0) -> list[ScoreNote]:
    """The notes of a part that begin under words, or so near before them, but for hits."""
    return [note for note in part.notes if "hit" not in note.why
            and any(line.span.start_s - lead_s <= note.onset_s < line.span.end_s for line in LINES)]


def test_the_face_is_silent_while_somebody_speaks() -> None:
    assert not under(layer(scored(hiding(curve(RISING), curve(FALLING), lines=LINES)), "pulse"), 0.3)


def test_the_thought_goes_on_through_words_softly_slowly_and_off_the_voice() -> None:
    sketch, brief = hiding(curve(RISING), curve(FALLING), lines=LINES)
    found = under(layer(scored((sketch, brief)), "thought"))
    assert found, "nothing is thought while somebody speaks"
    assert all(later.onset_s - now.onset_s >= 0.95 for now, later in pairwise(found) if later.onset_s - now.onset_s < 8)
    assert all(is_clear(brief, note.key, float(note.onset_s)) and note.force < 0.6 for note in found)
    assert not [note for note in layer(scored((sketch, brief)), "thought").notes
                if any(0 < line.span.start_s - note.onset_s < 0.15 for line in LINES)]


def test_all_tones_lie_within_their_player() -> None:
    score = scored(hiding(curve(RISING), curve(FALLING)))
    for part in score.parts:
        assert all(part.instrument.low <= note.key <= part.instrument.high for note in part.notes)


def test_a_little_hidden_is_nothing() -> None:
    cue = hiding(CALM, replace(CALM, arousal=(*(0.9,) * 6, *(0.35,) * 114)))
    assert not any("thought" in part.voices for part in scored(cue).parts)
