"""The house: a team's taste, as a TOML file of the fields of `House`, each with a default (README, "A house: the team's taste").

name = "Night Window"
music_share = 0.45           # instead of 0.6
tempo_low = 50               # instead of 52

[palette]
daegeum = 0.9
horn = -1
"""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yeoun.errors import InputRefused, NoSuch
from yeoun.instruments.load import every_instrument
from yeoun.model.notes import House
from yeoun.reading.asked import nearest
from yeoun.reading.toml import parse_toml

_Share = Annotated[float, Field(ge=0.0, le=1.0)]
_Seconds = Annotated[float, Field(gt=0.0, le=600.0)]
_Bpm = Annotated[float, Field(ge=20.0, le=300.0)]
_Liking = Annotated[float, Field(ge=-1.0, le=1.0)]
_USUAL = House()
_Beats = Annotated[float, Field(ge=0.0, le=60.0)]
_Tau = Annotated[float, Field(gt=0.0, le=120.0)]


class _Heart(BaseModel):
    """How hearts beat, instead of `feeling/heart.toml`; what is left out is as there."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    rest_bpm: Annotated[float, Field(ge=40.0, le=120.0)] | None = None
    most_bpm: Annotated[float, Field(ge=80.0, le=220.0)] | None = None
    per_arousal: Annotated[float, Field(ge=0.0, le=200.0)] | None = None
    from_arousal: _Share | None = None
    freeze_bpm: _Beats | None = None
    freeze_s: _Tau | None = None
    freeze_tau_s: _Tau | None = None
    rise_tau_s: _Tau | None = None
    fall_tau_s: _Tau | None = None
    breath_bpm: Annotated[float, Field(ge=0.0, le=20.0)] | None = None
    breath_hz: Annotated[float, Field(ge=0.05, le=1.0)] | None = None
    walking: _Beats | None = None
    running: _Beats | None = None


class _House(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    name: str = Field(default=_USUAL.name, min_length=1)
    music_share: _Share = _USUAL.music_share
    shortest_cue_s: _Seconds = _USUAL.shortest_cue_s
    shortest_silence_s: _Seconds = _USUAL.shortest_silence_s
    hits_a_every_s: _Seconds = _USUAL.hits_a_every_s
    hits_b_every_s: _Seconds = _USUAL.hits_b_every_s
    hits_c_every_s: _Seconds = _USUAL.hits_c_every_s
    tempo_low: _Bpm = _USUAL.tempo_low
    tempo_high: _Bpm = _USUAL.tempo_high
    most_themes: Annotated[int, Field(ge=0, le=24)] = _USUAL.most_themes
    accessible_db: Annotated[float, Field(ge=0.0, le=24.0)] = _USUAL.accessible_db
    palette: dict[str, _Liking] = {}
    warmth: dict[str, _Liking] = {}
    gugak: _Share = _USUAL.gugak
    heart: _Heart = _Heart()


def parse_house(text: str, name: str) -> House:
    """The taste of a team.

    text     the TOML
    name     the file, for refusals
    Refuses  InputRefused: broken TOML, a setting out of its range; NoSuch: an unknown setting or player, with the nearest

    >>> parse_house("gugak = 0.8", "house.toml").gugak
    0.8
    """
    try:
        raw = _House.model_validate(parse_toml(text, name))
    except ValidationError as trouble:
        first = trouble.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = list(_Heart.model_fields if first["loc"][0] == "heart" else _House.model_fields)
            raise NoSuch(kind="house setting", name=f"{key} ({name}, {_line_of(text, key, says_key=False)})",
                         nearest=nearest(str(first["loc"][-1]), known)) from trouble
        raise InputRefused(
            name=name, where=_line_of(text, key), why=first["msg"][:1].lower() + first["msg"][1:], now="Correct it"
        ) from trouble
    if raw.tempo_low >= raw.tempo_high:
        raise InputRefused(
            name=name,
            where=_line_of(text, "tempo_low"),
            why=f"the slowest tempo {raw.tempo_low:g} is not below the fastest {raw.tempo_high:g}",
            now="Correct one of them",
        )
    if raw.heart.rest_bpm is not None and raw.heart.most_bpm is not None and raw.heart.rest_bpm >= raw.heart.most_bpm:
        raise InputRefused(name=name, where=_line_of(text, "heart.rest_bpm"), now="Correct one of them",
                           why=f"a heart at rest ({raw.heart.rest_bpm:g}) is not below the fastest ({raw.heart.most_bpm:g})")
    players = [each.name for each in every_instrument()]
    for player in (*raw.palette, *raw.warmth):
        if player not in players:
            raise NoSuch(kind="instrument", name=f"{player} ({name}, {_line_of(text, player, says_key=False)})",
                         nearest=nearest(player, players))
    fields = raw.model_dump(exclude={"heart"})
    for table in ("palette", "warmth"):
        fields[table] = tuple(sorted(fields[table].items()))
    fields["heart"] = tuple(sorted(raw.heart.model_dump(exclude_none=True).items()))
    return House(**fields)


def _line_of(text: str, key: str, says_key: bool = True) -> str:
    """A setting with its line, or its line alone.

    >>> _line_of("name = 'a'\\ngugak = 2", "gugak")
    'line 2, gugak'
    """
    last = key.rsplit(".", 1)[-1]
    lines = (number for number, line in enumerate(text.split("\n"), start=1) if re.match(rf"\s*[\w.\"'-]*{re.escape(last)}", line))
    number = next(lines, None)
    return key if number is None else f"line {number}" + (f", {key}" if says_key else "")
