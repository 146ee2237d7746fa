"""The Korean models against what was asked of them and against real tones."""

from dataclasses import replace
from math import log2

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from tests.material import material, needs_material
from tests.performing.instruments import modelled, note, part
from yeoun.performing.daegeum import tones
from yeoun.performing.perform import played
from yeoun.units.pitch import to_hertz

RATE = 48_000
FORCE = {"soft_db": 0.25, "loud_db": 0.75}


def decay_s(sound: NDArray[np.float64], hertz: float, start: float, stop: float) -> float:
    band = sosfiltfilt(butter(2, (hertz * 0.9, hertz * 1.1), "bandpass", fs=RATE, output="sos"), sound)
    summed = np.cumsum(band**2)
    level = 10 * np.log10(summed[4800:] - summed[:-4800] + 1e-20)  # of the 0.1 s that follow
    at = np.arange(round(start * RATE), round(stop * RATE), 480)
    return float(-60.0 / np.polyfit(at / RATE, level[at], 1)[0])


def spectrum(sound: NDArray[np.float64], hertz: float) -> tuple[NDArray[np.float64], float, float]:
    """Harmonics 1-12 in dB re the first, and the shares of 4-6 and 10-14 kHz in dB."""
    power = np.abs(np.fft.rfft(sound[:65_536] * np.hanning(65_536))) ** 2
    hz = np.fft.rfftfreq(65_536, 1 / RATE)
    peaks = np.array([10 * np.log10(power[np.abs(hz - hertz * h) < 12].sum() + 1e-30) for h in range(1, 13)])
    bands = [10 * np.log10(power[(hz >= a) & (hz < b)].sum() / power.sum()) for a, b in ((4e3, 6e3), (10e3, 14e3))]
    return peaks - peaks[0], float(bands[0]), float(bands[1])


@pytest.mark.parametrize("key", [43, 50, 57, 62, 69, 74])
def test_a_gayageum_string_decays_as_asked(key: int) -> None:
    asked = 6.0 * (220.0 / to_hertz(key)) ** 0.6
    sound = played(part(modelled("gayageum"), [note(0.1, 20.0, key)], 6.0))[:, 0]
    assert decay_s(sound, to_hertz(key), 0.25, min(0.25 + asked / 2, 5.8)) == pytest.approx(asked, rel=0.10)


def test_a_string_that_is_let_go_dies_sooner_unless_the_pedal_holds_it() -> None:
    short = [note(0.2, 0.5, 60)]
    damped = played(part(modelled("gayageum"), short, 3.0))
    held = played(part(modelled("gayageum"), short, 3.0, pedal=((0.0, True),)))
    assert np.sqrt((damped[RATE:] ** 2).mean()) < 0.5 * np.sqrt((held[RATE:] ** 2).mean())


def test_a_second_pluck_adds_to_the_ringing_string() -> None:
    twice = played(part(modelled("gayageum"), [note(0.2, 3.0, 57, 0.9), note(0.9, 3.0, 57, 0.1)], 3.0))
    weak = played(part(modelled("gayageum"), [note(0.9, 3.0, 57, 0.1)], 3.0))
    after = slice(round(0.95 * RATE), round(1.2 * RATE))
    assert np.sqrt((twice[after] ** 2).mean()) > 1.5 * np.sqrt((weak[after] ** 2).mean())


@pytest.mark.parametrize("which", ["soft_db", "loud_db"])
@pytest.mark.parametrize("tone", tones(), ids=lambda tone: str(tone["note"]))
def test_a_daegeum_has_the_spectrum_of_the_real_tone(tone: dict[str, list[float]], which: str) -> None:
    hertz = float(tone["hertz"])  # type: ignore[arg-type]
    key = round(69 + 12 * log2(hertz / 440.0))
    off = 1200.0 * log2(hertz / to_hertz(key))
    blown = note(0.1, 3.6, key, FORCE[which], cents=((0.0, off), (4.0, off)))
    harmonics, four, twelve = spectrum(played(part(modelled("daegeum"), [blown], 4.0))[round(1.0 * RATE) :, 0], hertz)
    measured = np.array(tone[which])
    known = (measured > -69.0) & (np.arange(12) < 8)
    assert np.abs(harmonics - measured)[known].max() <= 4.0
    if which == "loud_db":
        assert four == pytest.approx(tone["band_4_6k_db"][1], abs=3.0)


def test_the_membrane_wakes_with_the_breath_and_not_before() -> None:
    def share(force: float, membrane: float) -> float:
        blown = part(modelled("daegeum", membrane=membrane), [note(0.1, 3.6, 71, force)], 4.0)
        return spectrum(played(blown)[RATE:, 0], to_hertz(71))[1]

    assert share(0.75, 0.3) - share(0.25, 0.3) > 20.0
    assert share(0.5, 0.5) > share(0.5, 0.2) + 6.0
    assert share(0.75, 0.0) < share(0.75, 0.3) - 10.0


@needs_material
@pytest.mark.parametrize("name", ["B4", "Ds5", "C6"])
def test_a_loud_daegeum_is_as_bright_as_the_recording_beside_us(name: str) -> None:
    real, rate = soundfile.read(material(f"daegeum/daegeum_{name}.wav"))
    assert rate == RATE
    tone = next(each for each in tones() if str(each["note"]).replace("#", "s") == name)
    frames = np.array(
        [np.abs(np.fft.rfft(real[i : i + 8192] * np.hanning(8192))) ** 2 for i in range(0, len(real) - 8192, 4096)]
    )
    loud = frames[np.argsort(frames.sum(axis=1))[-len(frames) // 3 :]].sum(axis=0)
    hz = np.fft.rfftfreq(8192, 1 / RATE)
    real_band = 10 * np.log10(loud[(hz >= 4e3) & (hz < 6e3)].sum() / loud.sum())
    key = round(69 + 12 * log2(tone["hertz"] / 440.0))
    ours = played(part(modelled("daegeum"), [note(0.1, 3.6, key, 0.75)], 4.0))[RATE:, 0]
    assert spectrum(ours, to_hertz(key))[1] == pytest.approx(real_band, abs=6.0)


def test_the_left_head_of_the_janggu_is_lower_and_rings_longer_than_the_right() -> None:
    kung, deok = (played(part(modelled("janggu"), [note(0.2, 0.3, key)], 2.0))[:, 0] for key in (48, 72))
    centres = [
        float(
            (np.abs(np.fft.rfft(x)) ** 2 * np.fft.rfftfreq(len(x), 1 / RATE)).sum()
            / (np.abs(np.fft.rfft(x)) ** 2).sum()
        )
        for x in (kung, deok)
    ]
    assert centres[0] < 0.6 * centres[1]
    late = slice(round(0.5 * RATE), round(0.7 * RATE))
    assert np.abs(kung[late]).max() > 10 * np.abs(deok[late]).max()


def test_a_take_is_another_performance_of_the_same_notes() -> None:
    first = part(modelled("gayageum"), [note(0.2, 1.0, 60)], 2.0)
    second = replace(first, take=type(first.take)(2))
    assert not np.array_equal(played(first), played(second))
