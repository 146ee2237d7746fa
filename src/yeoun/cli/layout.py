"""Laying the finished files out in OUT: each whole or absent, the index last."""

import json
from pathlib import Path
from typing import Any

from yeoun.delivering.index import index_of
from yeoun.errors import OutputRefused
from yeoun.model.media import Material, Media
from yeoun.model.shelf import OutFile
from yeoun.pipeline.store import linked, sha256_of, synced
from yeoun.pipeline.workshop import Workshop


def lay_out(out: Path, material: Material, media: Media, workshop: Workshop, record: dict[str, Any]) -> None:
    """Put every delivered file in its place, forget files of an earlier run, and write score.json and run.json.

    out       the folder; made when it is not there
    workshop  knows what was delivered and where it lies
    record    what run.json says of this run
    """
    files: dict[str, OutFile] = {file.path: file for delivery in workshop.delivered for file in delivery.files}
    cautions = tuple(dict.fromkeys(each for delivery in workshop.delivered for each in delivery.cautions))
    index = index_of(material, media, tuple(files[path] for path in sorted(files)), cautions)
    try:
        before = _listed(out)
        (out / "score.json").unlink(missing_ok=True)    # until the new index stands, no index vouches for mixed files
        for path in sorted(files):
            _place(workshop.path(files[path]), out / path)
        for path in sorted(set(before) - set(files)):
            if _is_ours(out, path, *before[path]):
                _forget(out, path)
        _write(out / "run.json", json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
        _write(out / "score.json", index)
    except OSError as why:
        raise OutputRefused(place=str(out), why=why.strerror or str(why),
                            now="Make room or choose another folder with --out, then run again: what is made is kept in the "
                                "store") from why


def _listed(out: Path) -> dict[str, tuple[int, str]]:
    """The files an earlier run left, by its own index: path -> (bytes, sha256)."""
    try:
        files = json.loads((out / "score.json").read_text())["files"]
        return {str(each["path"]): (int(each["bytes"]), str(each["sha256"])) for each in files}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _is_ours(out: Path, path: str, size: int, digest: str) -> bool:
    """Whether a listed file is a plain file below OUT that still is what the index says; one that people changed is theirs."""
    file = out / path
    if Path(path).is_absolute() or file.is_symlink() or not file.resolve().is_relative_to(out.resolve()):
        return False
    return file.is_file() and file.stat().st_size == size and sha256_of(file) == digest


def _forget(out: Path, path: str) -> None:
    """Remove a file of an earlier run, and the folders that it alone had kept."""
    (out / path).unlink(missing_ok=True)
    for folder in (out / path).parents:
        if folder == out or any(folder.iterdir()):
            break
        folder.rmdir()


def _place(source: Path, target: Path) -> None:
    if target.exists() and target.samefile(source):
        return
    linked(source, target)


def _write(path: Path, contents: bytes) -> None:
    arriving = path.with_name(f".{path.name}.arriving")
    arriving.write_bytes(contents)
    synced(arriving)
    arriving.replace(path)
