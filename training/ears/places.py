"""Where a scene is: its background, its room, its microphone; and the music and the words in it."""

import io
import subprocess
import tomllib
from pathlib import Path

import numpy as np
import soundfile
import soxr
from scipy import ndimage, signal

from training.ears.shaping import (
    RATE,
    Sound,
    Tract,
    between,
    bumpy,
    chance,
    curve,
    gain,
    grains,
    hiss,
    lay,
    passed,
    rms,
    samples,
    spread,
)
from yeoun.performing.fluid import bank_file, playing
from yeoun.units.luck import Luck, Take, luck

LINES = Path(__file__).resolve().parents[1] / "lines"
TONGUES = ("ko", "ko", "ko", "en", "en-us", "en-gb-x-rp", "de", "fr", "es", "it", "ja", "cmn", "ru", "pl", "pt-br", "sv", "tr", "hi", "nl",
           "vi")
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
HANZI = "你我他们说走来去吃想看听知道今天明天为什么没有可以朋友回家"
DRUMS = (35, 36, 38, 40, 42, 46, 41, 45, 49, 37, 70, 75)
MANNERS = ("", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f3", "f4", "f5", "whisper", "whisperf", "croak", "klatt2",
           "klatt3", "Annie", "Andy", "Alicia", "Storm", "Michael", "Jacky", "Belinda", "Steph", "Gene", "Lee", "Adam")


def background(n: int, fate: Luck, lines: list[Sound]) -> Sound:
    """What is always there, its tenth percentile of level about 0 dB: air, a town, rain, a crowd, machines.

    lines   what a crowd says
    """
    how = fate.random()
    out = _raining(n, fate) if how < 0.15 else _crowd(n, fate, lines) if how < 0.27 else _street(n, fate) if how < 0.37 else _air(n, fate)
    return out / 10 ** (np.percentile(_levels(out), 10) / 20)


def _drops(n: int, fate: Luck, per_s: float, kernel: Sound) -> Sound:
    """Many drops of one sound, as loud as drops are: most of them hardly."""
    struck = np.where(fate.random(n) < per_s / RATE, fate.exponential(1.0, n) ** 1.5, 0.0)
    return np.asarray(signal.fftconvolve(struck, kernel)[:n])


def _raining(n: int, fate: Luck) -> Sound:
    """Drizzle to downpour: a wash, drops on two or three grounds, at times a gutter."""
    out = hiss(n, fate, bumpy(fate, (-4, 4), 3, 8)) * np.exp(between(fate, 0.0, 0.15) * curve(n, fate, spread(fate, 0.2, 2)))
    for _ in range(int(fate.integers(1, 4))):
        k = samples(spread(fate, 0.002, 0.03))
        kernel = hiss(k, fate, bumpy(fate, (-6, 4), 3, 10)) * np.exp(-np.arange(k) / (k / spread(fate, 2, 6)))
        drops = _drops(n, fate, spread(fate, 5, 1500), kernel)
        out = out + spread(fate, 0.1, 1.5) * drops / rms(drops)
    if chance(fate, 0.3):
        hertz, dies = spread(fate, 300, 1500), spread(fate, 0.005, 0.03)
        t = np.arange(samples(0.08)) / RATE
        gutter = _drops(n, fate, spread(fate, 1, 8), np.sin(2 * np.pi * hertz * t * (1 + 3 * t)) * np.exp(-t / dies))
        out = out + spread(fate, 0.05, 0.6) * gutter / rms(gutter)
    return np.asarray(out)


def _crowd(n: int, fate: Luck, lines: list[Sound]) -> Sound:
    """People talking: from a table away to a hall of them."""
    out, count = np.zeros(n), int(spread(fate, 4, 30))
    for _ in range(count):
        far, at = spread(fate, 0.15, 1.0), -int(fate.integers(0, 4 * RATE))
        while at < n:
            line = lines[int(fate.integers(len(lines)))]
            lay(out, line, at, far / rms(line))
            at += len(line) + samples(spread(fate, 0.05, 1.5))
    tail = room(fate)
    dull = passed(np.asarray(signal.fftconvolve(out, tail)[:n]), 20, spread(fate, 1500, 7900), 1)
    return dull / rms(dull) + spread(fate, 0.05, 0.5) * hiss(n, fate, bumpy(fate, (-9, 0)))


def _street(n: int, fate: Luck) -> Sound:
    """Traffic: a rumble, engines, cars that come and go."""
    out = hiss(n, fate, bumpy(fate, (-9, -2), 3, 8))
    for _ in range(int(fate.integers(2, 9))):
        k = samples(spread(fate, 2, 14))
        passing = hiss(k, fate, bumpy(fate, (-7, 0))) * np.hanning(k) ** spread(fate, 0.8, 4)
        if chance(fate, 0.5):
            phase = 2 * np.pi * np.cumsum(spread(fate, 30, 160) * np.linspace(1.05, 0.92, k)) / RATE
            engine = np.asarray(sum(between(fate, 0, 1) / j * np.sin(j * phase + j) for j in range(1, 9)))
            passing = passing + spread(fate, 0.1, 1.5) * engine * np.hanning(k) ** 2
        lay(out, passing, int(fate.integers(-k // 2, n)), spread(fate, 0.3, 4))
    return out


def _air(n: int, fate: Luck) -> Sound:
    out = hiss(n, fate, bumpy(fate, (-11, 2), 5, 12))
    if chance(fate, 0.5):    # it moves
        out *= np.exp(between(fate, 0.02, 0.5) * curve(n, fate, spread(fate, 0.2, 6)))
    if chance(fate, 0.35):    # mains, a fan, an engine
        t, f0 = np.arange(n) / RATE, float(fate.choice([50.0, 60.0, spread(fate, 20, 400)]))
        for k in range(1, int(fate.integers(2, 9))):
            out += spread(fate, 0.02, 1.2) / k * np.sin(2 * np.pi * f0 * k * t + k)
    if chance(fate, 0.3):    # drops, crackle, leaves
        drops = grains(n, fate, spread(fate, 2, 250), spread(fate, 200, 2000), spread(fate, 2500, 7900), spread(fate, 0.001, 0.02))
        out = out / rms(out) + spread(fate, 0.05, 1.0) * drops / (np.std(drops) + 1e-9)
    if chance(fate, 0.3):    # what passes
        for _ in range(int(fate.integers(1, 6))):
            k = samples(spread(fate, 1.5, 12))
            passing = hiss(k, fate, bumpy(fate, (-9, 1))) * np.hanning(k) ** spread(fate, 1, 4)
            lay(out, passing, int(fate.integers(-k, n)), spread(fate, 0.3, 4) * rms(out))
    return out


def _levels(sound: Sound) -> Sound:
    bright = passed(sound, 300, 7000)
    return np.asarray(10 * np.log10(np.mean(bright[:len(bright) // 160 * 160].reshape(-1, 160) ** 2, axis=1) + 1e-14))


def level_of(sound: Sound) -> float:
    """The loudest 10 ms of 300-7000 Hz, dB; of what has little there, that of everything, 15 dB less."""
    whole = 10 * np.log10(np.max(np.mean(sound[:len(sound) // 160 * 160].reshape(-1, 160) ** 2, axis=1)) + 1e-14)
    return max(float(_levels(sound).max()), float(whole) - 15)


def room(fate: Luck) -> Sound:
    """An impulse response: first the sound itself, then reflections, then a tail that grows duller; dry a third of the time."""
    if chance(fate, 0.3):
        return np.ones(1)
    dies = spread(fate, 0.12, 2.0)
    n = samples(dies)
    t = np.arange(n) / RATE
    tail = passed(fate.standard_normal(n), 20, 900) * np.exp(-6.9 * t / dies) + passed(
        fate.standard_normal(n), 900, 8000) * np.exp(-6.9 * t / (dies * between(fate, 0.35, 0.9)))
    out = tail / np.sqrt(np.sum(tail**2)) * spread(fate, 0.05, 1.0)
    for _ in range(int(fate.integers(0, 14))):
        lay(out, np.array([between(fate, -0.5, 0.5)]), samples(spread(fate, 0.001, 0.08)))
    out[0] = 1.0
    return np.asarray(out)


def microphone(fate: Luck) -> Tract:
    """What a microphone, a desk and a codec do to the spectrum."""
    hertz, gains = bumpy(fate, (-2, 2), 4, 7)
    low, high = (spread(fate, 15, 160) if chance(fate, 0.6) else 5.0), (spread(fate, 2800, 7800) if chance(fate, 0.35) else 20_000.0)
    gains = gains / np.sqrt(1 + (low / hertz) ** between(fate, 2, 8)) / np.sqrt(1 + (hertz / high) ** between(fate, 4, 16))
    return hertz, gains


def texts() -> list[str]:
    """Every line of training/lines."""
    found = []
    for path in sorted(LINES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [str(line) for tongue in ("ko", "en") for line in table[tongue]]
    return found


def said(fate: Luck, lines: list[str]) -> Sound:
    """A line spoken by espeak-ng, a program of its own, in some tongue and manner; then made larger or smaller."""
    tongue, manner = str(fate.choice(TONGUES)), str(fate.choice(MANNERS))
    while True:
        text = lines[int(fate.integers(len(lines)))]
        if tongue not in ("ja", "cmn") and (any("가" <= letter <= "힣" for letter in text) == (tongue == "ko")):
            break
        if tongue in ("ja", "cmn"):
            text = "".join(str(fate.choice(list(KANA if tongue == "ja" else HANZI))) for _ in range(16))
            break
    voice = f"{tongue}+{manner}" if manner else tongue
    how = ["-v", voice, "-s", str(int(spread(fate, 95, 260))), "-p", str(int(fate.integers(0, 99)))]
    told = subprocess.run(["espeak-ng", *how, "--stdout", text], capture_output=True, check=False)
    if told.returncode or len(told.stdout) < 4000:
        return said(fate, lines)
    sound, rate = soundfile.read(io.BytesIO(told.stdout), dtype="float64")
    out = np.asarray(soxr.resample(sound, rate * spread(fate, 0.87, 1.15), RATE), dtype=np.float64)
    loud = np.flatnonzero(np.abs(out) > 0.01 * np.abs(out).max())
    out = out[loud[0]:loud[-1] + 1]
    if chance(fate, 0.5):    # an actor's dynamics: espeak's are flat
        out *= np.exp(between(fate, 0.1, 0.8) * curve(len(out), fate, spread(fate, 0.7, 5)))
    return np.asarray(out / (np.abs(out).max() + 1e-9))


def music(seconds: float, fate: Luck) -> Sound:
    """Chance music of the bank's instruments, at times with drums: not good, but every attack and colour is real."""
    count = int(fate.integers(1, 5))
    programs = [int(fate.integers(0, 120)) for _ in range(count)]
    drums, beat = chance(fate, 0.4), spread(fate, 0.22, 1.0)
    scale = np.cumsum(fate.choice([1, 2, 2, 3], 40)) + int(fate.integers(28, 40))
    events: list[tuple[float, int, int, int]] = []    # when, channel, key, velocity (0 lets go)
    for channel, _ in enumerate(programs):
        at, centre, slow = 0.0, int(fate.integers(4, 26)), float(fate.choice([0.5, 1, 1, 2, 4]))
        while at < seconds:
            for _ in range(int(fate.choice([1, 1, 1, 3]))):
                key = int(scale[int(np.clip(centre + fate.integers(-5, 6), 0, 39))])
                if 20 < key < 105:
                    events.append((at, channel, key, int(fate.integers(30, 120))))
                    events.append((at + beat * slow * between(fate, 0.3, 1.2), channel, key, 0))
            at += beat * slow * (1 if chance(fate, 0.8) else 2) + 0.01 * abs(fate.standard_normal())
    if drums:
        struck = [(float(step), int(key)) for step in (0, 0.5, 1, 1.5) for key in fate.choice(DRUMS, 2) if chance(fate, 0.6)] or [(0.0, 36)]
        events += [(at * beat * 2 + step * beat, 15, key, int(fate.integers(50, 120))) for at in range(int(seconds / beat / 2))
                   for step, key in struck]
    with playing(16) as player:
        for channel, program in enumerate(programs):
            player.choose(channel, 0, program, bank_file())
        if drums:
            player.choose(15, 128, int(fate.choice([0, 8, 16, 24, 25, 32, 40, 48])), bank_file())
        done, parts = 0, []
        for when, channel, key, velocity in sorted(events):
            frames = (round(when * 48_000) - done) // 64 * 64
            if when > seconds:
                break
            if frames > 0:
                parts.append(player.render(frames).mean(axis=1))
                done += frames
            (player.on(channel, key, velocity) if velocity else player.off(channel, key))
    out = np.asarray(soxr.resample(np.concatenate(parts), 48_000, RATE), dtype=np.float64)
    return np.asarray(out / (np.abs(out).max() + 1e-9))


def pool(kind: str, count: int, seed: int) -> list[Sound]:
    """So many lines or pieces of music, made once for many scenes."""
    lines = texts()
    made = []
    for k in range(count):
        fate = luck(Take(seed), kind, k)
        made.append(said(fate, lines) if kind == "lines" else music(between(fate, 15, 40), fate))
    return made


def squeezed(sound: Sound, fate: Luck) -> Sound:
    """What limiters and cheap converters do."""
    if chance(fate, 0.2):
        top = np.abs(sound).max() * spread(fate, 0.15, 0.9)
        return np.asarray(top * np.tanh(sound / top))
    if chance(fate, 0.12):    # a gate shuts between the words
        level = np.sqrt(ndimage.uniform_filter1d(sound**2, 800) + 1e-12)
        opened = level > np.percentile(level, between(fate, 15, 70))
        gate = ndimage.uniform_filter1d(opened.astype(np.float64), samples(between(fate, 0.02, 0.2)))
        return np.asarray(sound * (gain(-between(fate, 15, 50)) + gate))
    if chance(fate, 0.15):
        level = np.sqrt(signal.lfilter([0.002], [1, -0.998], sound**2) + 1e-12)
        return np.asarray(sound * (level + np.median(level)) ** -between(fate, 0.1, 0.5))
    return sound
