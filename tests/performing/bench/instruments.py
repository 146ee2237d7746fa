"""Every instrument against its contract: sounds, silent before, in range, in tune, the same twice, no DC, no clipping, no clicks.

Each plays five notes, one at a time (lowest, best lowest, middle, best highest, highest), at force 0.3 and 0.8, and its best
middle note at full force. Of ensembles every third key is tuned and their median told; of pianos the middle, where they do not stretch
their octaves. Pitch is the slope of the phase of a heterodyned partial, not the estimate that tuned the bank. Controls
stand below the table: a click of -50 dBFS and a detuning of 5 cents laid into good notes have to be found.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from tests.composing.bench.figures import met, table
from tests.performing.bench.ears import RATE, Array, cents_off, click_db, db, rms
from yeoun.instruments.load import every_instrument
from yeoun.model.scored import Instrument, Modelled, Part
from yeoun.performing.bank import preset
from yeoun.performing.perform import played
from yeoun.performing.solo import alone
from yeoun.units.pitch import to_hertz

LEAST, AT_S, LONG_S = 24, 1.0, 2.4
NOISY = {"janggu", "buk", "jing", "kkwaenggwari", "brushes", "timpani", "tremolo_strings"}    # no pitch to be in tune with
STRETCHED = {"grand_piano": (45, 84), "felt_piano": (45, 84)}    # outside, a piano keeps its stretched octaves
ENSEMBLES = {"strings", "voice", "synth"}    # many players: no single pitch, the median of their keys is corrected
LICENCES = {"MIT", "Apache-2.0", "CC0-1.0", "CC-BY-4.0", "KOGL-1"}


@dataclass
class Found:
    """What one instrument did."""

    name: str
    kind: str
    peak_db: float
    before_db: float
    cents: float
    same: bool
    dc_db: float
    loud_db: float
    click: float
    licence: bool
    fields: bool


def one(player: Instrument, key: int, force: float, seconds: float = LONG_S) -> Part:
    """A note alone, one second in, so that an early attack shows."""
    part = alone(player, (key,), seconds, force)
    (note,) = part.notes
    late = AT_S - note.onset_s
    return replace(part, notes=(replace(note, onset_s=type(note.onset_s)(AT_S)),), length_s=type(part.length_s)(part.length_s + late),
                   sounds_until_s=type(part.length_s)(part.sounds_until_s + late))


def heard(part: Part) -> Array:
    """A part, mono."""
    return np.asarray(played(part).mean(axis=1))


def kind_of(player: Instrument) -> str:
    """How it is tuned: model, sampled, ensemble or none."""
    if player.name in NOISY:
        return "none"
    if isinstance(player.sound, Modelled):
        return "ensemble" if player.sound.engine in {"pad", "glass"} else "model"
    return "ensemble" if player.family in ENSEMBLES and not player.name.startswith("solo_") else "sampled"


def _bends(sound: Array, hertz: float) -> float:
    """Cents off over the middle of a note."""
    return cents_off(sound[round((AT_S + 0.35) * RATE):round((AT_S + 1.9) * RATE)], hertz)


def examine(player: Instrument) -> Found:
    """One instrument, eleven notes."""
    keys = sorted({player.low, player.best_low, (player.best_low + player.best_high) // 2, player.best_high, player.high})
    kind, peaks, before, cents, dc, clicks = kind_of(player), [], [], [], [], []
    for key in keys:
        for force in (0.3, 0.8):
            sound = heard(one(player, key, force))
            peak = float(np.abs(sound).max())
            peaks.append(db(peak))
            before.append(db(float(np.abs(sound[:round(0.4 * RATE)]).max())))
            dc.append(db(abs(float(sound.mean())) / max(rms(sound), 1e-9)))
            clicks.append(click_db(sound, AT_S + 0.12))
            low, high = STRETCHED.get(player.name, (0, 127))
            if kind in ("model", "sampled") and force > 0.5 and low <= key <= high:
                cents.append(_bends(sound, to_hertz(key)))
    if kind == "ensemble":
        cents = [_bends(heard(one(player, key, 0.8)), to_hertz(key)) for key in range(player.low, player.high + 1, 3)]
    middle = one(player, keys[len(keys) // 2], 1.0)
    loud, again = played(middle), played(middle)
    worst = float(np.median(cents)) if kind == "ensemble" else max(cents, key=abs, default=math.nan)
    known = isinstance(player.sound, Modelled) or preset(player.sound.bank, player.sound.program).loud_ms != (0.0,)
    fields = known and bool(player.techniques) and bool(player.colour) and bool(player.source and player.credit)
    return Found(player.name, kind, min(peaks), max(before), worst, loud.tobytes() == again.tobytes(), max(dc),
                 db(float(np.abs(loud).max())), max(clicks), player.licence in LICENCES, fields)


def controls() -> tuple[float, float]:
    """The click that is found where one of -50 dBFS was laid, and the cents found where 5 were."""
    tone = 0.01 * np.sin(2 * np.pi * 440.0 * 2 ** (5 / 1200) * np.arange(3 * RATE) / RATE)
    broken = tone.copy()
    broken[2 * RATE] += 10 ** (-50 / 20)
    return click_db(broken, AT_S + 0.12), _bends(tone, 440.0)


def section() -> str:
    """The table of all instruments."""
    found = [examine(player) for player in every_instrument()]
    click, off = controls()
    bound = {"model": 0.5, "sampled": 3.0, "ensemble": 3.0}
    rows, kept = [], 0
    for each in found:
        faults = [word for word, bad in (
            ("silent", each.peak_db < -60.0), ("sounds before", each.before_db > -100.0),
            ("out of tune", each.kind != "none" and abs(each.cents) > bound[each.kind]), ("not the same twice", not each.same),
            ("DC", each.dc_db > -30.0), ("clips", each.loud_db > 0.0), ("click", each.click > -60.0),
            ("licence", not each.licence), ("fields", not each.fields)) if bad]
        kept += not faults
        rows.append([each.name, each.kind, f"{each.peak_db:.0f}", "-" if each.kind == "none" else f"{each.cents:+.2f}",
                     f"{each.dc_db:.0f}", f"{each.loud_db:.0f}", "none" if each.click <= -199 else f"{each.click:.0f}",
                     "**" + ", ".join(faults) + "**" if faults else "all kept"])
    return "\n".join([
        "## Instruments: every one against its contract", "",
        f"{len(found)} instruments ({LEAST} asked). Asked: softest note over -60 dBFS in the stem; nothing until 0.6 s before "
        "the note; in tune within 3 cents (sampled; of ensembles the median of their keys) or 0.5 (models); the same bytes twice; mean 30 "
        "dB under the RMS; full force under full scale; no click over -60 dBFS; a licence that may ship; attack, tuning and level tables, "
        "techniques, colours, source and credit there.", "",
        table(("instrument", "tuned as", "softest note, peak dBFS", "worst cents", "mean re RMS, dB", "full force, peak dBFS",
                "click, dBFS", "contract"), rows), "",
        f"Contract kept by {kept} of {len(found)}: {met(kept == len(found) and kept >= LEAST)}. Controls: a click of -50 dBFS laid into a "
        f"tone is found at {click:.0f} dBFS; 5 cents read {off:.2f}.",
    ])


