"""The pages: what `make web` built, held in memory. A name in an address is looked up there and never joined to a path."""

from collections.abc import Mapping
from importlib.resources import files

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

router = APIRouter(include_in_schema=False)
KINDS = {"html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
         "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"    # names of assets have a digest of their content in them


def _built() -> Mapping[str, bytes]:
    static = files("yeoun.server") / "static"
    found = {each.name: each.read_bytes() for each in static.iterdir() if each.is_file()}
    return found | {f"assets/{each.name}": each.read_bytes() for each in (static / "assets").iterdir()}


BUILT = _built()


@router.get("/")
def front() -> Response:
    """The page."""
    return Response(BUILT["index.html"], media_type=KINDS["html"], headers={"Cache-Control": "no-cache"})


@router.get("/assets/{name}")
def asset(name: str) -> Response:
    """A part of it."""
    return _sent(f"assets/{name}")


@router.get("/licences.txt")
def licences() -> Response:
    """Under which licences the page's parts are."""
    return _sent("licences.txt", "no-cache")


def _sent(name: str, cache: str = FOR_EVER) -> Response:
    if name not in BUILT:
        raise HTTPException(404, "There is no such page")
    return Response(BUILT[name], media_type=KINDS.get(name.rpartition(".")[2], "application/octet-stream"),
                    headers={"Cache-Control": cache})
