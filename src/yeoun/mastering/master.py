"""One mix becomes a master for one destination.

Idea: loudness and peaks are solved, not searched; four bands and a slow lift of the music are searched (searching.py) on an outline of
the source. A pass over the source so set gathers energies and the peak envelope; gain and limiter curve are iterated on those until the
limited loudness meets the target; another pass writes; a last reads the finished file back with a meter that set nothing. `ok` is what
that meter says.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from yeoun.mastering.adm import axml, chna, dbmd
from yeoun.mastering.contour import TENTH_SAMPLES, Contour, Loudnesses, limited
from yeoun.mastering.judging import Scene, lift_in, trim_in
from yeoun.mastering.limiter import Curve, reduction_p99_db, smoothed
from yeoun.mastering.meter import HOP, CinemaLevel, PeakEnvelope
from yeoun.mastering.outline import outline
from yeoun.mastering.scenes import Staged, rendered, stage
from yeoun.mastering.searching import search
from yeoun.mastering.second_meter import NAME, SecondMeter, SpeechMeter, TruePeak
from yeoun.mastering.shaping import NEUTRAL, UNSET, Setting
from yeoun.mastering.sources import BLOCK, Block, source_of
from yeoun.mastering.targets import LEAST_SPEECH, PROGRAMME, SPEECH, WITHOUT_SPEECH_LUFS
from yeoun.model.layouts import FIVE_ONE, SEVEN_ONE_FOUR, STEREO, WEIGHTS
from yeoun.model.media import Caution
from yeoun.model.mixed import Destination, Master, Measured, Mix, Searched, Settings, Target
from yeoun.model.observed import Observations
from yeoun.model.panning import columns
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf, SoundRef, SoundWriter
from yeoun.units.level import to_db, to_gain
from yeoun.units.loudness import Weighing, in_lufs, integrated, short_term
from yeoun.units.time import frame_to_samples

UNDER_DB = 0.1               # the limiter works this far under the ceiling: another meter interpolates otherwise
ROUNDS, NEAR_ENOUGH_LU = 8, 0.01
KEPT = 0.95                  # rank correlation of short-term loudness before and after
SLICE = 8_192
SEED = 1
ATMOS = frozenset({Destination.ATMOS_PROGRAMME, Destination.ATMOS_MUSIC})
OTHERS = ("7.1.4", "2.0", "every track alone")    # besides 5.1: what an Atmos master is heard on, whose peaks are held as well
Spans = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The one gain and the limiter's curve."""

    gain: float
    curve: Curve


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a master is written from, whatever its kind."""

    frames: int
    channels: tuple[str, ...]                       # in file order
    parts: Callable[[int, int], tuple[Block, Block]]    # music and what sounds beside it, file channels, before gain
    setting: Setting                                # what is done to the music
    heard: Callable[[Block, int], Block]            # what loudness is read on
    also: Callable[[Block, int], tuple[Block, ...]]    # what else must keep its peaks
    others: tuple[str, ...]                         # what those are
    labels: tuple[str, ...]                         # of what loudness is read on

    def read(self, start: int, frames: int) -> Block:
        """File channels, the music set, before gain."""
        return self.setting.together(self.parts, start, frames)

    def heard_parts(self, start: int, frames: int) -> tuple[Block, Block]:
        """Music and what sounds beside it as loudness is read on them, nothing set."""
        music, beside = self.parts(start, frames)
        return self.heard(music, start), self.heard(beside, start)


def master(shelf: Shelf, episode: Episode, seen: Observations, mix: Mix, target: Target, settings: Settings | None = None) -> Master:
    """The master a destination asks for: written, measured, judged.

    seen    its speech spans anchor near-field programmes
    mix     music, music as it gives way, the original sound
    target  one of TARGETS; comes back with the anchor that was used and the channels of the file
    settings  of the music; None to have them searched
    """
    staged = stage(shelf, mix, target) if target.destination in ATMOS else None
    plan = _plan_scene(staged) if staged else _plan(shelf, mix, target)
    spans = _spoken(episode, seen, mix) if target.programme else ()
    asked = replace(_anchored(target, spans, plan.frames / 48_000), channels=plan.channels)
    plan, searched = _set(plan, asked, spans, settings)
    contour = _listen(plan)
    solved = solve(asked, contour, spans)
    sound = _write(shelf, episode, plan, staged, asked, solved)
    measured = _read_back(shelf, sound, plan, asked, spans)
    cautions = _cautions(asked, measured, contour, solved, len(mix.placements))
    length = frame_to_samples(episode.frames, episode.rate)
    is_whole = sound.frames == length or target.destination is Destination.OST_20
    return Master(
        target=asked, file=OutFile(f"masters/{target.destination.value}.wav", sound), sound=sound, measured=measured,
        meter=_meter(measured, staged), ok=is_whole and is_met(asked, measured, len(mix.placements)), gain_db=round(to_db(solved.gain), 3),
        reduction_p99_db=round(reduction_p99_db(solved.curve), 3), cautions=cautions, searched=searched)


def _set(plan: Plan, target: Target, spans: Spans, settings: Settings | None) -> tuple[Plan, Searched | None]:
    """The plan with its music set, and what the search says; nothing where it was told, or where there is no music."""
    seen = outline(plan.frames, plan.labels, plan.heard_parts, spans, BLOCK)
    if settings is not None or not seen.music.any():
        settings, searched = settings or NEUTRAL, None
    else:
        found = search(Scene(seen, target), SEED)
        settings = found.best.settings
        searched = Searched(
            found.seed, found.tries, _named(settings), round(found.best.loss, 4), round(found.gain_only.loss, 4),
            round(found.by_lot.loss, 4), tuple((name, round(plain, 4), round(now, 4)) for name, plain, now in found.terms),
            _named(found.by_lot.settings))
    return replace(plan, setting=Setting(settings.bands_db, lift_in(seen, settings), trim_in(seen, settings))), searched


def _named(settings: Settings) -> tuple[tuple[str, float], ...]:
    return tuple((name, float(value)) for name, value in asdict(settings).items())


def _meter(measured: Measured, staged: Staged | None) -> str:
    """Which meter said what."""
    where = f" on the 5.1 re-render by our panner, the peak the highest of 5.1, {', '.join(OTHERS)}" if staged else ""
    by_us = "; Leq(m) by our own meter" if measured.leq_m_db is not None else ""
    return f"{NAME}{where}, read back from the finished file{by_us}"


def _plan(shelf: Shelf, mix: Mix, target: Target) -> Plan:
    source = source_of(shelf, mix, target)

    def parts(start: int, frames: int) -> tuple[Block, Block]:
        music = source.music(start, frames)
        return music, columns(frames, len(target.channels)) if source.beside is None else source.beside(start, frames)

    return Plan(source.frames, target.channels, parts, UNSET, lambda block, start: block, lambda block, start: (), (), target.channels)


def _plan_scene(staged: Staged) -> Plan:
    def heard(block: Block, start: int) -> Block:
        return rendered(staged.scene, block, start, FIVE_ONE.labels)

    def also(block: Block, start: int) -> tuple[Block, ...]:
        return (*(rendered(staged.scene, block, start, layout.labels) for layout in (SEVEN_ONE_FOUR, STEREO)), block)

    def parts(start: int, frames: int) -> tuple[Block, Block]:
        music, beside = staged.read(start, frames), columns(frames, len(staged.names))
        beside[:, :staged.first_music] = music[:, :staged.first_music]
        music[:, :staged.first_music] = 0.0
        return music, beside

    return Plan(staged.frames, staged.names, parts, UNSET, heard, also, OTHERS, FIVE_ONE.labels)


def _spoken(episode: Episode, seen: Observations, mix: Mix) -> Spans:
    """Where the programme speaks; nowhere when the original is left out."""
    if mix.production is None and mix.dialogue is None:
        return ()
    return tuple((float(line.start_s), float(line.end_s)) for line in mix.words) or tuple(
        (float(s.span.start_s), float(s.span.end_s)) for s in seen.speech)


def _anchored(target: Target, spans: Spans, length_s: float) -> Target:
    """The target with the anchor this programme has: with little speech the whole programme at -24."""
    if target.anchor != SPEECH:
        return target
    spoken, until = 0.0, 0.0
    for start, end in sorted(spans):
        spoken += max(0.0, end - max(start, until))
        until = max(until, end)
    if length_s and spoken / length_s >= LEAST_SPEECH:
        return target
    return replace(target, anchor=PROGRAMME, lufs=WITHOUT_SPEECH_LUFS,
                   why=f"{target.why}; under 15 % of this programme is speech, so the whole stands at -24")


def _listen(plan: Plan) -> Contour:
    """Energies and true peaks of the source, every 16 samples; memory is only taken where something sounds."""
    loud, envelope = Weighing([WEIGHTS[label] for label in plan.labels], HOP), None
    energies, peaks = np.zeros(-(-plan.frames // HOP)), np.zeros(plan.frames // HOP + 1, dtype=np.float32)
    begun = risen = 0
    for start in range(0, plan.frames, BLOCK):
        block = plan.read(start, min(BLOCK, plan.frames - start))
        parts = (plan.heard(block, start), *plan.also(block, start))
        envelope = envelope or PeakEnvelope(sum(part.shape[1] for part in parts))
        loud.feed(parts[0])
        envelope.feed(np.concatenate(parts, axis=1))
        is_last = start + BLOCK >= plan.frames
        begun = _put(energies, begun, loud.energies() if is_last else loud.taken())
        risen = _put(peaks, risen, envelope.peaks() if is_last else envelope.taken())
    return Contour(energies, peaks)


def _put(into: NDArray[np.floating[Any]], at: int, values: NDArray[np.floating[Any]]) -> int:
    """Values put down at a place, and where the next go."""
    if values.any():    # where nothing is put, the machine gives no memory
        into[at:at + len(values)] = values
    return at + len(values)


def solve(target: Target, contour: Contour, spans: Spans) -> Solved:
    """Gain and limiter curve that bring the limited sound to the target.

    contour  of the source
    spans    where the programme speaks, for a speech anchor
    """
    ceiling = to_gain(target.true_peak_dbtp - UNDER_DB)
    gain = 1.0
    curve = Curve(contour.peaks, gain, ceiling)
    if target.lufs is None:
        return Solved(gain, curve)
    for _ in range(ROUNDS):
        now = anchor_of(target, limited(contour, gain, curve, spans if target.anchor == SPEECH else ()))
        if now is None:
            break
        gain *= to_gain(target.lufs - now)
        curve = Curve(contour.peaks, gain, ceiling)
        if abs(target.lufs - now) < NEAR_ENOUGH_LU:
            break
    return Solved(gain, curve)


def anchor_of(target: Target, loud: Loudnesses) -> float | None:
    """The loudness the target is about."""
    if target.anchor == SPEECH:
        return None if loud.words is None else in_lufs(loud.words)
    return integrated(loud.tenths, TENTH_SAMPLES)


def _write(shelf: Shelf, episode: Episode, plan: Plan, staged: Staged | None, target: Target,
           solved: Solved) -> SoundRef:
    """The master, block by block."""
    with _file(shelf, episode, staged, target, plan.frames) as out:
        for start in range(0, plan.frames, BLOCK):
            frames = min(BLOCK, plan.frames - start)
            block = plan.read(start, frames) * np.float32(solved.gain)
            curve = smoothed(solved.curve, start, frames)
            if curve is not None:
                block *= curve[:, None]
            for at in range(0, frames, SLICE):
                out.write(block[at:at + SLICE])
    return out.ref


def _file(shelf: Shelf, episode: Episode, staged: Staged | None, target: Target,
          frames: int) -> AbstractContextManager[SoundWriter]:
    name = f"{target.destination.value}.wav"
    if staged is None:
        stamp = 0 if target.destination is Destination.OST_20 else frame_to_samples(
            episode.media.start_frame, episode.rate)
        return shelf.sound(name, layout=target.layout, channels=len(target.channels), container="wav",
                           time_reference=stamp, description=f"Yeoun {target.destination.value}")
    rate = episode.rate if target.programme else Fraction(24)    # music deliveries ask the 24 code
    return shelf.sound(name, layout="adm", channels=len(staged.names), container="wav",
                       before=((b"chna", chna(staged.scene)),),
                       after=((b"axml", axml(staged.scene, frames)), (b"dbmd", dbmd(staged.scene, rate))))


def _read_back(shelf: Shelf, sound: SoundRef, plan: Plan, target: Target, spans: Spans) -> Measured:
    """What the second meter reads on the finished file; Leq(m), which it does not know, by ours."""
    second = SecondMeter(plan.labels)
    words = SpeechMeter(plan.labels, tuple((round(start * 48_000), round(end * 48_000)) for start, end in spans))
    is_cinema = target.destination in {Destination.CINEMA_51, Destination.CINEMA_71}
    cinema, elsewhere = CinemaLevel(plan.labels) if is_cinema else None, [TruePeak() for _ in plan.others]
    for start in range(0, sound.frames, BLOCK):
        block = shelf.read(sound, start, min(BLOCK, sound.frames - start))
        heard = plan.heard(block, start)
        second.feed(heard)
        if spans:
            words.feed(heard)
        if cinema is not None:
            cinema.feed(heard)
        for meter, part in zip(elsewhere, plan.also(block, start), strict=True):
            meter.feed(part)
    read = second.read()
    peaks = [peak for peak in (read.true_peak_dbtp, *(meter.read() for meter in elsewhere)) if peak is not None]
    speech = words.read() if spans else None
    level = cinema.level_db() if cinema is not None else None
    return Measured(_rounded(read.integrated_lufs), _rounded(max(peaks, default=None)), _rounded(read.lra_lu),
                    _rounded(level), _rounded(speech))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def is_met(target: Target, measured: Measured, cues: int) -> bool:
    """Whether what was read meets what was asked; what could not be read does not. Silence is well where no cue was wished."""
    if measured.integrated_lufs is None:
        return cues == 0
    peak_fits = measured.true_peak_dbtp is not None and measured.true_peak_dbtp <= target.true_peak_dbtp
    read = measured.dialogue_gated_lufs if target.anchor == SPEECH else measured.integrated_lufs
    if target.lufs is None or target.tolerance_lu is None:
        return peak_fits
    return peak_fits and read is not None and abs(read - target.lufs) <= target.tolerance_lu


def _cautions(target: Target, measured: Measured, contour: Contour, solved: Solved, cues: int) -> tuple[Caution, ...]:
    """What should be known: a target missed, a contour bent."""
    name = target.destination.value
    found = []
    if measured.integrated_lufs is None:
        why = (f"though {cues} cues are placed: nothing of them is heard, and it is not ok" if cues else
               "as the picture has no cue, and nothing else belongs in it")
        found.append(Caution("silent_master", f"{name} is silent, {why}"))
    elif not is_met(target, measured, cues):
        found.append(Caution("master_off_target", f"{name} does not meet its target: {measured}"))
    before, after = (short_term(limited(contour, 1.0, curve, ()).tenths, TENTH_SAMPLES, 48_000) for curve in (None, solved.curve))
    heard = before > -60.0
    if heard.sum() > 3 and np.ptp(before[heard]) > 0.1:
        kept = float(spearmanr(before[heard], after[heard]).statistic)
        if kept < KEPT:
            found.append(Caution("contour_bent", f"{name}: the order of loud and soft moments is kept to {kept:.2f}"))
    return tuple(found)
