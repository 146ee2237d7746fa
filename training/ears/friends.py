"""False friends: everything that is easily taken for an event and is none."""

from collections.abc import Callable

import numpy as np

from training.ears.breathing import air, person
from training.ears.mistaken import MISTAKEN
from training.ears.played import Played
from training.ears.shaping import (
    RATE,
    Sound,
    band_hiss,
    between,
    bumpy,
    chance,
    curve,
    edged,
    grains,
    hiss,
    lay,
    mouth,
    passed,
    ringing,
    samples,
    spread,
    swell,
    through,
    voice,
)
from yeoun.units.luck import Luck


def _many(fate: Luck, long_s: float, every: Callable[[], float], one: Callable[[], Sound], loud: tuple[float, float] = (0.4, 1.4)) -> Sound:
    out, at = np.zeros(samples(long_s)), samples(0.01)
    while at < len(out):
        lay(out, one(), at, spread(fate, *loud))
        at += samples(max(0.02, every()))
    return out


def _typing(fate: Luck) -> Sound:
    low, high, mean, pair = spread(fate, 400, 1800), spread(fate, 3000, 7800), between(fate, 0.07, 0.28), chance(fate, 0.6)

    def key() -> Sound:
        n = samples(0.07)
        t = np.arange(n) / RATE
        out = band_hiss(n, fate, low, high) * np.exp(-t / spread(fate, 0.002, 0.012)) + 0.4 * ringing(n, fate, (150, 900), 3, (0.004, 0.02))
        if pair:
            lay(out, band_hiss(samples(0.03), fate, low, high) * np.exp(-np.arange(samples(0.03)) / 60), samples(0.04), 0.4)
        return edged(out, 0.0005)

    def wait() -> float:
        return mean * float(fate.gamma(2.5, 0.4)) + (between(fate, 0.3, 0.9) if chance(fate, 0.07) else 0.0)

    return _many(fate, between(fate, 2, 7), wait, key)


def _ticking(fate: Luck) -> Sound:
    """A clock, a metronome, dripping, a machine: the same stroke, far too even."""
    every = float(fate.choice([0.2, 0.25, 0.4, 0.5, 0.5, 1.0, 1.0, spread(fate, 0.2, 1.5)]))
    ticks = [ringing(samples(0.15), fate, (spread(fate, 60, 1500), 7000), int(fate.integers(2, 9)), (0.002, 0.03)) for _ in range(2)]
    if chance(fate, 0.4):
        ticks[1] = ticks[0] * between(fate, 0.4, 1.0)
    state = {"k": 0}

    def one() -> Sound:
        state["k"] += 1
        return edged(ticks[state["k"] % 2], 0.0005)

    jitter = 0.0 if chance(fate, 0.7) else 0.004
    return _many(fate, between(fate, 3, 9), lambda: every * (1 + jitter * fate.standard_normal()), one, (0.95, 1.05))


def _dripping(fate: Luck) -> Sound:
    mean = spread(fate, 0.3, 1.6)

    def drop() -> Sound:
        n = samples(0.12)
        t = np.arange(n) / RATE
        f = spread(fate, 500, 2600)
        return edged(np.sin(2 * np.pi * (f * t + f * between(fate, 0.5, 4) * t**2)) * np.exp(-t / spread(fate, 0.01, 0.03)), 0.001)

    return _many(fate, between(fate, 3, 9), lambda: mean * spread(fate, 0.7, 1.4), drop)


def _hammering(fate: Luck) -> Sound:
    """Knocking, hammering, a ball, hooves, a train over joints: regular blows that are no feet."""
    how = str(fate.choice(["knock", "hammer", "ball", "train", "machine", "clap"]))
    n = samples(0.35)
    stroke = ringing(n, fate, {"knock": (90, 900), "hammer": (300, 5000), "ball": (50, 500), "train": (40, 400), "machine": (40, 600),
                               "clap": (700, 5000)}[how], int(fate.integers(3, 12)), (0.006, 0.06))
    click = band_hiss(n, fate, 300, 6000) * np.exp(-np.arange(n) / RATE / spread(fate, 0.003, 0.02))
    stroke = edged(stroke + spread(fate, 0.05, 1.5) * click, 0.0006, 0.05)
    every = {"knock": between(fate, 0.12, 0.3), "hammer": between(fate, 0.4, 1.1), "ball": between(fate, 0.35, 0.9),
             "train": between(fate, 0.5, 1.2), "machine": between(fate, 0.15, 0.9), "clap": between(fate, 0.3, 0.7)}[how]
    if how == "train":
        pair = stroke.copy()
        lay(pair, stroke[:len(pair) - samples(0.12)], samples(between(fate, 0.08, 0.16)), between(fate, 0.6, 1.1))
        stroke = pair
    if how == "knock":
        return _many(fate, every * int(fate.integers(2, 6)), lambda: every * spread(fate, 0.9, 1.1), lambda: stroke, (0.7, 1.2))
    if how == "ball":    # every bounce sooner than the last
        state, dies = {"every": every}, between(fate, 0.72, 0.92)

        def wait() -> float:
            state["every"] *= dies
            return max(0.03, state["every"])
        return _many(fate, every / (1 - dies) * 0.8, wait, lambda: stroke, (0.7, 1.0))
    even = 0.01 if how in ("machine", "train") else 0.06
    return _many(fate, every * int(fate.integers(4, 12)), lambda: every * (1 + even * fate.standard_normal()), lambda: stroke, (0.8, 1.2))


def _drumming(fate: Luck) -> Sound:
    """Drums: two to four of them in a bar that comes again and again, exactly."""
    beat, places = spread(fate, 0.09, 0.3), int(fate.choice([4, 6, 8, 8, 12, 16]))
    out = np.zeros(samples(beat * places * between(fate, 1.5, 4) + 0.5))
    for _ in range(int(fate.integers(2, 5))):
        n = samples(0.4)
        t = np.arange(n) / RATE
        hertz, dies = spread(fate, 45, 400), spread(fate, 0.02, 0.15)
        skin = np.sin(2 * np.pi * hertz * (t + 0.02 * between(fate, 0, 1) * (1 - np.exp(-t / 0.02)))) * np.exp(-t / dies)
        rattle = band_hiss(n, fate, spread(fate, 300, 4000), 7900) * np.exp(-t / spread(fate, 0.01, 0.12))
        drum = edged(between(fate, 0, 1) * skin + spread(fate, 0.05, 1.5) * rattle, 0.0005, 0.05)
        pattern = fate.random(places) < between(fate, 0.15, 0.6)
        for k in range(int(len(out) / RATE / beat)):
            if pattern[k % places]:
                lay(out, drum, samples(k * beat), spread(fate, 0.8, 1.25))
    return out


def _rubbing(fate: Luck) -> Sound:
    """Cloth, paper, leaves, a zip, scratching, sweeping: noise that is rubbed to and fro."""
    n = samples(spread(fate, 0.3, 3.5))
    low, high = spread(fate, 300, 3500), spread(fate, 4000, 7900)
    shape = np.abs(curve(n, fate, spread(fate, 2, 14), 0, 1)) ** spread(fate, 0.7, 2.5)
    fine = np.abs(curve(n, fate, spread(fate, 20, 400), 0.1, 1)) ** spread(fate, 0.2, 2)
    out = band_hiss(n, fate, low, high) * shape * fine
    if chance(fate, 0.5):
        crackle = grains(n, fate, spread(fate, 20, 900), low, high, 0.003)
        out = out + spread(fate, 0.1, 3) * crackle * shape / (np.std(crackle) + 1e-9)
    return edged(out * swell(n, fate, (0.2, 0.8), (0.2, 0.8)), 0.02, 0.04)


def _jingling(fate: Luck) -> Sound:
    """Keys, cutlery, glasses, coins, crockery."""
    high, dies = spread(fate, 900, 3500), (0.004, spread(fate, 0.02, 0.25))

    def one() -> Sound:
        return edged(ringing(samples(0.3), fate, (high, 7600), int(fate.integers(2, 9)), dies), 0.0005)

    mean = spread(fate, 0.03, 0.4)
    return _many(fate, spread(fate, 0.3, 4), lambda: float(fate.exponential(mean)) + 0.02, one, (0.1, 1.5))


def _creaking(fate: Luck) -> Sound:
    """A door, a chair, a floor, brakes: stick and slip, a pulse train through something that rings."""
    n = samples(spread(fate, 0.25, 2.2))
    f0 = spread(fate, 15, 500) * np.exp(curve(n, fate, spread(fate, 1, 8), -0.6, 0.6))
    phase = np.cumsum(f0) / RATE
    pulses = (np.diff(np.floor(phase), prepend=0) > 0) * fate.uniform(0.3, 1, n)
    out = through(pulses + 0.01 * fate.standard_normal(n), bumpy(fate, (-3, 3), 6, 25))
    return edged(out * swell(n, fate, (0.1, 0.9), (0.3, 1.5)), 0.01, 0.05)


def _cough(fate: Luck) -> Sound:
    scale, parts = person(fate), []
    for _ in range(int(fate.integers(1, 5))):
        n = samples(between(fate, 0.18, 0.4))
        burst = air(fate, n / RATE, scale, False, swell(n, fate, (0.02, 0.12), (0.4, 2.5)))
        f0 = spread(fate, 80, 300) * np.geomspace(1.2, 0.7, n)
        rasp = voice(f0, fate, mouth(fate, scale, 2), 8, 1.5, 0.2) * swell(n, fate, (0.1, 0.4))
        parts += [edged(burst + spread(fate, 0.05, 1.0) * rasp, 0.002), np.zeros(samples(between(fate, 0.05, 0.35)))]
    return np.concatenate(parts)


def _sniff(fate: Luck) -> Sound:
    """One or two: a cold, no tears."""
    scale, parts = person(fate), []
    for _ in range(int(fate.integers(1, 3))):
        n = samples(spread(fate, 0.1, 0.4))
        out = air(fate, n / RATE, scale, True, swell(n, fate, (0.3, 0.9), (0.4, 1.2)))
        parts += [edged(out * (1 + 0.8 * np.abs(curve(n, fate, 70)))), np.zeros(samples(between(fate, 0.1, 0.6)))]
    return np.concatenate(parts)


def _sung(fate: Luck) -> Sound:
    """Hm, ah, a hum, a shout, a whistle, a moan, a baby's babble: voice that is neither speech nor tears."""
    scale = person(fate)
    n = samples(spread(fate, 0.15, 2.0))
    f0 = spread(fate, 90, 500) * np.exp(curve(n, fate, spread(fate, 1, 6), -0.25, 0.25))
    if chance(fate, 0.2):
        phase = 2 * np.pi * np.cumsum(f0 * 4) / RATE
        return edged((np.sin(phase) + 0.05 * hiss(n, fate)) * swell(n, fate, (0.1, 0.8), (0.2, 0.8)), 0.02, 0.05)
    out = voice(f0, fate, mouth(fate, scale, 1.0), between(fate, 6, 20), spread(fate, 0.02, 0.5), between(fate, 0.003, 0.04))
    return edged(out * swell(n, fate, (0.1, 0.8), (0.2, 1.0)), 0.02, 0.05)


def _babbling(fate: Luck) -> Sound:
    """Talk of no tongue: vowels that begin with a noise or a stop, in one voice, even or sing-song, hurried or slow."""
    scale, base, parts = person(fate), spread(fate, 80, 320), []
    breath, dull, long_s, sway = spread(fate, 0.005, 0.3), between(fate, 5, 16), spread(fate, 0.08, 0.3), between(fate, 0.02, 0.25)
    for _ in range(int(fate.integers(4, 24))):
        n = samples(long_s * spread(fate, 0.6, 1.6))
        f0 = base * np.geomspace(np.exp(sway * fate.standard_normal() / 2), np.exp(sway * fate.standard_normal() / 2), n)
        vowel = voice(f0, fate, mouth(fate, scale), dull, breath, between(fate, 0.001, 0.03)) * swell(n, fate, (0.1, 0.5), (0.15, 0.7))
        low = spread(fate, 800, 4500)
        noise = band_hiss(samples(spread(fate, 0.015, 0.12)), fate, low, min(7900.0, low * spread(fate, 1.5, 5)))
        parts += [edged(noise * spread(fate, 0.03, 0.5)), edged(vowel * spread(fate, 0.5, 1.2), 0.01, 0.02)]
        if chance(fate, 0.15):
            parts.append(np.zeros(samples(spread(fate, 0.05, 0.5))))
    return np.concatenate(parts)


def _animal(fate: Luck) -> Sound:
    """A cat, a dog, birds, crickets, a hen."""
    how = str(fate.choice(["cat", "dog", "bird", "bird", "cricket"]))
    if how == "cat":
        n = samples(spread(fate, 0.4, 1.4))
        f0 = spread(fate, 350, 800) * np.interp(np.linspace(0, 1, n), [0, 0.3, 1], [0.7, 1.15, 0.75]) * (1 + 0.02 * curve(n, fate, 8))
        return edged(voice(f0, fate, mouth(fate, 1.6, 1.5), 7, 0.1, 0.02) * swell(n, fate, (0.2, 0.6), (0.5, 1.2)), 0.02, 0.06)
    if how == "dog":
        def bark() -> Sound:
            n = samples(between(fate, 0.08, 0.25))
            f0 = spread(fate, 200, 700) * np.interp(np.linspace(0, 1, n), [0, 0.3, 1], [0.8, 1.2, 0.7])
            return edged(voice(f0, fate, mouth(fate, 1.1, 2), 5, 0.8, 0.15) * swell(n, fate, (0.1, 0.4)))
        mean = between(fate, 0.25, 0.8)
        return _many(fate, mean * int(fate.integers(1, 6)), lambda: mean * spread(fate, 0.8, 1.25), bark, (0.7, 1.2))

    low, rate = spread(fate, 1500, 5000), spread(fate, 0.05, 0.35)

    def chirp() -> Sound:
        n = samples(spread(fate, 0.02, 0.2))
        f = low * np.exp(curve(n, fate, 12, -0.3, 0.3))
        return edged(np.sin(2 * np.pi * np.cumsum(np.minimum(f, 7500)) / RATE) * np.hanning(n))

    return _many(fate, spread(fate, 0.5, 4), lambda: rate * spread(fate, 0.6, 2.0), chirp)


def _gust(fate: Luck) -> Sound:
    """Wind, waves, steam, a spray, a passing car, a curtain: noise that comes and goes, slower or longer than breath."""
    n = samples(spread(fate, 1.6, 9))
    if chance(fate, 0.6):
        shape = swell(n, fate, (0.3, 0.8), (0.5, 3))
    else:
        shape = np.exp(curve(n, fate, spread(fate, 0.5, 3), -2, 0.5)) * swell(n, fate, (0.3, 0.7), (0.2, 0.6))
    one, two = (hiss(n, fate, bumpy(fate, (-12, 4), 4, 12)) for _ in range(2))
    turn = shape / (shape.max() + 1e-9)
    return edged((one * (1 - turn) + two * turn) * shape, 0.02, 0.05)


def _motor(fate: Luck) -> Sound:
    n = samples(spread(fate, 1, 8))
    f0 = spread(fate, 18, 220) * np.exp(curve(n, fate, 0.7, -0.3, 0.3))
    phase = 2 * np.pi * np.cumsum(f0) / RATE
    out = sum(between(fate, 0, 1) / k**0.7 * np.sin(k * phase + k) for k in range(1, 24))
    out = np.asarray(out) + spread(fate, 0.1, 2) * hiss(n, fate, bumpy(fate, (-9, 0))) * (1 + 0.5 * np.sin(phase))
    return edged(passed(out, 30, spread(fate, 800, 7000), 1) * swell(n, fate, (0.2, 0.8), (0.1, 0.8)), 0.05, 0.1)


def _beeping(fate: Luck) -> Sound:
    """A telephone, an alarm, a lift, a till."""
    f, long_s, every = spread(fate, 300, 3500), spread(fate, 0.05, 0.6), spread(fate, 0.15, 1.2)
    n = samples(long_s)
    t = np.arange(n) / RATE
    tone = sum(between(fate, 0, 1) / k * np.sin(2 * np.pi * f * k * t) for k in range(1, 5) if f * k < 7600)
    one = edged(np.asarray(tone) * (1 + between(fate, 0, 0.9) * np.sin(2 * np.pi * between(fate, 8, 30) * t)), 0.004)
    return _many(fate, every * int(fate.integers(1, 8)), lambda: every + 0 * t[0], lambda: one, (0.95, 1.05))


def _clapping(fate: Luck) -> Sound:
    n = samples(spread(fate, 1, 6))
    return edged(grains(n, fate, spread(fate, 15, 500), 500, 5000, 0.02) * swell(n, fate, (0.2, 0.6), (0.2, 1)), 0.05, 0.2)


def _rumble(fate: Luck) -> Sound:
    """Low things that move: thunder, a lorry, a subwoofer's swell, handling noise."""
    n = samples(spread(fate, 0.3, 5))
    out = hiss(n, fate, bumpy(fate, (-18, -6), 2)) * np.exp(curve(n, fate, spread(fate, 0.7, 8), -2, 0.5))
    return edged(passed(out, 25, spread(fate, 120, 700), 1) * swell(n, fate, (0.1, 0.7), (0.3, 1.5)), 0.02, 0.1)


FRIENDS: dict[str, Callable[[Luck], Sound]] = {
    "typing": _typing, "ticking": _ticking, "dripping": _dripping, "hammering": _hammering, "drumming": _drumming, "rubbing": _rubbing,
    "rubbing again": _rubbing, "jingling": _jingling, "creaking": _creaking, "cough": _cough, "sniff": _sniff, "sung": _sung,
    "babbling": _babbling, "babbling again": _babbling,
    "animal": _animal, "gust": _gust, "motor": _motor, "beeping": _beeping, "clapping": _clapping, "rumble": _rumble, **MISTAKEN,
}


def friend(fate: Luck) -> Played:
    """One of them."""
    name = str(fate.choice(list(FRIENDS)))
    return Played(name, FRIENDS[name](fate))
