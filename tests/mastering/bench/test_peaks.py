"""The measures of masters find what was planted."""

import numpy as np
import pytest

from tests.mastering.bench.peaks import coded, loudness, over_words, true_peak

AT = np.arange(2 * 48_000)
BETWEEN = (0.7 * np.sin(np.pi / 2 * AT + np.pi / 4) * np.hanning(len(AT)))[:, None].astype(np.float32)


def test_a_peak_between_samples_that_a_clipper_leaves_is_found() -> None:
    assert 20 * np.log10(np.abs(BETWEEN).max()) == pytest.approx(-6.1, abs=0.02)
    for times in (4, 16):
        assert true_peak(BETWEEN, times) == pytest.approx(-3.1, abs=0.05)


def test_the_loudness_of_words_is_of_words_alone() -> None:
    tone = (0.1 * np.sin(2 * np.pi * 997 * AT / 48_000))[:, None].repeat(2, axis=1).astype(np.float32)
    tone[48_000:] *= 0.1
    assert over_words(tone, ("L", "R"), ((0.2, 0.8),)) == pytest.approx(-20.0, abs=0.1)
    assert over_words(tone, ("L", "R"), ((1.2, 1.8),)) == pytest.approx(-40.0, abs=0.1)
    assert loudness(tone, ("L", "R")) == pytest.approx(-20.0, abs=1.5)


@pytest.mark.parametrize("codec", ["AAC", "Opus"])
@pytest.mark.parametrize("channels", [2, 6])
def test_a_codec_gives_back_each_channel_at_its_level(codec: str, channels: int) -> None:
    sound = np.zeros((len(AT), channels), dtype=np.float32)
    for k, hertz in enumerate((500, 700, 900, 50, 1_100, 1_300)[:channels]):
        sound[:, k] = 0.2 * np.sin(2 * np.pi * hertz * AT / 48_000)
    back = coded(sound, codec)[20_000:70_000]
    levels = np.sqrt(2 * np.mean(np.square(back, dtype=np.float64), axis=0))
    assert levels == pytest.approx([0.2] * channels, rel=0.06)
    heard = [round(float(np.argmax(np.abs(np.fft.rfft(back[:, k]))) * 48_000 / len(back)), -1) for k in range(channels)]
    assert heard == [500, 700, 900, 50, 1_100, 1_300][:channels]
