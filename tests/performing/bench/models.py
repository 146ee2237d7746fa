"""Korean models against what is known of the instruments: tuning over the range, decays, partials, heads, gongs (sound.md's values).

Where the literature gives a number it is asked for; "our choice" marks what is only ours, and what nobody has held against a recording
of the National Gugak Center says so. Control: the bank's nearest stand-in (koto, violin, taiko) under the same rules, which is never used.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import find_peaks

from tests.composing.bench.figures import met, table
from tests.performing.bench.ears import RATE, Array, band_db, cents_off, decay_s, harmonics, level_curve, pitch_curve
from tests.performing.instruments import note, part
from yeoun.instruments.load import instrument
from yeoun.model.scored import Instrument, Sampled
from yeoun.performing.perform import played
from yeoun.units.pitch import to_hertz

PITCHED = ("gayageum", "geomungo", "daegeum", "haegeum", "ajaeng", "piri", "danso", "sogeum")
AT_S = 0.3


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    what: str
    asked: str
    source: str
    found: str
    control: str
    is_met: bool


def tone(player: Instrument, key: int, force: float = 0.6, seconds: float = 2.5, articulation: str = "plain") -> Array:
    """A note, mono, from its onset on."""
    sound = played(part(player, [note(AT_S, seconds, key, force, articulation=articulation)], AT_S + seconds + 4.0)).mean(axis=1)
    return np.asarray(sound[round(AT_S * RATE):])


def stand_in(name: str, program: int) -> Instrument:
    """An instrument of ours played by a preset of the bank: the control."""
    return replace(instrument(name), sound=Sampled(0, program, 0.0))


def tuning(player: Instrument) -> float:
    """The worst of every fourth key, cents."""
    return max((cents_off(tone(player, key)[round(0.6 * RATE):round(2.1 * RATE)], to_hertz(key))
                for key in range(player.low, player.high + 1, 4)), key=abs)


def _strings() -> list[Row]:
    found = []
    for name, program in (("gayageum", 107), ("geomungo", 106)):
        player = instrument(name)
        ours, bank = ([tone(each, key, seconds=4.0) for key in (45, 52, 57)] for each in (player, stand_in(name, program)))
        lasting = [decay_s(sound, to_hertz(key), 0.25, 1.6) for sound, key in zip(ours, (45, 52, 57), strict=True)]
        short = [decay_s(sound, to_hertz(key), 0.25, 1.0) for sound, key in zip(bank, (45, 52, 57), strict=True)]
        asked = (2.0, 12.0) if name == "gayageum" else (1.0, 6.0)
        found.append(Row(f"{name}: decay of the fundamental at A2, E3, A3, s", f"{asked[0]:.0f} to {asked[1]:.0f}, higher shorter",
                         "our choice",
                         " ".join(f"{each:.1f}" for each in lasting), " ".join(f"{each:.1f}" for each in short),
                         all(asked[0] <= each <= asked[1] for each in lasting) and lasting[0] > lasting[-1]))
    player = instrument("gayageum")
    sound = tone(player, 57)
    levels = harmonics(sound[round(0.05 * RATE):RATE], np.full(len(sound[round(0.05 * RATE):RATE]), to_hertz(57)), 10)
    other = tone(stand_in("gayageum", 107), 57)[round(0.05 * RATE):RATE]
    found.append(Row("gayageum: the pluck point's notch near the 8th partial, dB under the mean of 6 and 10", "at least 6", "sound.md 5.2",
                     f"{(levels[5] + levels[9]) / 2 - levels[7]:.0f}",
                     f"{_notch(harmonics(other, np.full(len(other), to_hertz(57)), 10)):.0f}", _notch(levels) >= 6.0))
    return found


def _notch(levels: Array) -> float:
    return float((levels[5] + levels[9]) / 2 - levels[7])


def _bowed() -> list[Row]:
    ours, bank = instrument("haegeum"), stand_in("haegeum", 40)
    high = [max(band_db(tone(each, key)[RATE // 2:2 * RATE], 5000.0, 20_000.0) for key in (60, 67, 74)) for each in (ours, bank)]
    nasal = [min(band_db(tone(each, key)[RATE // 2:2 * RATE], 800.0, 1500.0) for key in (58, 62, 67)) for each in (ours, bank)]
    moved, still = (_colour_of_a_shake(each) for each in (ours, bank))
    dips = [_dip(each) for each in (ours, bank)]
    return [
        Row("haegeum: above 5 kHz, dB of all, worst of three", "under -25", "JAKO199015875837066: almost nothing", f"{high[0]:.0f}",
            f"{high[1]:.0f}", high[0] < -25.0),
        Row("haegeum: 0.8 to 1.5 kHz, dB of all, least of three", "over -10", "the same: a nasal peak", f"{nasal[0]:.0f}",
            f"{nasal[1]:.0f}", nasal[0] > -10.0),
        Row("haegeum: a shake of 100 cents moves harmonics apart, dB", "at least 1", "Mathews and Kohut 1973", f"{moved:.1f}",
            f"{still:.1f}", moved >= 1.0),
        Row("haegeum: joined notes dip between them, dB", "at most 6", "our choice", f"{dips[0]:.1f}", f"{dips[1]:.1f}", dips[0] <= 6.0),
    ]


def _colour_of_a_shake(player: Instrument) -> float:
    """How differently harmonics 2-6 go up and down under a shake: the spread over them of their swing in dB."""
    shaken = tuple((round(t, 3), 50.0 * float(np.sin(2 * np.pi * 4.0 * t))) for t in np.arange(0.0, 2.4, 0.02))
    sound = np.asarray(played(part(player, [note(AT_S, 2.4, 67, 0.6, cents=shaken)], 3.5)).mean(axis=1))
    sound = sound[round(0.8 * RATE):round(2.4 * RATE)]
    swings = []
    for h in range(2, 7):
        level = pitch_curve(sound, h * to_hertz(67), 0.2 / h + 0.05)[1][20:-20]
        phase = 2 * np.pi * 4.0 * np.arange(len(level)) * 240 / RATE
        swings.append(np.hypot(float((level * np.sin(phase)).mean()), float((level * np.cos(phase)).mean())) * 2)
    return float(np.ptp(swings))


def _dip(player: Instrument) -> float:
    """How far the level falls between two joined notes, dB."""
    notes = [note(AT_S, 1.0, 62, 0.6, articulation="legato"), note(AT_S + 1.0, 1.0, 65, 0.6)]
    level = level_curve(np.asarray(played(part(player, notes, 3.0)).mean(axis=1)))
    at = round((AT_S + 1.0) * 200)
    return float(np.median(level[at - 80:at - 20]) - level[at - 20:at + 20].min())


def _drums() -> list[Row]:
    janggu, control = instrument("janggu"), stand_in("janggu", 116)
    kung, deok = tone(janggu, 48, seconds=0.3), tone(janggu, 72, seconds=0.3)
    taiko = [tone(control, key, seconds=0.3) for key in (48, 72)]
    left, right = _dies(kung), _dies(deok)
    slap, other = (band_db(sound[:480], 2000.0, 6000.0) for sound in (deok, taiko[1]))
    fall, flat = _falls(tone(instrument("buk"), 48, 1.0, 0.3)), _falls(tone(instrument("buk"), 48, 0.1, 0.3))
    return [
        Row("janggu: left head dies in, s", "0.3 to 0.8", "sound.md 5.4", f"{left:.2f}", f"{_dies(taiko[0]):.2f}", 0.3 <= left <= 0.8),
        Row("janggu: right head dies in, s", "0.05 to 0.2", "sound.md 5.4", f"{right:.2f}", f"{_dies(taiko[1]):.2f}", 0.05 <= right <= 0.2),
        Row("janggu: slap 2 to 6 kHz in the first 10 ms, dB of all", "over -20", "sound.md 5.4", f"{slap:.0f}", f"{other:.0f}",
            slap > -20.0),
        Row("buk: pitch falls after a hard blow, cents (control: a soft one)", "20 to 60", "sound.md 5.4", f"{fall:.0f}", f"{flat:.0f}",
            20.0 <= fall <= 60.0),
    ]


def _dies(sound: Array) -> float:
    """Seconds for 60 dB, from the slope between 3 and 25 dB under the peak."""
    level = level_curve(sound, 0.01)
    top = int(np.argmax(level))
    after = level[top:] - level[top]
    first, last = int(np.argmax(after < -3.0)), int(np.argmax(after < -25.0))
    at = np.arange(first, max(last, first + 4)) / 200.0
    return float(-60.0 / np.polyfit(at, after[first:first + len(at)], 1)[0])


def _falls(sound: Array) -> float:
    """Cents by which the lowest mode is higher 15 ms in than 120 ms in."""
    cents, _ = pitch_curve(sound, 105.0, 0.4)
    return float(cents[3] - cents[24])


def _gongs() -> list[Row]:
    jing = instrument("jing")
    hard, soft = (tone(jing, 60, force, 6.0) for force in (1.0, 0.3))
    lows = decay_s(hard, 148.0, 1.0, 6.0)
    sunk, control = (_sinks(each) for each in (hard, soft))
    level = pitch_curve(hard, 148.0, 0.08)[1][200:1200]
    even = level - np.polyval(np.polyfit(np.arange(len(level)), level, 1), np.arange(len(level)))
    beats = len(find_peaks(even, prominence=1.0)[0]) / (len(level) / 200.0)
    return [
        Row("jing: lowest mode dies in, s", "6 to 15", "Cho 2015", f"{lows:.1f}", "-", 6.0 <= lows <= 15.0),
        Row("jing: a hard blow sinks by, cents (control: a soft one)", "over 15, and more than a soft one", "Cho 2015", f"{sunk:.0f}",
            f"{control:.0f}", sunk > 15.0 and sunk > 2.0 * abs(control)),
        Row("jing: beats a second of its lowest pair", "0.3 to 3", "Cho 2015", f"{beats:.1f}", "-", 0.3 <= beats <= 3.0),
        Row("kkwaenggwari: rings, s", "0.5 to 2", "sound.md 5.4", f"{(ring := _dies(tone(instrument('kkwaenggwari'), 60, 0.8))):.1f}",
            f"{_dies(tone(instrument('kkwaenggwari'), 60, 0.8, articulation='damped')):.2f} (damped)", 0.5 <= ring <= 2.0),
    ]


def _sinks(sound: Array) -> float:
    """Cents by which the lowest mode is lower in its first half second than 4 to 6 s in."""
    cents, level = pitch_curve(sound, 148.0, 0.05)
    def mean(a: int, b: int) -> float:
        weight = 10.0 ** (level[a:b] / 10.0)
        return float((cents[a:b] * weight).sum() / weight.sum())
    return mean(800, 1200) - mean(10, 100)


def _reed() -> list[Row]:
    ours, oboe = instrument("piri"), stand_in("piri", 68)
    formants = [[band_db(tone(each, key)[RATE // 2:2 * RATE], 1000.0, 1500.0) for key in (58, 63, 70)] for each in (ours, oboe)]
    high = [band_db(tone(each, 63)[RATE // 2:2 * RATE], 3000.0, 4000.0) for each in (ours, oboe)]
    return [Row("piri: 1 to 1.5 kHz at Bb3, Eb4, Bb4, dB of all", "over -8 at each", "sound.md 5.4 (our choice)",
                " ".join(f"{each:.0f}" for each in formants[0]), " ".join(f"{each:.0f}" for each in formants[1]), min(formants[0]) > -8.0),
            Row("piri: 3 to 4 kHz, dB of all", "over -20", "sound.md 5.4 (our choice)", f"{high[0]:.0f}", f"{high[1]:.0f}",
                high[0] > -20.0)]


def section() -> str:
    """The table."""
    rows = [Row(f"{name}: worst tuning of every fourth key, cents", "0.5", "sound.md 10", f"{(off := tuning(instrument(name))):+.2f}", "-",
                abs(off) <= 0.5) for name in PITCHED]
    rows += [*_strings(), *_bowed(), *_reed(), *_drums(), *_gongs()]
    return "\n".join([
        "## Models: the Korean instruments against what is known of them", "",
        "Against recordings of the National Gugak Center: **unproven** (only nine tones of a daegeum are beside this checkout).", "",
        table(("figure", "asked", "after", "found", "control: the bank", "met"),
              [[row.what, row.asked, row.source, row.found, row.control, met(row.is_met)] for row in rows])])
