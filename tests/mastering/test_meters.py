"""Our meters against the norm's synthetic signals and against the second meter."""

import numpy as np
import pyebur128
import pytest
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from yeoun.mastering.limiter import PIECE, Curve, block_gains, reduction_p99_db, smoothed
from yeoun.mastering.meter import HOP, CinemaLevel, PeakEnvelope
from yeoun.mastering.second_meter import AROUND, NEAR, ONSET, SecondMeter, TruePeak
from yeoun.model.layouts import FIVE_ONE, LAYOUTS, SEVEN_ONE_FOUR, STEREO, WEIGHTS
from yeoun.units.loudness import Weighing, integrated, loudness_range, momentary, over_spans, short_term
from yeoun.units.luck import Take, luck

Sound = NDArray[np.float32]
RATE = 48_000


def steps(*levels: tuple[float, float], channels: int = 2) -> Sound:
    """A 1 kHz sine in every channel at each (peak dBFS, seconds)."""
    seconds = np.concatenate([np.full(round(length * RATE), 10 ** (level / 20)) for level, length in levels])
    tone = seconds * np.sin(2 * np.pi * 1_000 * np.arange(len(seconds)) / RATE)
    return np.repeat(tone[:, None], channels, axis=1).astype(np.float32)


def energies(sound: Sound, labels: tuple[str, ...] = STEREO.labels, hop: int = 480) -> NDArray[np.float64]:
    meter = Weighing([WEIGHTS[label] for label in labels], hop)
    for start in range(0, len(sound), 70_001):
        meter.feed(sound[start:start + 70_001])
    return meter.energies()


@pytest.mark.parametrize(("levels", "wanted"), [
    (((-23.0, 20.0),), -23.0), (((-33.0, 20.0),), -33.0),
    (((-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)), -23.0),
    (((-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)), -23.0),
    (((-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)), -23.0)])
def test_programme_loudness_after_tech_3341(levels: tuple[tuple[float, float], ...], wanted: float) -> None:
    assert integrated(energies(steps(*levels)), 480) == pytest.approx(wanted, abs=0.1)


def test_five_channels_after_tech_3341_case_6() -> None:
    levels = {"L": -28.0, "R": -28.0, "C": -24.0, "LFE": -200.0, "Ls": -30.0, "Rs": -30.0}
    sound = np.concatenate([steps((levels[label], 20.0), channels=1) for label in FIVE_ONE.labels], axis=1)
    assert integrated(energies(sound, FIVE_ONE.labels), 480) == pytest.approx(-23.0, abs=0.1)


def test_short_and_momentary_loudness_after_tech_3341_cases_9_and_12() -> None:
    short = energies(steps(*[(-20.0, 1.34), (-30.0, 1.66)] * 5))
    assert short_term(short, 480, 4_800).max() == pytest.approx(-23.0, abs=0.1)
    assert momentary(energies(steps(*[(-20.0, 0.18), (-30.0, 0.22)] * 25)), 480, 480).max() == pytest.approx(-23, abs=0.1)
    late = np.concatenate([np.zeros((round(0.14 * RATE), 2), np.float32), steps((-23.0, 0.4)), np.zeros((RATE, 2), np.float32)])
    assert momentary(energies(late), 480, 480).max() == pytest.approx(-23.0, abs=0.1)    # case 13


@pytest.mark.parametrize(("levels", "wanted"), [
    ((-20.0, -30.0), 10.0), ((-20.0, -15.0), 5.0), ((-40.0, -20.0), 20.0), ((-50.0, -35.0, -20.0, -35.0, -50.0), 15.0)])
def test_range_after_tech_3342(levels: tuple[float, ...], wanted: float) -> None:
    assert loudness_range(energies(steps(*[(level, 20.0) for level in levels])), 480) == pytest.approx(wanted, abs=0.1)


@pytest.mark.parametrize(("divisor", "level", "phase", "wanted"), [
    (4, 0.5, 0.0, -6.0), (4, 0.5, 45.0, -6.0), (6, 0.5, 60.0, -6.0), (8, 0.5, 67.5, -6.0), (4, 1.41, 45.0, 3.0)])
def test_true_peak_after_tech_3341(divisor: int, level: float, phase: float, wanted: float) -> None:
    at = np.arange(RATE // 2)
    fade = np.minimum(1.0, np.minimum(at, at[::-1]) / 4_800)
    tone = level * np.sin(2 * np.pi * at / divisor + np.radians(phase)) * (0.5 - 0.5 * np.cos(np.pi * fade))
    meter = PeakEnvelope(1)
    for start in range(0, len(tone), 5_003):
        meter.feed(tone[start:start + 5_003, None].astype(np.float32))
    peaks = meter.peaks()
    assert -0.4 <= 20 * np.log10(peaks.max()) - wanted <= 0.2
    assert len(peaks) >= len(tone) // HOP


def test_both_meters_agree_on_noise_in_every_layout() -> None:
    rng = np.random.default_rng(3)
    for layout in LAYOUTS.values():
        if layout.channels == 1:
            continue
        sound = (0.02 * rng.standard_normal((10 * RATE, layout.channels))).astype(np.float32)
        second = SecondMeter(layout.labels)
        second.feed(sound)
        peaks = PeakEnvelope(layout.channels)
        peaks.feed(sound)
        read = second.read()
        assert integrated(energies(sound, layout.labels), 480) == pytest.approx(read.integrated_lufs, abs=0.03)
        assert 20 * np.log10(peaks.peaks().max()) == pytest.approx(read.true_peak_dbtp, abs=0.3)    # white: filters differ at 24 kHz
        if layout is SEVEN_ONE_FOUR:
            assert read.integrated_lufs == pytest.approx(-20.12, abs=0.05)


def test_one_channel_at_a_time_has_its_weight() -> None:
    at = np.arange(3 * RATE)
    tone = (0.1 * np.sin(2 * np.pi * 997 * at / RATE)).astype(np.float32)
    for k, label in enumerate(SEVEN_ONE_FOUR.labels):
        sound = np.zeros((len(tone), 12), dtype=np.float32)
        sound[:, k] = tone
        wanted = None if label == "LFE" else -21.52 if label in {"Lss", "Rss"} else -23.01
        for got in (integrated(energies(sound, SEVEN_ONE_FOUR.labels), 480), _second(sound)):
            assert got == (None if wanted is None else pytest.approx(wanted, abs=0.02))


def _second(sound: Sound) -> float | None:
    meter = SecondMeter(SEVEN_ONE_FOUR.labels)
    meter.feed(sound)
    return meter.read().integrated_lufs


@pytest.mark.parametrize("seed", range(6))
def test_the_second_meter_reads_the_peak_that_its_library_reads_of_everything(seed: int) -> None:
    """It lets the library hear only where a new highest could be."""
    rng = luck(Take(1), "peaks", str(seed))
    swell = np.repeat(10 ** (rng.uniform(-60, 0, (40, 6)) / 20), 5_000, axis=0)
    sound = (swell * rng.uniform(-1.0, 1.0, swell.shape)).astype(np.float32)
    sound[rng.integers(0, len(sound), 9)] = 0.97
    ours, whole = SecondMeter(FIVE_ONE.labels), pyebur128.R128State(6, RATE, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    for start in range(0, len(sound), 65_536 - 1_000 * seed):
        ours.feed(sound[start:start + 65_536 - 1_000 * seed])
    whole.add_frames(sound.reshape(-1), len(sound))
    wanted = max(float(pyebur128.get_true_peak(whole, channel)) for channel in range(6))
    assert ours.read().true_peak_dbtp == pytest.approx(20 * np.log10(wanted), abs=1e-6)


@pytest.mark.parametrize("at", [NEAR - AROUND, NEAR - ONSET, *range(NEAR - 13, NEAR + 14), NEAR + ONSET, 60_000, *range(64_999, 65_002)])
def test_a_peak_between_two_samples_is_heard_wherever_pieces_and_blocks_meet(at: int) -> None:
    """It stands 2.3 dB above both samples; a search that heard each piece without what is before it would read them alone."""
    sound = np.zeros((131_072, 1), dtype=np.float32)
    sound[at:at + 2] = 0.5
    ours, whole = TruePeak(), pyebur128.R128State(1, RATE, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    for start in range(0, len(sound), 65_000):
        ours.feed(sound[start:start + 65_000])
    whole.add_frames(sound.reshape(-1), len(sound))
    wanted = float(pyebur128.get_true_peak(whole, 0))
    assert ours.read() == 20 * np.log10(wanted) and wanted > 0.6


def test_silence_has_no_loudness() -> None:
    nothing = energies(np.zeros((RATE, 2), dtype=np.float32))
    assert integrated(nothing, 480) is None and loudness_range(nothing, 480) is None
    assert over_spans(nothing, 480, [(0.2, 0.5)]) is None
    assert CinemaLevel(("C",)).level_db() is None


@pytest.mark.parametrize(("label", "hertz", "wanted"), [
    ("C", 2_000, 85.0), ("C", 1_000, 79.4), ("C", 6_300, 91.6), ("Ls", 2_000, 82.0), ("LFE", 100, 69.6)])
def test_cinema_level_of_a_tone(label: str, hertz: float, wanted: float) -> None:
    sound = np.zeros((5 * RATE, 6), dtype=np.float32)
    sound[:, FIVE_ONE.index(label)] = 0.1 * np.sin(2 * np.pi * hertz * np.arange(5 * RATE) / RATE)
    meter = CinemaLevel(FIVE_ONE.labels)
    meter.feed(np.concatenate([np.zeros((RATE, 6), np.float32), sound, np.zeros((2 * RATE, 6), np.float32)]))
    assert meter.level_db() == pytest.approx(wanted, abs=0.1)    # silence around it does not count


@pytest.mark.parametrize("ceiling_db", [-2.1, -1.1])
def test_the_limiter_holds_its_ceiling_at_four_and_sixteen_times(ceiling_db: float) -> None:
    rng = np.random.default_rng(1)
    at = np.arange(4 * RATE)
    bursts = (0.5 + 0.5 * np.sign(np.sin(2 * np.pi * 3 * at / RATE))) * 1.4
    sound = (bursts[:, None] * np.sin(2 * np.pi * 12_000 * at / RATE + 0.7)[:, None] * [0.8, 0.5]
             + 0.6 * np.sin(2 * np.pi * 90 * at / RATE)[:, None] + 0.05 * rng.standard_normal((len(at), 2))).astype(np.float32)
    meter = PeakEnvelope(2)
    meter.feed(sound)
    ceiling = 10 ** (ceiling_db / 20)
    peaks = meter.peaks()
    assert peaks.max() > 1.5
    curve = Curve(peaks, 1.0, ceiling)
    out = np.concatenate([sound[a:a + 50_000] * _gain(curve, a, min(50_000, len(sound) - a)) for a in range(0, len(sound), 50_000)])
    again = SecondMeter(STEREO.labels)
    again.feed(out)
    read = again.read().true_peak_dbtp
    assert read is not None and read <= ceiling_db + 0.05
    loud = np.flatnonzero(np.abs(out).max(axis=1) > 0.9 * ceiling)[:400]
    fine = max(float(np.abs(_sixteen(out, int(k))).max()) for k in loud[::8])
    assert 20 * np.log10(fine) <= ceiling_db + 0.15
    whole = _gain(curve, 0, len(sound))
    assert np.array_equal(out, sound * whole)    # blocks do not show


def _gain(curve: Curve, start: int, frames: int) -> Sound:
    gain = smoothed(curve, start, frames)
    return np.ones((frames, 1), dtype=np.float32) if gain is None else gain[:, None]


def _sixteen(sound: Sound, around: int) -> NDArray[np.float64]:
    part = sound[max(0, around - 256):around + 256].astype(np.float64) * np.hanning(len(sound[max(0, around - 256):around + 256]))[:, None]
    spectrum = np.fft.rfft(part, axis=0)
    fine = np.fft.irfft(spectrum, 16 * len(part), axis=0) * 16
    return np.asarray(fine[len(fine) // 2 - 64:len(fine) // 2 + 64])


@pytest.mark.parametrize("loud_at", [(), (0,), (PIECE - 2, 2 * PIECE - 3, 2 * PIECE), (3 * PIECE + 100,)])
def test_a_curve_worked_out_in_pieces_is_the_curve_of_the_whole(loud_at: tuple[int, ...]) -> None:
    envelope = np.random.default_rng(2).uniform(0.1, 0.5, 3 * PIECE + 321).astype(np.float32)
    for at in loud_at:
        envelope[at:at + 5] = 1.7
    peaks = np.maximum(envelope.astype(np.float64) * 1.3, 1e-9)
    held = minimum_filter1d(np.minimum(1.0, 0.8 / peaks), 11, mode="nearest")
    lean = np.arange(len(held)) * (HOP / (0.12 * 48_000))
    wanted = np.exp(-np.exp(np.maximum.accumulate(np.log(np.maximum(-np.log(held), 1e-300)) + lean) - lean))
    curve = Curve(envelope, 1.3, 0.8)
    assert (wanted.min() < 0.5) == bool(loud_at)
    for first, last in ((0, len(envelope)), (PIECE - 1, PIECE + 1), (100, 101), (2 * PIECE, 3 * PIECE), (3 * PIECE + 50, 3 * PIECE + 321)):
        assert np.array_equal(curve.part(first, last), wanted[first:last])
    whole = uniform_filter1d(uniform_filter1d(wanted, 6, mode="nearest"), 3, mode="nearest")
    assert np.concatenate([part for _, part in block_gains(curve)]) == pytest.approx(whole, abs=1e-12)
    assert reduction_p99_db(curve) == pytest.approx(max(0.0, -20 * np.log10(np.quantile(wanted, 0.01))), abs=1e-9)
