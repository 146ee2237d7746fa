"""Runs of `yeoun score`: what there is to score, starting one, watching it, cancelling it."""

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from yeoun.server.asking import AskerOf, StudioOf
from yeoun.server.shapes import Done, Id, Made
from yeoun.server.shown import MaterialOut, RunOut, WishIn
from yeoun.studio.people import refuse_in_episode
from yeoun.studio.permissions import Action
from yeoun.studio.running import PICTURES, Run, Runs, Wish, material, run, runs_of

router = APIRouter(tags=["runs"])


def _runs(request: Request) -> Runs:
    runs: Runs = request.app.state.runs
    return runs


@router.get("/api/episodes/{episode}/material")
def list_material(episode: Id, who: AskerOf, studio: StudioOf) -> list[MaterialOut]:
    """Files in the studio's folder that a run may be given, by name."""
    studio.read(refuse_in_episode, who.person, Action.SCORE, episode, studio.clock_ms())
    return [MaterialOut(name=name, is_picture=path.suffix.lower() in PICTURES) for name, path in material(studio.folder).items()]


@router.post("/api/episodes/{episode}/runs", status_code=201)
def start_run(episode: Id, wish: WishIn, who: AskerOf, request: Request) -> Made:
    """Start a run. One runs at a time."""
    asked = Wish(wish.picture, wish.script, tuple(wish.subtitles), wish.cuts, wish.dialogue, wish.notes)
    return Made(id=_runs(request).start(who.person, episode, asked))


@router.get("/api/episodes/{episode}/runs")
def list_runs(episode: Id, who: AskerOf, studio: StudioOf, request: Request) -> list[RunOut]:
    """The runs of an episode, the newest first; how far one is that is going comes live, too."""
    def ask(connection: Connection) -> list[Run]:
        refuse_in_episode(connection, who.person, Action.SCORE, episode, studio.clock_ms())
        return runs_of(connection, episode)

    return [RunOut.model_validate({**RunOut.model_validate(each).model_dump(), "progress": _runs(request).latest(each.id)})
            for each in studio.read(ask)]


@router.post("/api/runs/{run_id}/cancel")
def cancel_run(run_id: Id, who: AskerOf, request: Request) -> Done:
    """Stop a run. What it has finished is kept."""
    _runs(request).cancel(who.person, run_id)
    return Done()


@router.post("/api/runs/{run_id}/again", status_code=201)
def run_again(run_id: Id, who: AskerOf, studio: StudioOf, request: Request) -> Made:
    """Start a run with the wishes of an earlier one; what that had finished is found."""
    before = studio.read(run, run_id)
    return Made(id=_runs(request).start(who.person, before.episode, before.wish))
