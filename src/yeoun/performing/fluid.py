"""FluidSynth by its C interface: one instance for one part, float output, no effects of its own.

The bank's samples rest compressed. An *anchor* instance opens the bank once without choosing presets and holds every
preset that was asked for on a channel of its own, so the decoded samples stay in FluidSynth's cache; the instance of
each part then opens in about 40 ms and finds its preset in 1 to 50 ms. Measured: 18 presets 6.7 s and 0.44 GB this
way; decoding the whole bank 7.1 s and 0.51 GB of which most is never played; the usual ten presets 3 to 4 s.

Conventions: an event takes effect at the next multiple of `BLOCK` samples after what was rendered so far.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_double, c_float, c_int, c_void_p
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeoun.errors import MachineLacks

BLOCK = 64  # samples: FluidSynth's grid for events
RATE = 48_000
VOICES = 512
CHANNELS = 64  # channel 0 plays plain notes, the others notes with a pitch curve of their own
BEND_CENTS = 1200.0  # wheel range of every channel, either way
NEWEST_API = 7  # FLUID_INTERP_HIGHEST: 7th order
LIBRARIES = ("libfluidsynth.so.3", "libfluidsynth.so.2", "libfluidsynth.3.dylib", "libfluidsynth-3.dll")
FOLDERS = (
    "/usr/share/sounds/sf3",
    "/usr/share/sounds/sf2",
    "/usr/share/soundfonts",
    "/usr/local/share/soundfonts",
    "/opt/homebrew/share/soundfonts",
)
BANKS = (
    "MuseScore_General_Full.sf3",
    "MuseScore_General.sf3",
    "MuseScore_General_Full.sf2",
    "MuseScore_General.sf2",
    "MuseScore_General_Lite.sf3",
)
GEN_VOLUME_ATTACK, GEN_VOLUME_RELEASE, GEN_ATTENUATION, GEN_TUNE = 34, 38, 48, 52  # SoundFont 2.04, 8.1.2

_CALLS: tuple[tuple[str, object, tuple[object, ...]], ...] = (
    ("new_fluid_settings", c_void_p, ()),
    ("delete_fluid_settings", None, (c_void_p,)),
    ("fluid_settings_setint", c_int, (c_void_p, c_char_p, c_int)),
    ("fluid_settings_setnum", c_int, (c_void_p, c_char_p, c_double)),
    ("new_fluid_synth", c_void_p, (c_void_p,)),
    ("delete_fluid_synth", None, (c_void_p,)),
    ("fluid_synth_sfload", c_int, (c_void_p, c_char_p, c_int)),
    ("fluid_synth_program_select", c_int, (c_void_p, c_int, c_int, c_int, c_int)),
    ("fluid_synth_set_channel_type", c_int, (c_void_p, c_int, c_int)),
    ("fluid_synth_set_interp_method", c_int, (c_void_p, c_int, c_int)),
    ("fluid_synth_noteon", c_int, (c_void_p, c_int, c_int, c_int)),
    ("fluid_synth_noteoff", c_int, (c_void_p, c_int, c_int)),
    ("fluid_synth_cc", c_int, (c_void_p, c_int, c_int, c_int)),
    ("fluid_synth_pitch_bend", c_int, (c_void_p, c_int, c_int)),
    ("fluid_synth_pitch_wheel_sens", c_int, (c_void_p, c_int, c_int)),
    ("fluid_synth_set_gen", c_int, (c_void_p, c_int, c_int, c_float)),
    ("fluid_synth_activate_key_tuning", c_int, (c_void_p, c_int, c_int, c_char_p, c_void_p, c_int)),
    ("fluid_synth_activate_tuning", c_int, (c_void_p, c_int, c_int, c_int, c_int)),
    ("fluid_synth_get_active_voice_count", c_int, (c_void_p,)),
    ("fluid_synth_write_float", c_int, (c_void_p, c_int, c_void_p, c_int, c_int, c_void_p, c_int, c_int)),
    ("fluid_set_log_function", c_void_p, (c_int, c_void_p, c_void_p)),
)


@cache
def library() -> ctypes.CDLL:
    """FluidSynth with every argument typed: untyped pointers would be cut to 32 bits.

    Refuses  MachineLacks, when it is not installed
    """
    for name in LIBRARIES:
        try:
            lib = ctypes.CDLL(name)
        except OSError:
            continue
        for call, result, arguments in _CALLS:
            function = getattr(lib, call)
            function.restype, function.argtypes = result, list(arguments)
        for level in range(5):  # its log would go to stderr; every return code is checked here instead
            lib.fluid_set_log_function(level, None, None)
        return lib
    raise MachineLacks(
        what="FluidSynth (libfluidsynth)",
        needed_for="every sampled instrument",
        now="Install it, on Debian: apt install libfluidsynth3",
    )


@cache
def bank_file() -> Path:
    """The bank of samples on this machine.

    Refuses  MachineLacks, when none of the known banks is in the usual folders
    """
    for name in BANKS:
        for folder in FOLDERS:
            if (Path(folder) / name).is_file():
                return Path(folder) / name
    raise MachineLacks(
        what="the sound bank MuseScore_General",
        needed_for="every sampled instrument",
        now="Install it, on Debian: apt install musescore-general-soundfont",
    )


class Player:
    """One FluidSynth instance. It knows nothing of other parts; two with the same events give the same bits."""

    def __init__(self, bank: Path, channels: int = CHANNELS) -> None:
        lib = library()
        self._lib, self._settings = lib, lib.new_fluid_settings()
        whole = (
            ("synth.reverb.active", 0),
            ("synth.chorus.active", 0),
            ("synth.polyphony", VOICES),
            ("synth.cpu-cores", 1),
            ("synth.midi-channels", channels),
            ("synth.dynamic-sample-loading", 1),
        )
        for setting, value in whole:
            lib.fluid_settings_setint(self._settings, setting.encode(), value)
        lib.fluid_settings_setnum(self._settings, b"synth.sample-rate", float(RATE))
        lib.fluid_settings_setnum(self._settings, b"synth.gain", 0.5)
        self._synth = lib.new_fluid_synth(self._settings)
        self._font = lib.fluid_synth_sfload(self._synth, str(bank).encode(), 0)  # 0: choose no preset yet
        if self._font < 0:
            self.close()
            raise MachineLacks(
                what=f"a readable sound bank ({bank.name})",
                needed_for="every sampled instrument",
                now="Install it again, on Debian: apt install --reinstall musescore-general-soundfont",
            )
        lib.fluid_synth_set_interp_method(self._synth, -1, NEWEST_API)

    def close(self) -> None:
        """Let the instance go."""
        self._lib.delete_fluid_synth(self._synth)
        self._lib.delete_fluid_settings(self._settings)

    def choose(self, channel: int, bank: int, program: int) -> None:
        """Put a preset on a channel, whatever the bank-select mode; a missing preset would play piano or nothing."""
        self._lib.fluid_synth_set_channel_type(self._synth, channel, int(bank == 128))
        if self._lib.fluid_synth_program_select(self._synth, channel, self._font, bank, program) != 0:
            raise MachineLacks(
                what=f"preset {bank}:{program} of the sound bank",
                needed_for="an instrument of the cue",
                now="Install the full bank, on Debian: apt install musescore-general-soundfont",
            )
        self._lib.fluid_synth_pitch_wheel_sens(self._synth, channel, int(BEND_CENTS / 100))

    def tune(self, channel: int, cents: NDArray[np.float64]) -> None:
        """Give each of the 128 keys of a channel its own pitch, in absolute cents (key 69 = 6900)."""
        keys = np.ascontiguousarray(cents, dtype=np.float64)
        self._lib.fluid_synth_activate_key_tuning(self._synth, 0, channel, b"", keys.ctypes.data, 0)
        self._lib.fluid_synth_activate_tuning(self._synth, channel, 0, channel, 0)

    def shift(self, channel: int, generator: int, by: float) -> None:
        """Add to a SoundFont generator of a channel (centibels, timecents, cents)."""
        self._lib.fluid_synth_set_gen(self._synth, channel, generator, float(by))

    def on(self, channel: int, key: int, velocity: int) -> None:
        """Strike a key, velocity 1..127."""
        self._lib.fluid_synth_noteon(self._synth, channel, key, velocity)

    def off(self, channel: int, key: int) -> None:
        """Let a key go."""
        self._lib.fluid_synth_noteoff(self._synth, channel, key)

    def control(self, channel: int, controller: int, value: int) -> None:
        """Send a controller, 0..127."""
        self._lib.fluid_synth_cc(self._synth, channel, controller, value)

    def bend(self, channel: int, cents: float) -> None:
        """Bend a channel by cents, at most `BEND_CENTS` either way."""
        wheel = 8192 + round(cents / BEND_CENTS * 8192)
        self._lib.fluid_synth_pitch_bend(self._synth, channel, min(16383, max(0, wheel)))

    def render(self, frames: int) -> NDArray[np.float32]:
        """The next so many frames, stereo. Refuses to steal voices: that would be silent and depend on the rest."""
        if self._lib.fluid_synth_get_active_voice_count(self._synth) >= VOICES:
            raise ValueError(f"more than {VOICES} voices at once: the part is too dense to be played by one instance")
        out = np.zeros((frames, 2), dtype=np.float32)
        at = out.ctypes.data
        if self._lib.fluid_synth_write_float(self._synth, frames, at, 0, 2, at, 1, 2) != 0:
            raise ValueError("FluidSynth could not render")
        return out


_ANCHORING = threading.Lock()


@cache
def _anchor() -> tuple[Player, list[tuple[int, int]]]:
    return Player(bank_file(), channels=256), []


@contextmanager
def playing(channels: int = CHANNELS) -> Iterator[Player]:
    """A fresh instance over the bank, closed at the end."""
    with _ANCHORING:    # the first instance fills tables that all share, and says so before it has: nobody else may begin meanwhile
        _anchor()
    player = Player(bank_file(), channels)
    try:
        yield player
    finally:
        player.close()


def hold(bank: int, program: int) -> None:
    """Keep a preset's samples decoded for the life of the process (read-only: nothing is ever played on the anchor)."""
    with _ANCHORING:
        player, held = _anchor()
        if (bank, program) not in held and len(held) < 256:
            player.choose(len(held), bank, program)
            held.append((bank, program))


def let_go() -> None:
    """Let the decoded samples go; whoever plays next decodes its presets again."""
    with _ANCHORING:
        if _anchor.cache_info().currsize:
            _anchor()[0].close()
            _anchor.cache_clear()
