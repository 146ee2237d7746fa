"""The files of a version. A request names a version and a number; the path comes from the database, and from nowhere else."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse
from sqlalchemy import Connection

from yeoun.errors import NotThere
from yeoun.server.asking import AskerOf, StudioOf
from yeoun.server.shapes import FileOut, Id
from yeoun.studio.people import refuse_in_episode
from yeoun.studio.permissions import Action
from yeoun.studio.versions import File, Version, files_of, version

router = APIRouter(tags=["media"])
PLAYED = ("picture/", "mix/", "cues/", "emotion/")    # what a page shows and plays; the rest is downloaded
KINDS = {"wav": "audio/wav", "mp4": "video/mp4", "mkv": "video/x-matroska", "pdf": "application/pdf", "png": "image/png",
         "mid": "audio/midi", "csv": "text/csv; charset=utf-8", "json": "application/json"}    # all others: bytes


def _may_play(path: str) -> bool:
    return path.startswith(PLAYED)


@router.get("/api/versions/{version_id}/files")
def list_files(version_id: Id, who: AskerOf, studio: StudioOf) -> list[FileOut]:
    """The files of a version."""
    def ask(connection: Connection) -> list[FileOut]:
        refuse_in_episode(connection, who.person, Action.SEE, version(connection, version_id).episode, studio.clock_ms())
        return [FileOut(number=each.number, path=each.path, sha256=each.sha256, bytes=each.bytes, may_play=_may_play(each.path))
                for each in files_of(connection, version_id)]

    return studio.read(ask)


@router.get("/api/versions/{version_id}/files/{number}", response_class=FileResponse, response_model=None, responses={
    200: {"content": {"application/octet-stream": {}}, "description": "the file"},
    206: {"content": {"application/octet-stream": {}}, "description": "the part that `Range` asked for"}})
def send_file(version_id: Id, number: Annotated[int, Path(ge=0, le=100_000)], who: AskerOf, studio: StudioOf,
              download: Annotated[bool, Query()] = False) -> FileResponse:
    """A file of a version, or the part of it that `Range` asks for."""
    def ask(connection: Connection) -> tuple[Version, File]:
        of = version(connection, version_id)
        refuse_in_episode(connection, who.person, Action.SEE, of.episode, studio.clock_ms())
        found = [each for each in files_of(connection, version_id) if each.number == number]
        if not found:
            raise NotThere(kind="file of this version", name=str(number))
        if download or not _may_play(found[0].path):
            refuse_in_episode(connection, who.person, Action.DOWNLOAD, of.episode, studio.clock_ms())
        return of, found[0]

    of, file = studio.read(ask)
    ending = file.path.rpartition(".")[2]
    answer = FileResponse(
        studio.place_of_file(of, file), media_type=KINDS.get(ending, "application/octet-stream"), filename=file.path.rpartition("/")[2],
        content_disposition_type="attachment" if download or ending not in KINDS else "inline",
        headers={"Cache-Control": "private, max-age=31536000, immutable", "Content-Security-Policy": "sandbox; default-src 'none'"})
    answer.headers["ETag"] = f'"{file.sha256}"'
    return answer
