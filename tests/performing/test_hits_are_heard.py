"""From a brief to sound: hits are heard in their windows, and the melody stands over what carries it."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from tests.composing.briefs import brief, composed, feelings, golden_tender, hit, invented, night_chase
from yeoun.checking.attack import attacks_in, chance, envelope_of, nearest, stops_in
from yeoun.model.composed import Brief
from yeoun.model.notes import House
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.performing.fluid import RATE
from yeoun.performing.perform import played

CALM = brief("calm", 28.0, feelings(28, lambda x: 0.1, lambda x: 0.2, lambda x: 0.2), hits=(hit(8.0, "A"), hit(19.0, "A")),
             time_of_day="dawn", nostalgia=0.5)


def test_hits_are_heard_after_their_frame_and_not_by_chance() -> None:
    lists, met = [], 0
    for asked in (golden_tender(), night_chase(), CALM):
        score = orchestrate(composed(asked), asked, House())
        assert len(score.landed) == len(asked.hits)
        for landed in score.landed:
            envelope = envelope_of(played(next(part for part in score.parts if part.name == landed.part)))
            moments = stops_in(envelope) if landed.kind == "stop" else attacks_in(envelope)
            at_s = float(asked.hits[landed.hit].at_s)
            late = nearest(moments, at_s, 0.25)
            met += late is not None and -0.005 <= late <= 0.045
            lists.append((moments, at_s, float(asked.length_s)))
    assert met == len(lists)
    assert chance(lists, -0.005, 0.045) < 0.5


def test_a_hit_under_bows_is_heard_in_the_pluck_that_falls_on_it() -> None:
    """A viola section changes its chord and an upright bass plucks: the section was named, and heard 204 ms early."""
    asked = invented(72)
    score = orchestrate(composed(asked), asked, House())
    landed = next(each for each in score.landed if each.hit == 1)
    sound = played(next(part for part in score.parts if part.name == landed.part))
    late = nearest(attacks_in(envelope_of(sound)), float(asked.hits[1].at_s), 0.25)
    assert late is not None and 0.0 <= late <= 0.042, (landed.part, late)
    assert _rises(sound, float(asked.hits[1].at_s))
    assert not _rises(sound[round(0.05 * RATE):], float(asked.hits[1].at_s)), "and 50 ms early it would be told"


def _rises(sound: NDArray[np.float64], at_s: float) -> bool:
    """Whether a sound is four times as high in the 42 ms after a moment as in the 42 ms before it."""
    at, near = round(at_s * RATE), round(0.042 * RATE)
    return bool(np.abs(sound[at:at + near]).max() > 4 * np.abs(sound[at - near:at]).max())


@pytest.mark.parametrize("asked", [golden_tender(), CALM], ids=["golden", "calm"])
def test_the_melody_stands_over_the_rest(asked: Brief) -> None:
    score = orchestrate(composed(asked), asked, House())
    frames = round(float(asked.length_s) * RATE)
    above = butter(2, 100.0, "high", fs=RATE, output="sos")
    power: dict[bool, float] = {True: 0.0, False: 0.0}
    lead = next(part for part in score.parts if part.role == "melody")
    sings = np.zeros(frames, dtype=bool)
    for note in lead.notes:
        sings[round(note.onset_s * RATE):round((note.onset_s + note.length_s) * RATE)] = True
    for part in score.parts:
        sound = sosfilt(above, played(part)[:frames], axis=0)
        power[part is lead] += float((sound[sings] ** 2).mean())
    assert power[True] > 1.25 * power[False]    # 1 dB over all others together
