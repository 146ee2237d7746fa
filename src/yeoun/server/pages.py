"""What the page of a version shows: the emotion graph, a cue with who plays and its bars, the peaks of a sound, and who is there."""

from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import Connection

from yeoun.errors import NotThere
from yeoun.server.asking import AskerOf, StudioOf
from yeoun.server.shapes import Id, NameOut
from yeoun.server.shown import CuePageOut, GraphOut, PeaksOut
from yeoun.studio.paging import Files, cue_page, graph_of, peaks_of
from yeoun.studio.people import people_in, refuse_in_episode
from yeoun.studio.permissions import Action
from yeoun.studio.studio import Studio
from yeoun.studio.versions import File, Version, files_of, take_of, version

router = APIRouter(tags=["pages"])
MOST_A_SECOND = 200    # peaks: our choice


def _seen(connection: Connection, person: str, version_id: str, now_ms: int) -> Version:
    found = version(connection, version_id)
    refuse_in_episode(connection, person, Action.SEE, found.episode, now_ms)
    return found


def _files(studio: Studio, of: Version) -> Files:
    return Files(studio.place_of_version(of), Fraction(of.rate_num, of.rate_den), of.frames)


@router.get("/api/episodes/{episode}/people")
def list_people_in(episode: Id, who: AskerOf, studio: StudioOf) -> list[NameOut]:
    """Who may be mentioned in an episode: everybody with a role for it, by name; guests are not told."""
    def ask(connection: Connection) -> list[NameOut]:
        refuse_in_episode(connection, who.person, Action.SEE, episode, studio.clock_ms())
        return [NameOut.model_validate(each) for each in people_in(connection, episode, studio.clock_ms())]

    return studio.read(ask)


@router.get("/api/versions/{version_id}/graph")
def show_graph(version_id: Id, who: AskerOf, studio: StudioOf) -> GraphOut:
    """The emotion graph of a version, over the whole picture, with scenes, turns, evidence and silences."""
    of = studio.read(_seen, who.person, version_id, studio.clock_ms())
    return GraphOut.model_validate(graph_of(_files(studio, of)))


@router.get("/api/versions/{version_id}/cues/{cue}")
def show_cue(version_id: Id, cue: Id, who: AskerOf, studio: StudioOf) -> CuePageOut:
    """A cue: why it is there, who plays and why, its hits, and the frame each bar begins on."""
    def ask(connection: Connection) -> tuple[Version, str, list[File]]:
        of = _seen(connection, who.person, version_id, studio.clock_ms())
        return of, take_of(connection, version_id, cue).number, files_of(connection, version_id)

    of, number, files = studio.read(ask)
    numbers = {each.path: each.number for each in files}
    page = cue_page(_files(studio, of), number, list(numbers))
    stems = [{"part": each.part, "hangul": each.hangul, "role": each.role, "why": each.why, "file": numbers[each.path]}
             for each in page.stems]
    place = f"cues/{number}/{number}"
    return CuePageOut.model_validate({
        "reason": page.reason, "key": page.key, "mode": page.mode, "hits": page.hits, "bars": page.bars, "stems": stems,
        "music": numbers.get(f"cues/{number}/music.wav"), "musicxml": numbers.get(f"{place}.musicxml"), "pdf": numbers.get(f"{place}.pdf"),
        "midi": numbers.get(f"{place}.mid")}, from_attributes=True)


@router.get("/api/versions/{version_id}/files/{number}/peaks")
def show_peaks(version_id: Id, number: Annotated[int, Path(ge=0, le=100_000)], who: AskerOf, studio: StudioOf,
               a_second: Annotated[int, Query(ge=1, le=MOST_A_SECOND)] = 50) -> PeaksOut:
    """The lowest and the highest value of each stretch of a sound, made once and kept."""
    def ask(connection: Connection) -> tuple[Version, File]:
        of = _seen(connection, who.person, version_id, studio.clock_ms())
        found = [each for each in files_of(connection, version_id) if each.number == number and each.path.endswith(".wav")]
        if not found:
            raise NotThere(kind="sound of this version", name=str(number))
        return of, found[0]

    of, file = studio.read(ask)
    kept = studio.inside / "peaks" / f"{file.sha256}-{a_second}"
    return PeaksOut(a_second=a_second, peaks=peaks_of(studio.place_of_file(of, file), a_second, kept))
