"""Words under music, judged from the stems that go out: by libebur128 and a reading of ESTOI that the mixer does not use.

Beside the mix stand its control, the same music that never gives way, and two tricks: a fader as far down as the mix is in the middle,
which the gaps must refuse and which costs words what bands would have kept; and 20 dB down all the time, which passes most figures and
which the upper bound of the distance and the gaps must refuse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyebur128
from numpy.typing import NDArray
from pystoi import stoi
from scipy.signal import resample

from tests.composing.bench.figures import met, table
from tests.mastering.bench.drawn import UNSEEN, Drawn, films

Sound = NDArray[np.float64]
Spans = Sequence[tuple[float, float]]
RATE, STOI_RATE, SHORTEST_S, LONG_S = 48_000, 10_000, 0.6, 1.5
PIECE = 19_200        # 400 ms
TRICK_DB = -20.0


def loudness(sound: Sound) -> float:
    """K-weighted level of all of a sound without a gate, in LUFS, by libebur128; [frames] counts as [frames, 2], -inf when silent.

    >>> round(loudness(0.1 * np.sin(2 * np.pi * 997 / 48_000 * np.arange(96_000))), 1)
    -20.0
    """
    both = np.repeat(sound[:, None], 2, axis=1) if sound.ndim == 1 else sound
    state = pyebur128.R128State(both.shape[1], RATE, pyebur128.MeasurementMode.MODE_M)
    energy = 0.0
    for start in range(0, len(both) // 48 * 48, PIECE):
        piece = np.ascontiguousarray(both[start:start + PIECE][:len(both[start:start + PIECE]) // 48 * 48])
        state.add_frames(piece.reshape(-1), len(piece))
        energy += 10 ** (float(pyebur128.get_loudness_window(state, len(piece) // 48)) / 10) * len(piece)
    return float(10 * np.log10(energy / (len(both) // 48 * 48))) if energy > 1e-12 else -np.inf


def part(sound: Sound, start_s: float, end_s: float) -> Sound:
    """A stretch of a sound."""
    return sound[round(start_s * RATE):round(end_s * RATE)]


def distances(dialogue: Sound, music: Sound, spoken: Spans) -> list[float]:
    """Words over music under every line that has music (over -70 LUFS), in LU."""
    under = [(loudness(part(dialogue, *span)), loudness(part(music, *span))) for span in spoken]
    return [words - below for words, below in under if below > -70.0]


def returns(ducked: Sound, whole: Sound, spoken: Spans) -> list[float]:
    """For every gap over 1.5 s with music: how far it comes up there from under the deeper of the lines around it, in dB.

    Against the same music that never gives way, so that what the players do themselves is not counted. The gap's best second counts.
    """
    found = []
    for (a, b), (c, d) in pairwise(spoken):
        lines = [_gain(ducked, whole, *span) for span in ((a, b), (c, d))]
        gap = [gain for at in np.arange(b, c - 1.0 + 1e-9, 0.25) if (gain := _gain(ducked, whole, at, at + 1.0)) is not None]
        known = [gain for gain in lines if gain is not None]
        if c - b > LONG_S and gap and known:
            found.append(max(gap) - min(known))
    return found


def _gain(ducked: Sound, whole: Sound, start_s: float, end_s: float) -> float | None:
    before, after = loudness(part(whole, start_s, end_s)), loudness(part(ducked, start_s, end_s))
    return after - before if before > -60.0 and after > -100.0 else None


def losses(dialogue: Sound, others: Sound, music: Sound, spoken: Spans) -> list[float]:
    """What the music takes of ESTOI, against words in their effects: lines pooled with the next until they last 0.6 s."""
    found, pool = [], list[tuple[float, float]]()
    for span in spoken:
        pool.append(span)
        if sum(end - start for start, end in pool) < SHORTEST_S:
            continue
        dry, around, heard = (np.concatenate([part(each, *line) for line in pool])
                              for each in (dialogue, dialogue + others.mean(axis=1), dialogue + (others + music).mean(axis=1)))
        clean, without, with_music = (resample(each, round(len(each) * STOI_RATE / RATE)) for each in (dry, around, heard))
        found.append(float(stoi(clean, without, STOI_RATE, extended=True) - stoi(clean, with_music, STOI_RATE, extended=True)))
        pool = []
    return found


def centre(music_51: Sound, spoken: Spans) -> list[float]:
    """How far the centre stands under left and right (their mean power) during every line with music, in dB; L R C first."""
    found = []
    for span in spoken:
        power = np.mean(part(music_51, *span)[:, :3] ** 2, axis=0)
        if power[:2].mean() > 1e-9:
            found.append(float(10 * np.log10(power[:2].mean() / max(power[2], 1e-15))))
    return found


def dialogue_distance(dialogue: Sound, others: Sound, music: Sound, spoken: Spans) -> float:
    """LDR: gated loudness of the programme over the loudness of its words taken together, in LU (EBU R 128 s4)."""
    state = pyebur128.R128State(2, RATE, pyebur128.MeasurementMode.MODE_I)
    programme = np.ascontiguousarray(dialogue[:, None] + others + music)
    state.add_frames(programme.reshape(-1), len(programme))
    return float(pyebur128.get_loudness_global(state)) - loudness(np.concatenate([part(dialogue, *span) for span in spoken]))


@dataclass(frozen=True)
class Judged:
    """The figures of one way to play the music, all films together."""

    over: list[float]
    back: list[float]
    loss: list[float]
    ldr: list[float]


def judge(seen: Sequence[Drawn], musics: Sequence[Sound]) -> Judged:
    """The music of every film as it is played, against its words and against itself before it gave way."""
    found = Judged([], [], [], [])
    for film, music in zip(seen, musics, strict=True):
        length = len(music)
        words, others = film.dialogue[:length], film.others[:length]
        found.over.extend(distances(words, music, film.spoken))
        found.back.extend(returns(music, _sound(film, "music_20"), film.spoken))
        found.loss.extend(losses(words, others, music, film.spoken))
        found.ldr.append(dialogue_distance(words, others, music, film.spoken))
    return found


def _sound(film: Drawn, name: str) -> Sound:
    length = min(len(film.dialogue), film.mixed.music_20.frames)
    return np.asarray(film.band.shelf.read(getattr(film.mixed, name))[:length], dtype=np.float64)


def rows_of(found: Sequence[Judged]) -> list[tuple[str, str, list[str], bool]]:
    """Figure, what is asked, its value for every way to play, and whether the first of them meets it."""
    def row(name: str, asked: str, values: Sequence[float], is_met: bool, form: str = ".1f") -> tuple[str, str, list[str], bool]:
        return name, asked, [f"{value:{form}}" for value in values], is_met
    middle = [float(np.median(each.over)) for each in found]
    least = [float(np.percentile(each.over, 5)) for each in found]
    back = [100 * float(np.mean(np.array(each.back) >= 4.0)) if each.back else 0.0 for each in found]
    loss, worst = ([float(np.percentile(each.loss, share)) for each in found] for share in (50, 95))
    ldr = [max(each.ldr) for each in found]
    return [row("words over music, median, LU", "10 to 18", middle, 10.0 <= middle[0] <= 18.0),
            row("words over music, 5th percentile, LU", "at least 6", least, least[0] >= 6.0),
            row("gaps over 1.5 s in which it is back up by 4 dB, %", "100", back, back[0] == 100.0, ".0f"),
            row("ESTOI loss, median", "at most 0.05", loss, loss[0] <= 0.05, ".3f"),
            row("ESTOI loss, 95th percentile", "at most 0.10", worst, worst[0] <= 0.10, ".3f"),
            row("programme over its words (LDR), LU, worst film", "at most 5", ldr, ldr[0] <= 5.0)]


def section() -> str:
    """The section of the page."""
    seen, unseen = tuple(films()), tuple(films(UNSEEN))
    ducked, whole = ([_sound(film, name) for film in seen] for name in ("ducked_20", "music_20"))
    found = [judge(seen, ducked), judge(seen, whole)]
    fader_db = float(np.median(found[1].over) - np.median(found[0].over))
    found += [judge(seen, [10 ** (down_db / 20) * each for each in whole]) for down_db in (fader_db, TRICK_DB)]
    in_51 = [value for film in seen for value in centre(_sound(film, "ducked_51"), film.spoken)]
    plain = [value for film in seen for value in centre(_sound(film, "music_51"), film.spoken)]
    rows = [(name, asked, *values, met(is_met)) for name, asked, values, is_met in rows_of(found)]
    rows.append(("5.1: centre under left and right during words, dB, least", "at least 12", f"{min(in_51):.1f}", f"{min(plain):.1f}",
                 f"{min(plain):.1f}", f"{min(plain):.1f}", met(min(in_51) >= 12.0)))
    others = rows_of([judge(unseen, [_sound(film, "ducked_20") for film in unseen])])
    missed = [name for name, _, _, is_met in others if not is_met]
    return (f"## Words: how far the music stands under them\n\n{len(found[0].over)} lines with music ({len(seen)} bands drawn by lot "
            f"under the demo film's words and effects), {len(found[0].back)} gaps over 1.5 s between two of them, "
            f"{len(found[0].loss)} readings of ESTOI. What would game it stands at the right: 20 dB down all the time passes where only "
            "closeness is asked, and must fail the upper bound of the median and the gaps.\n\n"
            + table(("figure", "asked", "as mixed", "control: never gives way", f"trick: a fader, {-fader_db:.1f} dB down all the time",
                     "trick: 20 dB down all the time", "goal met"), rows)
            + f"\n\nGaps, dB back up: median {np.median(found[0].back):.1f}, least {min(found[0].back):.1f}. Under {len(unseen)} bands "
            f"that nobody looked at while a constant was set: {'; '.join(f'{name} {values[0]}' for name, _, values, _ in others)}; "
            f"{'every goal met' if not missed else 'goals not met: ' + ', '.join(missed)}.")
