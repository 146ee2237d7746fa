"""The gayageum (가야금) and its family: extended Karplus-Strong strings with an exact pitch curve.

After Karplus and Strong 1983, Jaffe and Smith 1983 and the gayageum models of Cho et al. 2006-07. Every key is one
string, one loop: a new pluck adds to what still rings, after a short touch of the finger. Two polarisations a string;
the loss filter is inverted at the fundamental, without which a string decays up to 17 % too fast (our measurement).

Settings of the instrument: `t60_220` seconds of decay at 220 Hz (6.0), `t60_high` at 4 kHz (1.0), `pluck` point as a
share of the string (0.13), `pulse_ms` width of the finger (0.6), `body` scale of the body's modes (1.0: gayageum,
lower for the geomungo), `knock` of a stick on the body (0).
"""

from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.curve import cents_of
from yeoun.performing.fluid import RATE
from yeoun.performing.kernel import compiled
from yeoun.performing.layers import luck_of
from yeoun.units.pitch import to_hertz

STEP = 32  # samples between points of the delay curve
TOUCH_S = 0.005  # the finger on the string before a new pluck: loss x 20 (our choice)
RELEASED_T60_S = 1.1  # our choice: how fast a string dies when its note is over and the hand damps it
GONE = 2.0  # decays after which a string is left out: 120 dB down
SECOND = (1.00035, 0.35, 0.8)  # other polarisation: detune, amplitude, share of the decay
ASK_MORE = 1.08  # two polarisations together read 6-10 % short (measured)
BODY: tuple[tuple[float, float, float], ...] = (  # Hz, Q, gain (our choice)
    (105, 12, 0.5),
    (190, 14, 0.9),
    (285, 14, 0.8),
    (400, 16, 0.9),
    (560, 18, 0.7),
    (760, 18, 0.6),
    (1050, 16, 0.5),
    (1500, 14, 0.35),
    (2300, 10, 0.25),
)
DIRECT = 0.35
LEVEL = 0.095  # a pluck of force 0.5 around C4 reads -40 dBFS RMS over its first second (measured)


@compiled
def pluck_string(
    excite: NDArray[np.float64],
    delay: NDArray[np.float64],
    keep: NDArray[np.float64],
    g: float,
    p: float,
    out: NDArray[np.float64],
) -> None:
    """One string: what is plucked into it goes round, losing `g(1-p)/(1-p/z)` and `keep` each time; added to `out`."""
    size = 8192
    line = np.zeros(size)
    write, state = 0, 0.0
    for n in range(len(excite)):
        k = n // 32
        share = (n - k * 32) / 32.0
        d = delay[k] + share * (delay[k + 1] - delay[k])
        whole = int(d) - 1
        x = d - whole  # in [1, 2): the flat part of a four-point Lagrange read
        i = write - whole + 1 + size  # the newest value is one sample old
        a, b, c, e = line[i % size], line[(i - 1) % size], line[(i - 2) % size], line[(i - 3) % size]
        read = (
            -(x - 1.0) * (x - 2.0) * (x - 3.0) / 6.0 * a
            + x * (x - 2.0) * (x - 3.0) / 2.0 * b
            - x * (x - 1.0) * (x - 3.0) / 2.0 * c
            + x * (x - 1.0) * (x - 2.0) / 6.0 * e
        )
        state = g * (1.0 - p) * read + p * state
        if abs(state) < 1e-30:
            state = 0.0
        value = excite[n] + keep[n] * state
        write = (write + 1) % size
        line[write] = value
        out[n] += value


def loop_loss(hertz: float, t60_s: float, t60_high_s: float) -> tuple[float, float]:
    """Gain and pole of the loop's loss filter: the asked decay at the fundamental and at 4 kHz.

    hertz       the open string
    t60_s       decay of the fundamental by 60 dB
    t60_high_s  decay at 4 kHz
    """
    low, high = 10.0 ** (-3.0 / (hertz * t60_s)), 10.0 ** (-3.0 / (hertz * t60_high_s))
    r2, c = min(0.9999999, (high / low) ** 2), cos(2.0 * pi * 4000.0 / RATE)
    a, b = 1.0 - r2, -2.0 * (1.0 - r2 * c)
    p = (-b - sqrt(b * b - 4.0 * a * a)) / (2.0 * a)
    w = 2.0 * pi * hertz / RATE
    return min(0.99999, low * sqrt(1.0 - 2.0 * p * cos(w) + p * p) / (1.0 - p)), p


def _delays(hertz: NDArray[np.float64], p: float) -> NDArray[np.float64]:
    """The loop's length in samples less what the loss filter already delays, for every point of the curve."""
    w = 2.0 * pi * hertz / RATE
    return np.asarray(RATE / hertz - np.arctan2(p * np.sin(w), 1.0 - p * np.cos(w)) / w)


def _pluck(part: Part, note: ScoreNote, hertz: float, settings: dict[str, float]) -> NDArray[np.float64]:
    """The finger's pulse: raised cosine with a little noise, softened by force, minus itself from the pluck point."""
    luck = luck_of(part, note, "pluck")
    width_ms = settings.get("pulse_ms", 0.6) * (0.8 if note.articulation == "accent" else 1.0)
    width = max(8, round(width_ms * 1e-3 * RATE))
    pulse = (0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(width) + 0.5) / width)) * (
        0.75 + 0.25 * luck.standard_normal(width)
    )
    point = settings.get("pluck", 0.13) * (1.0 + 0.1 * float(luck.uniform(-1.0, 1.0)))
    behind = max(1, round(point * RATE / hertz))
    shape = np.zeros(width + behind + 64)
    shape[:width] += pulse
    a = min(0.95, 0.35 + 0.5 * note.force)
    soft = np.asarray(lfilter([a], [1.0, a - 1.0], shape))
    soft[behind:] -= soft[:-behind].copy()
    return np.asarray(soft * (0.16 + 1.68 * note.force**1.5))


def _string_of(part: Part, notes: list[ScoreNote], frames: int, settings: dict[str, float]) -> NDArray[np.float64]:
    """All plucks of one key on one string, mono."""
    hertz = to_hertz(notes[0].key)
    t60 = settings.get("t60_220", 6.0) * (220.0 / hertz) ** 0.6
    excite, keep = np.zeros(frames), np.ones(frames)
    cents = np.zeros(frames // STEP + 2)
    released = 10.0 ** (-3.0 * (1.0 / RELEASED_T60_S - 1.0 / t60) / hertz) if t60 > RELEASED_T60_S else 1.0
    for note, after in zip(notes, [*notes[1:], None], strict=True):
        start = min(frames - 1, round(note.onset_s * RATE))
        until = frames if after is None else min(frames, round(after.onset_s * RATE))
        pulse = _pluck(part, note, hertz, settings)[: max(0, frames - start)]
        excite[start : start + len(pulse)] += pulse
        touched = max(0, start - round(TOUCH_S * RATE))
        keep[touched:start] = 10.0 ** (-3.0 * 20.0 / (hertz * t60))
        over = round((note.onset_s + note.length_s) * RATE)
        if not _lets_ring(part, note) and over < until:
            keep[over:until] = released * (0.97 if note.articulation == "staccato" else 1.0)
        curve = cents_of(note, part.instrument, STEP / RATE)
        first, last = -(-start // STEP), -(-until // STEP) + 1
        cents[first:last] = 0.0
        if curve is not None:
            cents[first:last] = np.interp(
                np.arange(first, min(last, len(cents))), np.arange(len(curve)) + start / STEP, curve
            )
    first = max(0, round(notes[0].onset_s * RATE) // STEP * STEP - STEP)
    gone_s = max(
        n.onset_s + n.length_s + GONE * (t60 if _lets_ring(part, n) else min(t60, RELEASED_T60_S)) for n in notes
    )
    last = min(frames, round(gone_s * RATE))
    out = np.zeros(last - first)
    for detune, amount, share in ((1.0, 1.0, 1.0), SECOND):
        g, p = loop_loss(hertz, t60 * ASK_MORE * share, min(settings.get("t60_high", 1.0), t60) * share)
        delay = _delays(hertz * detune * 2.0 ** (cents[first // STEP :] / 1200.0), p)
        pluck_string(amount * excite[first:last], delay, keep[first:last], g, p, out)
    whole = np.zeros(frames)
    whole[first:last] = out
    return whole


def _lets_ring(part: Part, note: ScoreNote) -> bool:
    """Whether the pedal is down, or the note is one that is left to ring, when it ends."""
    down = [is_down for at, is_down in part.pedal if at <= note.onset_s + note.length_s]
    return bool(down and down[-1]) or note.articulation in ("ring", "tremolo")


def body_of(sound: NDArray[np.float64], scale: float = 1.0) -> NDArray[np.float64]:
    """A string through the instrument's body: a share of itself and nine resonances.

    sound  mono
    scale  1.0 is the gayageum; lower numbers are larger bodies
    """
    out = DIRECT * sound
    for hertz, q, gain in BODY:
        w = 2.0 * pi * hertz * scale / RATE
        alpha = sin(w) / (2.0 * q)
        out = out + gain * lfilter(
            [alpha / (1 + alpha), 0.0, -alpha / (1 + alpha)],
            [1.0, -2.0 * cos(w) / (1 + alpha), (1 - alpha) / (1 + alpha)],
            sound,
        )
    return np.asarray(out)


def play_gayageum(part: Part, settings: dict[str, float], frames: int) -> NDArray[np.float64]:
    """The part on plucked strings, mono, before level and ending.

    part      notes; `cents` are the left hand's pressing
    settings  see the module
    frames    length of the stem in samples
    """
    strings: dict[int, list[ScoreNote]] = {}
    for note in sorted(part.notes, key=lambda n: n.onset_s):
        strings.setdefault(note.key, []).append(note)
    out = np.zeros(frames)
    for key in sorted(strings):
        out += _string_of(part, strings[key], frames, settings)
    knock = settings.get("knock", 0.0)
    for note in part.notes if knock else ():
        start = max(0, round(note.onset_s * RATE))
        burst = (
            luck_of(part, note, "knock").standard_normal(480)[: frames - start]
            * np.exp(-np.arange(480) / 96.0)[: frames - start]
        )
        out[start : start + len(burst)] += knock * note.force * burst
    return LEVEL * body_of(out, settings.get("body", 1.0))
