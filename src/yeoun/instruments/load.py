"""Instruments are data: one TOML each beside this file, validated here and nowhere else.

Conventions: pitches are written as names (`Eb3`), levels in decibels, places in the room (x right, y front, z up).
`attack_s` is the time from onset to half level of a note at mf: for bank presets measured on the bank, for models their
own envelope. `level_db` is a musical trim (our choice): the player that performs has already made presets equally loud.
"""

import tomllib
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from yeoun.errors import NoSuch
from yeoun.model.scored import Instrument, Modelled, Sampled, VoiceSource
from yeoun.units.pitch import key_named

Group: TypeAlias = Literal["STR", "PNO", "GTR", "GUG", "SYN", "PRC", "SOLO", "VOX", "AMB", "RTN"]
Role: TypeAlias = Literal["melody", "counter", "bed", "pulse", "bass", "pad", "drone", "grace", "rhythm"]
Family: TypeAlias = Literal[
    "strings", "piano", "guitar", "winds", "brass", "plucked", "percussion", "synth", "voice", "gugak",
]
Colour: TypeAlias = Literal["golden", "silver", "dusk", "night", "neon", "dawn", "warm", "cold"]
Clef: TypeAlias = Literal["treble", "bass", "alto", "tenor", "percussion", "grand"]
Unit: TypeAlias = Annotated[float, Field(ge=0.0, le=1.0)]
Signed: TypeAlias = Annotated[float, Field(ge=-1.0, le=1.0)]
Word: TypeAlias = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sampled(_Strict):
    bank: Annotated[int, Field(ge=0, le=128)]
    program: Annotated[int, Field(ge=0, le=127)]
    level_db: Annotated[float, Field(ge=-24.0, le=24.0)]


class _Modelled(_Strict):
    engine: Word
    level_db: Annotated[float, Field(ge=-24.0, le=24.0)]
    settings: dict[str, float] = {}


class _File(_Strict):
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    english: Word
    hangul: Word
    family: Family
    group: Group
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    range: tuple[str, str]
    best: tuple[str, str]
    polyphony: Annotated[int, Field(ge=1)]
    colour: tuple[Colour, ...]
    warmth: Signed
    brightness: Unit
    intimacy: Unit
    arousal: tuple[Unit, Unit]
    valence: tuple[Signed, Signed]
    attack_s: Annotated[float, Field(ge=0.0, le=2.0)]
    release_s: Annotated[float, Field(ge=0.0, le=6.0)]
    sustains: bool
    breath_s: Annotated[float, Field(ge=0.0, le=30.0)]
    techniques: tuple[Word, ...]
    clef: Clef
    transposition: int
    place: tuple[Signed, Signed, Unit]
    width: Unit
    licence: Word
    credit: Word
    source: Word
    company: str = ""
    styles: tuple[Word, ...] = ()
    sound: _Sampled | _Modelled

    @model_validator(mode="after")
    def _ranges_nest(self) -> "_File":
        low, high = (key_named(name) for name in self.range)
        best_low, best_high = (key_named(name) for name in self.best)
        if not low <= best_low < best_high <= high:
            raise ValueError(f"{self.name}: best {self.best} must lie inside range {self.range}")
        if self.arousal[0] >= self.arousal[1] or self.valence[0] >= self.valence[1]:
            raise ValueError(f"{self.name}: arousal and valence are written low first")
        return self


def _source(sound: _Sampled | _Modelled) -> VoiceSource:
    if isinstance(sound, _Sampled):
        return Sampled(sound.bank, sound.program, sound.level_db)
    return Modelled(sound.engine, sound.level_db, tuple(sorted(sound.settings.items())))


def read_instrument(text: str) -> Instrument:
    """The instrument a TOML describes.

    text     the contents of one instruments/*.toml
    Refuses  ValueError, when a field is missing, unknown or out of its range: the file is ours, so is the mistake

    >>> read_instrument("name = 'kazoo'")
    Traceback (most recent call last):
        ...
    pydantic_core._pydantic_core.ValidationError: ...
    """
    file = _File.model_validate(tomllib.loads(text))
    plain = file.model_dump(exclude={"range", "best", "sound"})
    return Instrument(
        **plain,
        low=int(key_named(file.range[0])), high=int(key_named(file.range[1])),
        best_low=int(key_named(file.best[0])), best_high=int(key_named(file.best[1])),
        sound=_source(file.sound), is_gugak=file.family == "gugak",
    )


@cache
def every_instrument() -> tuple[Instrument, ...]:
    """Every instrument of the package, by name.

    >>> [player.hangul for player in every_instrument() if player.is_gugak]
    ['아쟁', '북', '대금', '단소', '가야금', '거문고', '해금', '장구', '징', '꽹과리', '피리', '소금']
    """
    files = sorted(resources.files("yeoun.instruments").iterdir(), key=lambda entry: entry.name)
    found = []
    for file in files:
        if not file.name.endswith(".toml"):
            continue
        player = read_instrument(file.read_text("utf-8"))
        if f"{player.name}.toml" != file.name:
            raise ValueError(f"{file.name} holds an instrument called {player.name}")
        found.append(player)
    return tuple(found)


def instrument(name: str) -> Instrument:
    """The instrument of that name.

    name     its ASCII id
    Refuses  NoSuch, with the nearest names

    >>> instrument("daegeum").best_low
    62
    >>> instrument("clarinett")
    Traceback (most recent call last):
        ...
    yeoun.errors.NoSuch: There is no instrument called clarinett. Nearest: clarinet.
    """
    for player in every_instrument():
        if player.name == name:
            return player
    names = [player.name for player in every_instrument()]
    nearest = get_close_matches(name, names, 3, 0.6) or names[:3]
    raise NoSuch(kind="instrument", name=name, nearest=", ".join(nearest))
