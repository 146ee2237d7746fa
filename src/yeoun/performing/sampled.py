"""Parts played from the bank of samples.

Every note is sent early by the measured attack of its key, so that half its level falls on the score's onset: what is
heard, not what is sent, is on time. Events lie on FluidSynth's grid of 64 samples: at most 0.67 ms off,
the same for all parts. The level curve is laid over the finished sound as a gain (perform.py): the presets answer
CC 11 by loudness alone, and a gain has no steps.

Conventions: the instance starts `LEAD` samples before the cue, so that a slow attack can begin before it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.scored import Part, Sampled, ScoreNote
from yeoun.performing.bank import attack_alone_s, attack_s, preset, tuning
from yeoun.performing.curve import carries_hit, cents_of
from yeoun.performing.fluid import BEND_CENTS, BLOCK, CHANNELS, GEN_ATTENUATION, RATE, Player, hold, playing
from yeoun.performing.layers import NOISES, luck_of, noise
from yeoun.units.level import to_gain

REFERENCE_DB = -40.0  # our choice: RMS of a note of force 0.5 at full level, in the stem
LEAD = 24_000  # samples: a multiple of BLOCK
LONGEST_ATTACK_S = 0.45
LOUD_FROM = 80  # velocity: from here on a plain note is tuned as the loud layer (between the two measured)
LEGATO_S = 0.03  # how far a legato note reaches into the next
RING_S = 2.0  # a channel is free for another curve this long after its note
PIZZICATO, TREMOLO = 45, 44
UNDER: dict[tuple[int, int], tuple[int, int, float]] = {  # a weak solo preset stands on its section (our choice)
    (0, 42): (40, 49, -12.0),
    (0, 40): (20, 49, -12.0),
    (0, 52): (0, 49, -10.0),
}
GUITARS = {(0, 24), (0, 25)}

Event = tuple[int, int, int, int, float]  # sample (from LEAD before the cue), kind, channel, key or controller, value
OFF, BEND, PEDAL, ON = range(4)  # at one moment in this order


@dataclass(frozen=True, slots=True)
class Desk:
    """One preset of the part with its channels: soft plain notes, loud plain notes, then notes with a curve."""

    bank: int
    program: int
    gain_db: float
    first: int
    count: int


def velocity_of(force: float) -> int:
    """Force as a velocity: 0.5 (mf) is 70, full force 127.

    >>> velocity_of(0.5), velocity_of(1.0)
    (70, 127)
    """
    return min(127, max(1, round(127 * (0.1 + 0.9 * force))))


def _desks(sound: Sampled, part: Part) -> list[Desk]:
    wanted = [(sound.bank, sound.program, 0.0)]
    kinds = {note.articulation for note in part.notes}
    if part.instrument.family == "strings":
        wanted += [
            (0, program, 0.0) for name, program in (("pizzicato", PIZZICATO), ("tremolo", TREMOLO)) if name in kinds
        ]
    if (sound.bank, sound.program) in UNDER:
        wanted.append(UNDER[sound.bank, sound.program])
    share = CHANNELS // len(wanted)
    return [
        Desk(bank, program, sound.level_db + under, i * share, share) for i, (bank, program, under) in enumerate(wanted)
    ]


def _desks_of(note: ScoreNote, desks: list[Desk], sound: Sampled) -> list[Desk]:
    special = {"pizzicato": PIZZICATO, "tremolo": TREMOLO}.get(note.articulation)
    chosen = [desk for desk in desks if desk.bank == 0 and desk.program == special]
    return chosen or [d for d in desks if d.program not in (PIZZICATO, TREMOLO) or d.program == sound.program]


def _when(part: Part, note: ScoreNote, desk: Desk, velocity: int) -> float:
    """When to send a note, in seconds: early by its attack, a little human unless it carries a hit."""
    attack = attack_alone_s if carries_hit(note) else attack_s
    at = note.onset_s - min(LONGEST_ATTACK_S, attack(desk.bank, desk.program, note.key, velocity))
    if note.articulation == "strum" and "hit" not in note.why:
        at += 0.012 * sum(1 for other in part.notes if other.at_beat == note.at_beat and other.key < note.key)
    if "hit" not in note.why:
        loose = 0.004 if (desk.bank, desk.program) in GUITARS else 0.003
        at += float(np.clip(luck_of(part, note, "onset").normal(0.0, loose), -0.008, 0.008))
    return at


def _grid(at_s: float) -> int:
    return max(0, (round(at_s * RATE / BLOCK) * BLOCK) + LEAD)


def _until(part: Part, note: ScoreNote) -> float:
    length = float(note.length_s)
    if note.articulation in ("staccato", "pizzicato"):
        length = min(length * 0.5, 0.25)
    elif note.articulation == "legato":
        length = length + LEGATO_S
    return min(note.onset_s + length, part.sounds_until_s)


def _curve(note: ScoreNote, part: Part, channel: int, start: int) -> list[Event]:
    """The note's pitch curve as bends, one every four blocks (5.3 ms)."""
    curve = cents_of(note, part.instrument, every_s=4 * BLOCK / RATE)
    if curve is None:
        return []
    points = np.clip(np.round(curve, 1), -BEND_CENTS, BEND_CENTS)
    onset = _grid(note.onset_s)
    events: list[Event] = [(start, BEND, channel, 0, float(points[0]))]
    changes = np.flatnonzero(np.diff(points)) + 1
    return events + [(onset + 4 * BLOCK * int(i), BEND, channel, 0, float(points[i])) for i in changes]


def _events_of(part: Part, sound: Sampled, desks: list[Desk]) -> list[Event]:
    events: list[Event] = []
    free = {desk.first + i: -1.0 for desk in desks for i in range(2, desk.count)}
    struck: dict[tuple[int, int], int] = {}  # (channel, key): where in `events` its release stands
    for note in sorted(part.notes, key=lambda n: (n.onset_s, n.key)):
        human = (
            0.0 if carries_hit(note) else float(np.clip(luck_of(part, note, "force").normal(0.0, 0.02), -0.05, 0.05))
        )
        velocity = velocity_of(note.force + human + (0.1 if note.articulation == "accent" else 0.0))
        for desk in _desks_of(note, desks, sound):
            start, stop = _grid(_when(part, note, desk, velocity)), _grid(_until(part, note))
            channel = desk.first + (velocity >= LOUD_FROM)
            if note.cents or note.ornament:
                own = [
                    c for c, until in free.items() if desk.first < c < desk.first + desk.count and until <= note.onset_s
                ]
                if not own:
                    raise ValueError(
                        f"{part.name}: more than {desk.count - 2} bent notes at once at {note.onset_s:.2f} s"
                    )
                channel = own[0]
                free[channel] = _until(part, note) + RING_S
                events += _curve(note, part, channel, start)
            before = struck.get((channel, note.key))
            if before is not None and events[before][0] >= start:  # the same key again: let it go first
                events[before] = (start - BLOCK, *events[before][1:])
            events.append((start, ON, channel, note.key, velocity))
            struck[channel, note.key] = len(events)
            events.append((max(stop, start + BLOCK), OFF, channel, note.key, 0.0))
    for at, down in part.pedal:
        events += [(_grid(at), PEDAL, desk.first + i, 64, 127.0 * down) for desk in desks for i in (0, 1)]
    return sorted(events)


def _play(player: Player, events: list[Event], frames: int) -> NDArray[np.float64]:
    out = np.zeros((frames + LEAD, 2))
    done = 0
    for at, kind, channel, key, value in events:
        while done < min(at, len(out)):
            step = min(at - done, len(out) - done, 4096)  # short steps: the voice count is looked at in each
            out[done : done + step] = player.render(step)
            done += step
        if kind == ON:
            player.on(channel, key, int(value))
        elif kind == OFF:
            player.off(channel, key)
        elif kind == BEND:
            player.bend(channel, value)
        else:
            player.control(channel, key, int(value))
    while done < len(out):
        step = min(len(out) - done, 4096)
        out[done : done + step] = player.render(step)
        done += step
    return out


def _ready(player: Player, desk: Desk, used: set[int], softer_db: float) -> None:
    hold(desk.bank, desk.program)
    for channel in (c for c in sorted(used) if desk.first <= c < desk.first + desk.count):
        player.choose(channel, desk.bank, desk.program)
        player.shift(channel, GEN_ATTENUATION, 10.0 * softer_db)  # centibels; the bank cannot be made louder inside
        if desk.bank != 128:
            share = (0.0, 1.0)[channel - desk.first] if channel - desk.first < 2 else 0.5
            player.tune(channel, tuning(desk.bank, desk.program, share))


def play_sampled(part: Part, sound: Sampled, frames: int) -> NDArray[np.float64]:
    """The part as the bank plays it, [frames, 2], before its level curve and ending.

    part    notes with seconds, curves, pedal
    sound   which preset, and how much louder than the reference
    frames  length of the stem in samples at 48 kHz
    """
    desks = _desks(sound, part)
    events = _events_of(part, sound, desks)
    used = {channel for _, _, channel, _, _ in events}
    levels = [desk.gain_db + REFERENCE_DB - preset(desk.bank, desk.program).level_db for desk in desks]
    with playing() as player:
        for desk, level in zip(desks, levels, strict=True):
            _ready(player, desk, used, max(levels) - level)
        out = to_gain(max(levels)) * _play(player, events, frames)
    lead, out = out[:LEAD], out[LEAD:]
    if np.abs(lead[-BLOCK:]).max() > 1e-6:  # a slow attack began before the cue: enter softly, not with a click
        ramp = min(240, frames)
        out[:ramp] *= np.linspace(0.0, 1.0, ramp)[:, None]
    layer = NOISES.get((sound.bank, sound.program))
    if layer is not None:
        out += to_gain(sound.level_db) * noise(part, layer, frames)[:, None]
    return out
