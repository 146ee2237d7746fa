"""Series, episodes, versions, and the cues of each with what was decided about them."""

from dataclasses import asdict

from fastapi import APIRouter
from sqlalchemy import Connection

from yeoun.errors import NotThere
from yeoun.server.asking import AskerOf, StudioOf
from yeoun.server.shapes import (
    Approve,
    CueOut,
    DecisionOut,
    DeliveryOut,
    Done,
    EpisodeOut,
    Id,
    Made,
    Named,
    NewVersion,
    SeriesOut,
    VersionOut,
)
from yeoun.studio.deciding import approve, decisions, status_of, version_holding, withdraw
from yeoun.studio.people import refuse_in_episode, standing
from yeoun.studio.permissions import Action, Place, may
from yeoun.studio.versions import Take, add_episode, add_series, seen_series, takes_of, version, versions_of

router = APIRouter(tags=["episodes"])


@router.get("/api/series")
def list_series(who: AskerOf, studio: StudioOf) -> list[SeriesOut]:
    """Every series and episode one may see, and what one may do there."""
    def ask(connection: Connection) -> list[SeriesOut]:
        now = studio.clock_ms()
        stands = standing(connection, who.person, now)

        def allowed(place: Place) -> list[Action]:
            return [action for action in Action if may(stands, action, place)]

        return [SeriesOut(id=series.id, name=series.name, may=allowed(Place(series.id)), episodes=[
            EpisodeOut(id=each.id, series=each.series, name=each.name, may=allowed(Place(series.id, each.id))) for each in episodes])
            for series, episodes in seen_series(connection, who.person, now)]

    return studio.read(ask)


@router.post("/api/series", status_code=201)
def new_series(wish: Named, who: AskerOf, studio: StudioOf) -> Made:
    """Begin a series."""
    return Made(id=studio.do(add_series, who.person, wish.name))


@router.post("/api/series/{series}/episodes", status_code=201)
def new_episode(series: Id, wish: Named, who: AskerOf, studio: StudioOf) -> Made:
    """Begin an episode."""
    return Made(id=studio.do(add_episode, who.person, series, wish.name))


@router.get("/api/episodes/{episode}/deliveries")
def list_deliveries(episode: Id, who: AskerOf, studio: StudioOf) -> list[DeliveryOut]:
    """Finished folders in the studio's folder, which may be added to an episode."""
    studio.read(refuse_in_episode, who.person, Action.ADD_VERSION, episode, studio.clock_ms())
    return [DeliveryOut(name=name) for name in studio.deliveries()]


@router.post("/api/episodes/{episode}/versions", status_code=201)
def new_version(episode: Id, wish: NewVersion, who: AskerOf, studio: StudioOf) -> Made:
    """Add a finished folder as the next version. All of it is read and verified: a minute for an hour of picture."""
    studio.read(refuse_in_episode, who.person, Action.ADD_VERSION, episode, studio.clock_ms())
    folder = studio.deliveries().get(wish.delivery)
    if folder is None:
        raise NotThere(kind="finished folder", name=wish.delivery)
    return Made(id=studio.add_delivered(who.person, episode, folder, wish.label))


@router.get("/api/episodes/{episode}/versions")
def list_versions(episode: Id, who: AskerOf, studio: StudioOf) -> list[VersionOut]:
    """The versions of an episode, the newest first."""
    def ask(connection: Connection) -> list[VersionOut]:
        refuse_in_episode(connection, who.person, Action.SEE, episode, studio.clock_ms())
        return [VersionOut.model_validate(each) for each in versions_of(connection, episode)]

    return studio.read(ask)


@router.get("/api/versions/{version_id}/cues")
def list_cues(version_id: Id, who: AskerOf, studio: StudioOf) -> list[CueOut]:
    """The cues of a version in the order of the picture, with how far each is and who signed it."""
    def ask(connection: Connection) -> list[CueOut]:
        refuse_in_episode(connection, who.person, Action.SEE, version(connection, version_id).episode, studio.clock_ms())
        return [_cue(connection, each) for each in takes_of(connection, version_id)]

    return studio.read(ask)


def _cue(connection: Connection, take: Take) -> CueOut:
    status, locked = status_of(connection, take.cue, take.digest)
    facts = {name: value for name, value in asdict(take).items() if name not in ("id", "version")}
    return CueOut(**facts, status=status, locked_digest=locked,
                  locked_in=None if locked is None else version_holding(connection, take.cue, locked),
                  decisions=[DecisionOut.model_validate(each) for each in decisions(connection, take.cue)])


@router.post("/api/versions/{version_id}/cues/{cue}/approvals", status_code=201)
def sign(version_id: Id, cue: Id, wish: Approve, who: AskerOf, studio: StudioOf) -> Made:
    """Sign a cue. What is signed is the digest that one heard, and it has to be the one that lies there."""
    return Made(id=studio.do(approve, who.person, version_id, cue, wish.stage, wish.digest))


@router.post("/api/approvals/{decision}/withdraw")
def take_back_signature(decision: Id, who: AskerOf, studio: StudioOf) -> Done:
    """Take a signature back, the latest of the order first."""
    studio.do(withdraw, who.person, decision)
    return Done()
