"""FluidSynth by its C interface: one instance for one part, float output, no effects of its own.

The bank's samples rest compressed: presets are played from files in which they are unpacked (unpacked.py). An *anchor*
instance holds every preset that was asked for on a channel of its own, so that its samples stay in FluidSynth's cache; the
instance of each part then opens in about 4 ms. Out of the bank itself, where nothing can be kept, it opens in 20 ms, and
the usual ten presets take 3 to 4 s of decoding behind one lock.

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
import soundfile
from numpy.typing import NDArray

from yeoun.errors import MachineLacks
from yeoun.performing.soundfont import Preset
from yeoun.performing.unpacked import file_of, keep_all

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
    ("fluid_version_str", c_char_p, ()),
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
    ("fluid_version_str", c_char_p, ()),
    ("fluid_set_log_function", c_void_p, (c_int, c_void_p, c_void_p)),
)


@cache
def library() -> ctypes.CDLL:
    """FluidSynth with every argument typed: untyped pointers would be cut to 32 bits.

    Refuses  MachineLacks, when it is not installed
    """
    assert soundfile.__libsndfile_version__    # loaded first: FluidSynth decodes with the libsndfile it finds, and two give two sounds
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


def version() -> str:
    """The version of FluidSynth on this machine, such as 2.3.1.

    Refuses  MachineLacks, when it is not installed
    """
    found: bytes = library().fluid_version_str()
    return found.decode("ascii", "replace")


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


_LOADING = threading.Lock()


class Player:
    """One FluidSynth instance. It knows nothing of other parts; two with the same events give the same bits."""

    def __init__(self, channels: int = CHANNELS) -> None:
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
        self._fonts: dict[Path, int] = {}
        lib.fluid_synth_set_interp_method(self._synth, -1, NEWEST_API)

    def close(self) -> None:
        """Let the instance go."""
        with _LOADING:
            self._lib.delete_fluid_synth(self._synth)
            self._lib.delete_fluid_settings(self._settings)

    def choose(self, channel: int, bank: int, program: int, file: Path | None = None) -> None:
        """Put a preset on a channel, whatever the bank-select mode; a missing preset would play piano or nothing.

        file  what to play it from, when that is not left to `unpacked`
        """
        file = file or preset_file(bank, program)
        with _LOADING:    # instances of several threads share the cache of samples, and two that load at once can end the process
            self._lib.fluid_synth_set_channel_type(self._synth, channel, int(bank == 128))
            is_chosen = self._lib.fluid_synth_program_select(self._synth, channel, self._font(file), bank, program) == 0
        if not is_chosen:
            raise MachineLacks(
                what=f"preset {bank}:{program} of the sound bank",
                needed_for="an instrument of the cue",
                now="Install the full bank, on Debian: apt install musescore-general-soundfont",
            )
        self._lib.fluid_synth_pitch_wheel_sens(self._synth, channel, int(BEND_CENTS / 100))

    def _font(self, file: Path) -> int:
        if file not in self._fonts:
            font = self._lib.fluid_synth_sfload(self._synth, str(file).encode(), 0)  # 0: choose no preset yet
            if font < 0 and file != bank_file():    # somebody has emptied the cache this moment
                return self._font(bank_file())
            if font < 0:
                raise MachineLacks(
                    what=f"a readable sound bank ({file.name})",
                    needed_for="every sampled instrument",
                    now="Install it again, on Debian: apt install --reinstall musescore-general-soundfont",
                )
            self._fonts[file] = font
        return self._fonts[file]

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
def _anchor() -> tuple[Player, list[Preset]]:
    return Player(channels=256), []


@contextmanager
def playing(channels: int = CHANNELS) -> Iterator[Player]:
    """A fresh instance, closed at the end."""
    with _ANCHORING:    # the first instance fills tables that all share, and says so before it has: nobody else may begin meanwhile
        _anchor()
    player = Player(channels)
    try:
        yield player
    finally:
        player.close()


def hold(bank: int, program: int) -> None:
    """Keep a preset's samples in memory for the life of the process (read-only: nothing is ever played on the anchor)."""
    file = preset_file(bank, program)    # what takes long stands outside the lock
    with _ANCHORING:
        player, held = _anchor()
        if (bank, program) not in held and len(held) < 256:
            player.choose(len(held), bank, program, file)
            held.append((bank, program))


def preset_file(bank: int, program: int) -> Path:
    """The file a preset is played from."""
    return file_of(bank_file(), (bank, program), _version(), _sound_alike)


def unpack_bank() -> bool:
    """Have every preset in use unpacked for later processes; False where that cannot be kept."""
    return keep_all(bank_file(), _version(), _sound_alike)


def _version() -> str:
    return str(library().fluid_version_str().decode())


def _sound_alike(one: Path, other: Path, preset: Preset) -> bool:
    """Whether a preset sounds, and the same from two files: an octave and a half of it, with its ends."""
    heard = []
    for file in (one, other):
        with playing(channels=16) as player:
            player.choose(0, *preset, file)
            for key in (60, 67, 79):
                player.on(0, key, 100)
                heard.append(player.render(RATE // 2))
                player.off(0, key)
            heard.append(player.render(3 * RATE))
    first, second = np.concatenate(heard[:4]), np.concatenate(heard[4:])
    return bool(first.any()) and bool(np.array_equal(first, second))


def let_go() -> bool:
    """Let the decoded samples go; whoever plays next decodes its presets again. Gives whether there were any."""
    with _ANCHORING:
        if not _anchor.cache_info().currsize:
            return False
        _anchor()[0].close()
        _anchor.cache_clear()
        return True
