"""Instruments, notes and parts made by hand, for the tests of performing."""

from collections.abc import Sequence
from fractions import Fraction

from yeoun.model.scored import Instrument, Modelled, Part, Sampled, ScoreNote, VoiceSource
from yeoun.model.spotted import Ending
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey
from yeoun.units.time import Seconds


def instrument(sound: VoiceSource, family: str = "strings", attack_s: float = 0.01, gugak: bool = False) -> Instrument:
    return Instrument(
        name="hand_made",
        english="Hand-made",
        hangul="손",
        family=family,
        group="SOLO",
        roles=("melody",),
        low=21,
        high=108,
        best_low=40,
        best_high=90,
        polyphony=12,
        colour=(),
        warmth=0.0,
        brightness=0.5,
        intimacy=0.5,
        arousal=(0.0, 1.0),
        valence=(-1.0, 1.0),
        attack_s=attack_s,
        release_s=0.5,
        sustains=family not in ("piano", "plucked"),
        breath_s=0.0,
        techniques=(),
        clef="treble",
        transposition=0,
        place=(0.2, 0.5, 0.1),
        width=0.3,
        sound=sound,
        is_gugak=gugak,
        licence="CC0-1.0",
        credit="the test",
        source="by hand",
    )


def sampled(bank: int, program: int, family: str = "strings", attack_s: float = 0.01) -> Instrument:
    return instrument(Sampled(bank, program, 0.0), family, attack_s)


def modelled(engine: str, family: str = "gugak", **settings: float) -> Instrument:
    return instrument(Modelled(engine, 0.0, tuple(sorted(settings.items()))), family, gugak=family == "gugak")


def note(
    onset: float,
    length: float,
    key: int,
    force: float = 0.5,
    *,
    articulation: str = "plain",
    ornament: str = "",
    cents: tuple[tuple[float, float], ...] = (),
    why: str = "the tune",
) -> ScoreNote:
    beat = Fraction(round(onset * 1000), 500)
    return ScoreNote(
        beat,
        Fraction(round(length * 1000), 500),
        Seconds(onset),
        Seconds(length),
        key,
        force,
        articulation,
        ornament,
        cents,
        why,
    )


def part(
    player: Instrument,
    notes: Sequence[ScoreNote],
    length: float,
    *,
    ending: Ending = Ending.RING,
    until: float | None = None,
    level: tuple[tuple[float, float], ...] = (),
    pedal: tuple[tuple[float, bool], ...] = (),
    name: str = "part",
) -> Part:
    return Part(
        cue=CueKey("hand"),
        id=CueId("1m01"),
        take=Take(1),
        number=1,
        name=name,
        instrument=player,
        role="melody",
        speaks_for=None,
        inner=False,
        why="a test",
        notes=tuple(notes),
        level=level,
        pedal=pedal,
        length_s=Seconds(length),
        sounds_until_s=Seconds(length if until is None else until),
        ending=ending,
        place=player.place,
        path=(),
        send_db=-12.0,
        duck_db=4.0,
    )
