"""Laying the finished files out in OUT: each whole or absent, the index last."""

import json
from pathlib import Path
from typing import Any

from yeoun.delivering.index import index_of
from yeoun.errors import OutputRefused
from yeoun.model.media import Material, Media
from yeoun.model.shelf import OutFile
from yeoun.pipeline.store import linked, synced
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
        for path in sorted(files):
            _place(workshop.path(files[path]), out / path)
        for path in sorted(before - set(files)):
            (out / path).unlink(missing_ok=True)
        for folder in sorted((each for each in out.rglob("*") if each.is_dir()), reverse=True):
            if not any(folder.iterdir()):
                folder.rmdir()
        _write(out / "run.json", json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
        _write(out / "score.json", index)
    except OSError as why:
        raise OutputRefused(place=str(out), why=why.strerror or str(why),
                            now="Make room or choose another folder with --out, then run again: nothing is lost") from why


def _listed(out: Path) -> set[str]:
    """The files an earlier run left, by its own index; other people's files are never touched."""
    try:
        files = json.loads((out / "score.json").read_text())["files"]
        return {each["path"] for each in files if ".." not in Path(each["path"]).parts}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _place(source: Path, target: Path) -> None:
    if target.exists() and target.samefile(source):
        return
    linked(source, target)


def _write(path: Path, contents: bytes) -> None:
    arriving = path.with_name(f".{path.name}.arriving")
    arriving.write_bytes(contents)
    synced(arriving)
    arriving.replace(path)
