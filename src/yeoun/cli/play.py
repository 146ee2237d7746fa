"""`yeoun play`: hear an instrument alone."""

import difflib
import io
import tempfile
from itertools import groupby
from pathlib import Path

import numpy as np
import soundfile
from rich.console import Console
from rich.table import Table
from rich.text import Text

from yeoun.errors import InputRefused, NoSuch, OutputRefused
from yeoun.instruments.load import every_instrument
from yeoun.model.mixed import HEADROOM_DB
from yeoun.model.scored import Instrument, Modelled
from yeoun.performing.curve import ORNAMENTS
from yeoun.performing.solo import play_alone
from yeoun.pipeline.arriving import refusing, written
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.level import to_db, to_gain
from yeoun.units.names import Digest
from yeoun.units.pitch import key_named, name_of

UNBENDING = {"piano", "percussion"}    # families whose tones nobody bends


def show_instruments() -> int:
    """Every instrument with its names and ranges, family by family."""
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "English", "한국어", "range", "best"):
        table.add_column(heading, overflow="fold")
    players = sorted(every_instrument(), key=lambda player: (player.family, player.low, player.name))
    for family, members in groupby(players, key=lambda player: player.family):
        table.add_row(Text(family, style="bold"))
        for each in members:
            table.add_row("  " + each.name, each.english, each.hangul, *ranges_of(each))
    console = Console()
    console.print(table, highlight=False, markup=False)
    console.print("Models of ours: " + ", ".join(each.name for each in players if isinstance(each.sound, Modelled))
                  + "; the others are sampled.", highlight=False, markup=False)
    console.print("Hear one: yeoun play NAME, or yeoun play NAME C4 Eb4. Without notes, its whole range.", highlight=False)
    return 0


def ranges_of(player: Instrument) -> tuple[str, str]:
    """From which note to which an instrument plays at all, and where it sounds best."""
    return (f"{name_of(player.low)}..{name_of(player.high)}", f"{name_of(player.best_low)}..{name_of(player.best_high)}")


def _known(name: str) -> Instrument:
    """The instrument of a name, in either language; else the nearest names are told."""
    called = {spelt.casefold(): each for each in every_instrument() for spelt in (each.english, each.hangul, each.name)}
    found = called.get(name.strip().casefold().replace(" ", "_"), called.get(name.strip().casefold()))
    if found is not None:
        return found
    close = difflib.get_close_matches(name.casefold(), called, 6, 0.4)
    names = list(dict.fromkeys(called[each].name for each in close))[:3]
    raise NoSuch(kind="instrument", name=name,
                 nearest=", ".join(names) or "none; `yeoun play` alone lists all there are")


def _refuse_what_it_cannot(player: Instrument, ornament: str) -> None:
    if ornament and ornament not in ORNAMENTS:
        close = difflib.get_close_matches(ornament.casefold(), ORNAMENTS, 3, 0.4)
        raise NoSuch(kind="ornament", name=ornament, nearest=", ".join(close or ORNAMENTS))
    if ornament and player.family in UNBENDING:
        raise InputRefused(name=player.name, where="--ornament", why=f"{player.english} cannot bend a tone, as {ornament} asks",
                           now="Leave the ornament out, or choose strings, winds, a guitar or a Korean instrument")


def play_run(name: str, notes: tuple[str, ...], seconds: float, dynamic: float, ornament: str, out: Path | None) -> int:
    """Play notes, or the whole range, one after another into a WAV file."""
    instrument = _known(name)
    _refuse_what_it_cannot(instrument, ornament)
    out = out or Path(f"{instrument.name}.wav")
    try:
        keys: tuple[int, ...] = tuple(key_named(each) for each in notes)
    except ValueError as why:
        raise InputRefused(name=" ".join(notes), where="notes", why=str(why), now="Write notes as C4 or Eb3") from why
    keys = keys or tuple(range(instrument.low, instrument.high + 1))
    outside = [name_of(key) for key in keys if not instrument.low <= key <= instrument.high]
    if outside:
        raise InputRefused(name=name, where="range", why=f"{', '.join(outside)} cannot be played on it",
                           now=f"Stay between {name_of(instrument.low)} and {name_of(instrument.high)}")
    if not 0.0 < dynamic <= 1.0 or not 0.05 <= seconds <= 60.0:
        raise InputRefused(name=name, where="--dynamic, --seconds", why="a dynamic lies in 0..1, a length in 0.05..60 s",
                           now="Choose others")
    with refusing(tempfile.gettempdir(), "Make room, or set TMPDIR to another folder"), \
            tempfile.TemporaryDirectory(prefix="yeoun-play-") as folder:
        shelf = BoundShelf(Store(folder), Digest("play"), {})
        stem = play_alone(shelf, instrument, keys, seconds, dynamic, ornament)
        sound = shelf.read(stem.sound)
        peak = float(np.abs(sound).max(initial=0.0))
        sound = sound * (min(to_gain(2 * HEADROOM_DB), 0.98 / peak) if peak > 0 else 1.0)    # a soloist, near
    contents = io.BytesIO()
    try:
        soundfile.write(contents, sound, stem.sound.rate, subtype="PCM_24", format=out.suffix.removeprefix(".") or "WAV")
    except (ValueError, TypeError, soundfile.LibsndfileError) as why:
        raise OutputRefused(place=str(out), why=str(why), now="Choose a name that ends in .wav with --out") from why
    with refusing(out, "Choose another file with --out"):
        written(out, contents.getvalue())
    Console().print(f"{out}: {instrument.english} ({instrument.hangul}), {len(keys)} note{'s' * (len(keys) > 1)}, "
                    f"{len(sound) / stem.sound.rate:.1f} s, peak {to_db(float(np.abs(sound).max(initial=0.0))):.1f} dBFS",
                    highlight=False, markup=False)
    return 0
