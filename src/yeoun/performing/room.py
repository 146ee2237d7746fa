"""The stereo room: every dry stem sent into one space, kept as a stem of its own so that the stems add up.

Early reflections are the first images of a shoebox by the seat of each stem; the late tail is a feedback delay network
of sixteen lines through a Hadamard matrix (after Jot and Chaigne 1991), with one damping pole a line.

Conventions: cue time; as long as the dry stems. After a cut the room is damped with the players; in a ring it rings on.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard
from scipy.signal import butter, sosfilt

from yeoun.model.mixed import Stem
from yeoun.model.scored import Room, Score
from yeoun.model.shelf import Shelf
from yeoun.model.spotted import Ending
from yeoun.performing.finish import ending_gain, heard_until_s, keep, peak_db
from yeoun.performing.fluid import RATE
from yeoun.performing.kernel import compiled
from yeoun.units.level import to_gain
from yeoun.units.time import Seconds

LINES = np.array(
    [1453, 1607, 1759, 1933, 2089, 2251, 2411, 2579, 2741, 2909, 3067, 3251, 3413, 3571, 3739, 3907], dtype=np.int64
)
DAMPING = 0.28  # of the pole in each line at 2.4 s; longer rooms keep more of the high end
SOUND_M_S = 343.0
SHOEBOX_M = (14.0, 9.0, 6.0)  # our choice: a scoring stage of middle size, scaled with the decay
ABSORBED = 0.35
EARLY_DB = -9.0
LATE_AMPLITUDE = 0.25
LATE_DB = -6.0  # steady noise through the tail at 1.2 s, growing with the decay (measured): taken out again
USUAL_SEND_DB = -12.0  # at this send the room stands `level_db` under the stem


@compiled
def tail(
    feed: NDArray[np.float64],
    lengths: NDArray[np.int64],
    gains: NDArray[np.float64],
    damp: float,
    outputs: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Sixteen delay lines fed left and right in turn, mixed by Hadamard; two patterns of signs go to `out`."""
    lines = np.zeros((16, 8192))
    state, read, mixed = np.zeros(16), np.zeros(16), np.zeros(16)
    for n in range(len(feed)):
        w = n & 8191
        for i in range(16):
            value = lines[i, (w - lengths[i]) & 8191]
            state[i] += (1.0 - damp) * (value - state[i])
            if abs(state[i]) < 1e-30:
                state[i] = 0.0
            read[i] = gains[i] * state[i]
            mixed[i] = read[i]
        step = 1
        while step < 16:  # the Hadamard matrix by butterflies
            for i in range(0, 16, 2 * step):
                for j in range(i, i + step):
                    a, b = mixed[j], mixed[j + step]
                    mixed[j], mixed[j + step] = a + b, a - b
            step *= 2
        left, right = 0.0, 0.0
        for i in range(16):
            lines[i, w] = 0.25 * mixed[i] + feed[n, i & 1]
            left += outputs[0, i] * read[i]
            right += outputs[1, i] * read[i]
        out[n, 0] += left
        out[n, 1] += right


def early_taps(place: tuple[float, float, float], size: float) -> list[tuple[int, float, float]]:
    """The six first reflections of a seat: (delay in samples, gain to the left, gain to the right).

    place  x -1..1 (right), y -1..1 (front), z 0..1
    size   scale of the shoebox
    """
    w, d, h = (size * side for side in SHOEBOX_M)
    source = np.array([place[0] * 0.45 * w, (0.15 + 0.35 * (place[1] + 1.0) / 2.0) * d, (0.2 + 0.3 * place[2]) * h])
    direct = float(np.linalg.norm(source))
    taps = []
    for axis, wall in ((0, w / 2), (0, -w / 2), (1, d * 0.6), (1, -d * 0.4), (2, h * 0.6), (2, -h * 0.4)):
        image = source.copy()
        image[axis] = 2.0 * wall - image[axis]
        far = float(np.linalg.norm(image))
        pan = (1.0 + float(image[0]) / far) / 2.0
        gain = sqrt(1.0 - ABSORBED) * direct / far
        taps.append((round((far - direct) / SOUND_M_S * RATE), gain * sqrt(1.0 - pan), gain * sqrt(pan)))
    return taps


def _send(
    shelf: Shelf, stems: tuple[Stem, ...], frames: int, room: Room
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What the dry stems send into the room, and its first reflections."""
    sent, early = np.zeros((frames, 2)), np.zeros((2, frames))
    size = min(1.6, max(0.5, room.rt60_s / 1.6))
    for stem in stems:
        sound = shelf.read(stem.sound).astype(np.float64)[:frames] * to_gain(stem.send_db)
        sent[: len(sound)] += sound
        mono = (sound[:, 0] + sound[:, 1]) / 2.0
        for delay, left, right in early_taps(stem.place, size):
            early[0, delay : len(mono)] += left * mono[: max(0, len(mono) - delay)]
            early[1, delay : len(mono)] += right * mono[: max(0, len(mono) - delay)]
    return sent, np.ascontiguousarray((to_gain(EARLY_DB) * early).T)


def reverberated(sent: NDArray[np.float64], room: Room) -> NDArray[np.float64]:
    """The late tail of what is sent, [frames, 2], as loud as what is sent.

    sent  [frames, 2]
    room  its decay at 1 kHz, pre-delay and high cut; its level is laid on later
    """
    delay = round(room.pre_delay_s * RATE)
    feed = np.zeros_like(sent)
    feed[delay:] = sent[: len(sent) - delay] if delay else sent
    damp = DAMPING * min(1.0, 2.4 / room.rt60_s) ** 0.5
    at_1k = np.cos(2 * np.pi * 1000.0 / RATE)
    lost = (1.0 - damp) / sqrt(1.0 - 2.0 * damp * at_1k + damp * damp)  # the pole's own loss at 1 kHz is given back
    gains = np.minimum(0.9999, 10.0 ** (-3.0 * LINES / (RATE * room.rt60_s)) / lost)
    signs = hadamard(16).astype(np.float64)
    out = np.zeros_like(sent)
    plain = LATE_AMPLITUDE / to_gain(LATE_DB + 10.0 * np.log10(room.rt60_s / 1.2))
    tail(feed, LINES, gains, damp, plain * signs[[5, 10]], out)
    cut = butter(1, min(room.high_cut_hz, 0.45 * RATE), "lowpass", fs=RATE, output="sos")
    low = butter(1, 90.0, "highpass", fs=RATE, output="sos")  # a room without mud (our choice)
    return np.asarray(sosfilt(low, sosfilt(cut, out, axis=0), axis=0))


def room(shelf: Shelf, score: Score, stems: tuple[Stem, ...]) -> Stem:
    """The room as a stem, kind "room", group RTN: what all dry stems sound like in the cue's space.

    shelf  gives the dry stems and keeps `room.flac`
    score  says which room, and how the cue ends (as its parts do)
    stems  the cue's stems; only dry ones are sent, each by its own send
    """
    dry = tuple(stem for stem in stems if stem.kind == "dry")
    frames = max((stem.sound.frames for stem in dry), default=round((score.length_s + score.tail_s) * RATE))
    sent, early = _send(shelf, dry, frames, score.room)
    sound = to_gain(score.room.level_db - USUAL_SEND_DB) * (early + reverberated(sent, score.room))
    first = score.parts[0] if score.parts else None
    ending, until = (first.ending, first.sounds_until_s) if first else (Ending.FADE, score.length_s)
    sound = sound * ending_gain(ending, until, frames)[:, None]
    ref = keep(shelf, "room", sound)
    return Stem(
        cue=score.cue,
        id=score.id,
        number=len(stems) + 1,
        name="room",
        kind="room",
        instrument="room",
        group="RTN",
        sound=ref,
        place=(0.0, 0.0, 0.0),
        width=1.0,
        path=(),
        send_db=-200.0,
        duck_db=0.0,
        peak_db=peak_db(sound),
        heard_until_s=Seconds(heard_until_s(sound)),
        onsets_s=(),
        sources=(("Yeoun's own room", "Apache-2.0", "Yeoun"),),
    )
