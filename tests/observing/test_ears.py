"""The parts of the ear for events: bands, network, strokes and bouts, each by what it is for."""

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from yeoun.model.media import Production, Span
from yeoun.model.observed import Event, EventKind, Heard, SpeechSpan
from yeoun.observing.bands import (
    COLUMNS,
    EDGES_HZ,
    FAST,
    INPUTS,
    LOWEST_DB,
    PITCHES,
    SLOW,
    bands_of,
    inputs_of,
    running_share,
)
from yeoun.observing.bouts import bouts_in, breathing_rate
from yeoun.observing.claims import SECOND, Claim, Stroke, pace_of, ruled_claims, together
from yeoun.observing.events import events_in, named
from yeoun.observing.likely import KINDS, Likely
from yeoun.observing.network import CHUNK, DILATIONS, REACH, Network, load_network
from yeoun.observing.onsets import AT, LEVEL, STRENGTH, TILT
from yeoun.observing.onsets import COLUMNS as ONSET_COLUMNS
from yeoun.observing.prominence import FAINT_DB, FAINT_LEAST, peak_of, prominence
from yeoun.observing.segments import MOST, hearing_of
from yeoun.observing.strokes import blows_in, first_sounds, in_rows, limps, placed
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds

RATE = 16_000
TRUSTING = np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(KINDS), 1))
Rows = NDArray[np.float32]


def sounding(seconds: float, hertz: float, harmonics: int = 1) -> Rows:
    t = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, harmonics + 1)), dtype=np.float32)


def saying(seconds: float, **spans: list[tuple[float, float, float]]) -> Likely:
    """What a network would say: by kind, (from, until, share)."""
    shares = np.full((round(seconds * 50), len(KINDS)), 0.01, dtype=np.float32)
    for name, those in spans.items():
        for start, end, share in those:
            shares[round(start * 50):round(end * 50), KINDS.index(EventKind(name))] = share
    return Likely(shares, TRUSTING)


def struck(*at: float) -> Rows:
    rows = np.zeros((len(at), ONSET_COLUMNS), dtype=np.float32)
    rows[:, AT], rows[:, STRENGTH], rows[:, LEVEL] = sorted(at), 60.0, -25.0
    return rows


def strokes_at(*at: float, share: float = 0.9) -> list[tuple[float, float, float]]:
    """A stroke fills the frame it lies in and the next."""
    return [(int(each * 50) / 50, int(each * 50) / 50 + 0.04, share) for each in at]


def test_a_tone_stands_in_its_own_band_at_its_own_level() -> None:
    bands = bands_of(sounding(2, 1000))
    levels = bands[20:80, :SLOW].astype(float) / 2 + LOWEST_DB
    own = int(np.searchsorted(EDGES_HZ, 1000, side="right")) - 1
    assert np.all(levels.argmax(axis=1) == own)
    assert np.allclose(levels[:, own], -3.0, atol=0.6)


def test_the_pitch_of_a_voice_is_found_and_noise_has_none() -> None:
    voiced = bands_of(0.1 * sounding(1, 180, 20))
    pitch = 50 * 2 ** (voiced[10:40, -1].astype(float) / PITCHES)
    assert np.allclose(pitch, 180, rtol=0.03) and voiced[10:40, -2].min() > 180
    noise = bands_of(0.1 * luck(Take(1), "noise").standard_normal(RATE).astype(np.float32))
    assert noise[5:45, -2].max() < 100


def test_a_click_rises_where_it_lies_and_a_swell_does_not() -> None:
    wave = 1e-4 * luck(Take(1), "floor").standard_normal(2 * RATE).astype(np.float32)
    click = wave.copy()
    click[RATE:RATE + 80] += 0.3
    rises = bands_of(click)[:, SLOW + FAST:-2].max(axis=1)
    assert abs(int(rises.argmax()) - 50) <= 1 and rises.max() / 2 > 30
    swell = wave * np.linspace(1, 300, 2 * RATE, dtype=np.float32)
    assert bands_of(swell)[:-1, SLOW + FAST + 1:-2].max() / 2 < 25    # the lowest band holds one bin of noise: it rises by chance


def test_nothing_at_all_has_no_bands_and_no_inputs() -> None:
    assert bands_of(np.zeros(0, dtype=np.float32)).shape == (0, COLUMNS)
    assert inputs_of(np.zeros((0, COLUMNS), dtype=np.uint8)).shape == (0, INPUTS)
    silent = inputs_of(bands_of(np.zeros(RATE, dtype=np.float32)))
    assert np.isfinite(silent).all() and np.allclose(silent[:, :SLOW], 0, atol=1e-4)


def test_what_the_network_is_shown_of_three_hours_is_held_once() -> None:
    hours = np.zeros((3 * 3600 * 50, COLUMNS), dtype=np.uint8)
    tracemalloc.start()
    shown = inputs_of(hours)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * shown.nbytes    # levels beside it, half as large; it was 7 times while a percentile kept what it was taken of


def test_the_background_follows_a_change_within_its_window() -> None:
    levels = np.concatenate([np.full((2000, 2), -60.0), np.full((2000, 2), -40.0)]).astype(np.float32)
    low = running_share(levels, 10, 10)
    assert low.shape == levels.shape and np.allclose(low[:1500], -60) and np.allclose(low[2600:], -40)


def drawn_network(seed: int) -> Network:
    fate = luck(Take(seed), "weights")

    def rows(*shape: int) -> Rows:
        return (0.2 * fate.standard_normal(shape)).astype(np.float32)

    of = {"in_w": rows(INPUTS, 8), "in_b": rows(8), "out_w": rows(8, 10), "out_b": rows(10)}
    for k in range(len(DILATIONS)):
        of |= {f"wide_w{k}": rows(24, 8), f"wide_b{k}": rows(8), f"mix_w{k}": rows(8, 8), f"mix_b{k}": rows(8)}
    return Network(of)


def test_the_network_says_the_same_of_a_long_film_as_of_its_pieces() -> None:
    network, inputs = drawn_network(3), luck(Take(1), "inputs").standard_normal((2 * CHUNK + 500, INPUTS)).astype(np.float32)
    whole = network.logits(inputs)
    piece = network.logits(inputs[1000:4500])
    assert whole.shape == (len(inputs), 10)
    assert np.allclose(whole[1000 + REACH:4500 - REACH], piece[REACH:-REACH], atol=1e-3)


def test_the_network_hears_its_reach_and_no_further() -> None:
    network, inputs = drawn_network(4), np.zeros((1200, INPUTS), dtype=np.float32)
    other = inputs.copy()
    other[600] = 5.0
    changed = np.flatnonzero(np.abs(network.logits(other) - network.logits(inputs)).max(axis=1) > 0)
    assert changed.min() >= 600 - REACH and changed.max() <= 600 + REACH and len(changed) > REACH


def test_the_shipped_network_fits_its_inputs_and_is_small() -> None:
    of = load_network().weights
    assert of["in_w"].shape[0] == INPUTS and of["sure"].shape == (len(KINDS), 2) and (of["sure"][:, 0] > 0).all()
    assert sum(rows.size for rows in of.values()) < 200_000


def test_steps_stand_on_their_onsets_and_bear_their_pace() -> None:
    walk = [1.003, 1.507, 2.011, 2.498, 3.004, 3.501]
    (found,) = in_rows(EventKind.FOOTSTEP, saying(5, footstep=strokes_at(*walk)), struck(*walk, 1.25, 2.75))
    assert [stroke.start_s for stroke in found.strokes] == pytest.approx(walk, abs=1e-3)
    assert found.rate == pace_of(walk) == pytest.approx(120, rel=0.01)


def test_low_thumps_are_no_steps_and_bright_clicks_no_heart() -> None:
    row = [1.003, 1.607, 2.211, 2.798, 3.404]
    for kind, tilt, count in ((EventKind.FOOTSTEP, -15.0, 0), (EventKind.FOOTSTEP, 5.0, 5), (EventKind.HEARTBEAT, -5.0, 5),
                              (EventKind.HEARTBEAT, 6.0, 0)):
        onsets = struck(*row)
        onsets[:, TILT] = tilt
        found = in_rows(kind, saying(5, **{kind.value: strokes_at(*row)}), onsets)
        assert sum(len(claim.strokes) for claim in found) == count, (kind, tilt)


def test_a_row_of_the_network_s_that_is_not_even_is_no_walk() -> None:
    for walk, count in (([1.0, 1.5, 2.0, 3.0, 3.5], 5), ([1.0, 2.2, 2.7], 0), ([1.0, 1.9, 2.2], 0)):
        found = in_rows(EventKind.FOOTSTEP, saying(6, footstep=strokes_at(*walk)), struck())
        assert sum(len(claim.strokes) for claim in found) == count, walk


def test_a_limp_is_a_walk_and_strokes_at_random_are_none() -> None:
    limp = [1.0, 1.6, 2.65, 3.25, 4.3, 4.9, 5.95, 6.55]
    (found,) = in_rows(EventKind.FOOTSTEP, saying(9, footstep=strokes_at(*limp)), struck(*limp))
    assert [stroke.start_s for stroke in found.strokes] == pytest.approx(limp, abs=1e-3)
    fate = luck(Take(7), "strokes at random")
    random = sum(limps(np.exp(fate.uniform(np.log(0.25), np.log(1.5), 7))) for _ in range(1000))
    assert random < 50, random


def test_a_step_the_network_hardly_heard_is_named_where_the_walk_asks_for_one_and_something_begins() -> None:
    walk = [1.0 + 0.5 * k for k in range(8)]
    heard, missed = [at for k, at in enumerate(walk) if k not in (3, 7)], (walk[3], walk[7])
    likely = saying(6, footstep=[*strokes_at(*heard), *strokes_at(*missed, share=0.06)])
    (found,) = in_rows(EventKind.FOOTSTEP, likely, struck(*walk))
    assert [stroke.start_s for stroke in found.strokes] == pytest.approx(walk, abs=1e-3)
    (without_onsets,) = in_rows(EventKind.FOOTSTEP, likely, struck(*heard))
    assert len(without_onsets.strokes) == len(heard)
    (never,) = in_rows(EventKind.FOOTSTEP, saying(6, footstep=strokes_at(*heard)), struck(*walk))
    assert len(never.strokes) == len(heard)


def half_drowned(*at: float, **other: list[tuple[float, float, float]]) -> Claim:
    likely = saying(6, footstep=[*strokes_at(*at[::2]), *strokes_at(*at[1::2], share=0.4)], **other)
    (found,) = in_rows(EventKind.FOOTSTEP, likely, struck(*at))
    assert len(found.strokes) == len(at)
    return found


def test_a_walk_that_is_half_drowned_scores_as_what_is_heard_of_it_and_a_clock_or_a_heart_does_not() -> None:
    clock, jitter = [1.0 + 0.5 * k for k in range(8)], [0.0, 0.02, -0.02, 0.01, -0.01, 0.02, 0.0, -0.02]
    walk = [at + by for at, by in zip(clock, jitter, strict=True)]
    assert half_drowned(*walk).score == pytest.approx(0.9)
    assert half_drowned(*clock).score == pytest.approx(0.65)
    assert half_drowned(*walk, heartbeat=strokes_at(*walk, share=0.8)).score == pytest.approx(0.65)


def test_beats_heard_on_their_second_sound_stand_on_their_first() -> None:
    beats, gap = [1.0 + 0.6 * k for k in range(7)], 0.25
    onsets = struck(*beats, *(at + gap for at in beats))
    assert first_sounds([at + gap for at in beats], onsets) == pytest.approx(beats, abs=1e-3)
    assert first_sounds(beats, onsets) == beats
    assert first_sounds(beats, struck(*beats)) == beats


def test_a_missed_step_and_a_pause_change_no_pace() -> None:
    assert pace_of([0.0, 0.6, 1.2, 2.4, 3.0]) == 100.0
    assert pace_of([0.0]) is None


def test_two_steps_are_no_walk_and_unsure_ones_are_none() -> None:
    assert not in_rows(EventKind.FOOTSTEP, saying(5, footstep=strokes_at(1.0, 1.5)), struck())
    assert not named(saying(30, footstep=strokes_at(1.0, 1.5, 2.0, 2.5, share=0.3)), (), heard())


def test_a_stroke_without_an_onset_stays_where_it_was_heard() -> None:
    assert placed(1.0, struck(0.8, 1.2)) == 1.0
    assert placed(1.0, struck(0.98, 1.2)) == pytest.approx(0.98)


def test_the_picture_s_own_beginning_is_no_blow() -> None:
    (found,) = blows_in(saying(3, impact=strokes_at(0.02, 1.5)), struck())
    assert found.start_s == pytest.approx(1.5, abs=0.03)


def test_a_hole_in_laughter_is_closed_and_the_surer_of_two_names_stands() -> None:
    likely = saying(8, laugh=[(1, 2, 0.9), (2.3, 3, 0.9)], sob=[(1, 3, 0.6)], sigh=[(5, 6, 0.8)])
    assert {claim.kind for claim in bouts_in(likely, heard().bands)} == {EventKind.LAUGH, EventKind.SOB, EventKind.SIGH}
    found = named(likely, (), heard())
    assert [(event.kind, event.at_s, event.until_s) for event in found] == [(EventKind.LAUGH, 1.0, 3.0), (EventKind.SIGH, 5.0, 6.0)]


def test_no_event_claims_more_than_seven_tenths_and_confidence_rises_with_the_score() -> None:
    likely = Likely(np.zeros((0, 8), dtype=np.float32), np.tile(np.array([0.7, -0.2], dtype=np.float32), (8, 1)))
    sure = [likely.confidence(EventKind.SIGH, score) for score in (0.0, 0.2, 0.5, 0.8, 1.0)]
    assert sure == sorted(sure) and sure[0] > 0 and sure[-1] < 1
    assert [event.confidence for event in named(saying(30, sigh=[(1, 2, 0.999)]), (), heard())] == [MOST]


def test_the_rate_of_breathing_is_that_of_whole_breaths() -> None:
    bands, t = np.full((1000, COLUMNS), 100, dtype=np.uint8), np.arange(1000) / 50
    phase = (t / 3.0) % 1
    bands[:, 8:15] += np.where(phase < 0.35, 60, 0).astype(np.uint8)[:, None]                        # in
    bands[:, 12:22] += np.where((phase > 0.45) & (phase < 0.85), 60, 0).astype(np.uint8)[:, None]    # out
    assert breathing_rate(bands) == pytest.approx(20.0, rel=0.02)
    assert breathing_rate(bands[:100]) is None


def heard(music: tuple[Span, ...] = (), seconds: float = 30.0, speech: tuple[SpeechSpan, ...] = ()) -> Heard:
    """Nothing but what the deciding of events asks for; four frames of five stand far out of the fifth."""
    bands = np.full((round(seconds * 50), COLUMNS), 100, dtype=np.uint8)
    bands[::5] = 20
    return Heard(Production(None, None), Seconds(0.01), np.zeros((round(seconds * 100), 12), dtype=np.float32), (), speech, music, (),
                 struck(), np.zeros((0, 3), dtype=np.float32), (), bands)


def standing_out(by_db: float, seconds: float = 30.0) -> Heard:
    """As `heard`, four frames of five so far over the fifth."""
    there = heard(seconds=seconds)
    there.bands[:] = 100
    there.bands[::5] = round(100 - 2 * by_db)
    return there


def test_prominence_is_what_a_burst_has_over_the_noise_it_lies_in() -> None:
    noise = luck(Take(1), "prominence").standard_normal(20 * RATE).astype(np.float32) * 0.001
    for by_db in (6.0, 20.0):
        sound = noise.copy()
        sound[8 * RATE:9 * RATE] *= 10 ** (by_db / 20)
        over = prominence(bands_of(sound))
        assert len(over) == 1000
        assert peak_of(over, 8.0, 9.0) == pytest.approx(by_db + 1.5, abs=1.5)    # its highest 20 ms, over its background's quiet ones
        assert peak_of(over, 12.0, 13.0) < 4.0 and peak_of(over, 30.0, 31.0) == 0.0


def test_what_lasts_and_hardly_stands_out_is_left_out_whoever_named_it() -> None:
    faint, clear = standing_out(FAINT_DB - 1), standing_out(FAINT_DB + 1)
    likely = saying(30, sigh=[(3, 4, 0.99)], gasp=[(6, 6.5, 0.99)], sob=[(9, 12, 0.99)], laugh=[(14, 16, 0.99)])
    assert {event.kind for event in named(likely, (), clear)} == {EventKind.SIGH, EventKind.GASP, EventKind.SOB, EventKind.LAUGH}
    assert named(likely, (), faint) == ()
    by_rules = ruled(EventKind.SIGH, 5.1, sure=0.7, long_s=0.8)
    assert len(named(saying(30, sigh=[(5, 6, 0.2)]), by_rules, clear)) == 1
    assert not named(saying(30, sigh=[(5, 6, 0.2)]), by_rules, faint)


def test_faint_breathing_is_named_when_the_network_is_sure_and_faint_steps_as_ever() -> None:
    faint = standing_out(FAINT_DB - 4)
    least = FAINT_LEAST[EventKind.BREATH]
    sure, unsure = (named(saying(30, breath=[(5, 12, share)]), (), faint) for share in (least + 0.05, least - 0.05))
    assert [event.kind for event in sure] == [EventKind.BREATH] and not unsure
    assert len(named(saying(30, breath=[(5, 12, least - 0.05)]), (), standing_out(FAINT_DB + 1))) == 1
    assert len(named(saying(30, footstep=strokes_at(*(5.0 + 0.5 * k for k in range(8)))), (), faint)) == 8


def test_the_network_alone_names_nothing_in_music_but_a_moment_called_music_hides_nothing() -> None:
    walk = [5.0 + 0.5 * k for k in range(8)]
    likely = saying(30, footstep=strokes_at(*walk))
    assert len(named(likely, (), heard())) == 8
    assert not named(likely, (), heard((Span(Seconds(0.0), Seconds(20.0)),)))
    assert len(named(likely, (), heard((Span(Seconds(4.0), Seconds(10.0)),)))) == 8
    sung = saying(30, sob=[(5, 8, 0.95)], breath=[(11, 15, 0.95)])
    assert len(named(sung, (), heard())) == 2 and not named(sung, (), heard((Span(Seconds(0.0), Seconds(20.0)),)))


def test_a_blow_on_a_step_has_one_name() -> None:
    walk = [5.0 + 0.5 * k for k in range(6)]
    found = named(saying(30, footstep=strokes_at(*walk), impact=strokes_at(6.0, share=0.99)), (), heard())
    assert len(found) == 6 and sum(abs(event.at_s - 6.0) < 0.1 for event in found) == 1


def test_a_hard_word_is_no_blow() -> None:
    likely, said = saying(30, impact=strokes_at(5.0, 15.0)), SpeechSpan(Span(Seconds(4.9), Seconds(7.0)), 0.9, 200.0, -25.0, 3.0, 4.0)
    assert [round(event.at_s) for event in named(likely, (), heard(speech=(said,)))] == [15]


def test_a_film_without_sound_has_no_events() -> None:
    silent = heard(seconds=0.0)
    assert events_in(silent, hearing_of(silent)) == ()


def ruled(kind: EventKind, *at: float, sure: float = 0.7, long_s: float = 0.1) -> list[Event]:
    return [Event(kind, Seconds(each), Seconds(each + long_s), sure, "rules", 120.0) for each in at]


def test_what_the_rules_name_stands_unless_the_network_calls_it_out_of_the_question() -> None:
    doubtful, never = saying(30, sigh=[(5, 6, 0.2)]), saying(30, sigh=[(5, 6, 0.02)])
    heard_sigh = ruled(EventKind.SIGH, 5.1, sure=0.6, long_s=0.8)
    assert not named(doubtful, (), heard())
    assert [(event.at_s, event.confidence) for event in named(doubtful, heard_sigh, heard())] == [(5.1, 0.6)]
    assert not named(never, heard_sigh, heard())


def test_what_both_name_is_one_event_as_sure_as_the_surer() -> None:
    likely = saying(30, sigh=[(5, 6, 0.6)])
    assert [event.confidence for event in named(likely, (), heard())] == [0.6]
    (found,) = named(likely, ruled(EventKind.SIGH, 5.1, long_s=0.8), heard())
    assert (found.at_s, found.until_s, found.confidence) == (5.0, 6.0, 0.7)


def test_the_steps_of_one_row_are_those_of_both_observers() -> None:
    walk = [5.0 + 0.5 * k for k in range(12)]
    pieces = saying(30, footstep=[*strokes_at(*walk[:3], *walk[7:11]), *strokes_at(*walk[3:7], walk[11], share=0.1)])
    assert len(named(pieces, (), heard())) == 7
    found = named(pieces, ruled(EventKind.FOOTSTEP, *walk[1:]), heard())
    assert [event.at_s for event in found] == pytest.approx(walk, abs=0.02) and found[0].rate == pytest.approx(120, abs=0.5)


def test_two_rows_of_the_rules_in_one_of_the_network_s_are_one_row_of_single_beats() -> None:
    beats = [5.0 + 0.66 * k for k in range(9)]
    likely = saying(30, heartbeat=strokes_at(*beats))
    halves = [Event(EventKind.HEARTBEAT, Seconds(at), Seconds(at + 0.3), 0.7, "rules", rate)
              for rate, those in ((90.8, beats[:4]), (91.0, beats[5:])) for at in those]
    found = named(likely, halves, heard())
    assert [event.at_s for event in found] == pytest.approx(beats, abs=0.02) and len({event.rate for event in found}) == 1


def test_a_heart_s_second_sound_is_no_beat() -> None:
    beats, seconds = [5.0 + 0.66 * k for k in range(8)], [5.26 + 0.66 * k for k in range(8)]
    likely = saying(30, heartbeat=[*strokes_at(*seconds), *strokes_at(*beats, share=0.1)])
    found = named(likely, ruled(EventKind.HEARTBEAT, *beats, long_s=0.3), heard())
    assert [event.at_s for event in found] == pytest.approx(beats)


def test_the_rules_word_is_weighed_by_the_network_s_score_of_its_place() -> None:
    likely = saying(30, laugh=[(5, 6, 0.4)], impact=strokes_at(9.0, share=0.3))
    (laugh,), (blow,) = ruled(EventKind.LAUGH, 5.0, long_s=1.0), ruled(EventKind.IMPACT, 9.0, sure=0.35)
    found = ruled_claims([laugh, blow, *ruled(EventKind.GASP, 20.0)], likely)
    assert [(claim.kind, claim.ruled, round(claim.score, 3)) for claim in found] == [
        (EventKind.LAUGH, 0.7, 0.4), (EventKind.IMPACT, 0.35, 0.3)]
    assert set(SECOND) == set(EventKind)


def test_a_row_is_steps_or_beats_and_never_both() -> None:
    row = [5.0 + 0.8 * k for k in range(6)]
    likely = saying(30, footstep=strokes_at(*row, share=0.7), heartbeat=strokes_at(*row, share=0.9))
    assert {event.kind for event in named(likely, (), heard())} == {EventKind.HEARTBEAT}


def test_a_blow_of_the_rules_is_no_step_of_the_network_s() -> None:
    walk = [5.0 + 0.5 * k for k in range(8)]
    likely = saying(30, footstep=strokes_at(*walk, share=0.95), impact=strokes_at(walk[-1], share=0.3))
    found = named(likely, ruled(EventKind.IMPACT, walk[-1]), heard())
    assert [event.kind for event in found] == [EventKind.FOOTSTEP] * 7 + [EventKind.IMPACT]


def test_what_lies_in_one_place_is_one_claim() -> None:
    own, other = (Claim(EventKind.SOB, (Stroke(start, start + 3, 0.6, sure),), 0.6) for start, sure in ((5.0, 0.0), (5.5, 0.7)))
    (found,) = together([own], [other])
    assert (found.start_s, found.end_s, found.score, found.ruled) == (5.0, 8.0, 0.6, 0.7)
    assert len(together([own], [Claim(EventKind.LAUGH, other.strokes, 0.6)])) == 2
