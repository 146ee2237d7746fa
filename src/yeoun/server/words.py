"""Comments."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from yeoun.server.asking import AskerOf, StudioOf
from yeoun.server.shapes import AnchorIn, Answer, CommentOut, CommentsOut, Done, Id, Made, Resolve, Say, Seq
from yeoun.studio.anchors import Anchor
from yeoun.studio.people import person, refuse_in_episode
from yeoun.studio.permissions import Action
from yeoun.studio.talking import answer, comments_of, resolve, say, take_back
from yeoun.studio.versions import version

router = APIRouter(tags=["comments"])
MOST = 1_000    # comments in one answer: our choice


@router.get("/api/versions/{version_id}/comments")
def list_comments(version_id: Id, who: AskerOf, studio: StudioOf, after: Annotated[Seq, Query()] = 0) -> CommentsOut:
    """Comments of a version in the order they were said, from behind the number `after`; at most a thousand."""
    def ask(connection: Connection) -> CommentsOut:
        refuse_in_episode(connection, who.person, Action.SEE, version(connection, version_id).episode, studio.clock_ms())
        found = comments_of(connection, version_id, after, MOST + 1)
        shown, rest = found[:MOST], found[MOST:]
        named = {id for each in shown for id in (each.made_by, each.resolved_by, *each.mentions) if id is not None}
        return CommentsOut(comments=[CommentOut.model_validate(each) for each in shown], next=shown[-1].seq if rest else None,
                           people={id: person(connection, id).name for id in sorted(named)})

    return studio.read(ask)


@router.post("/api/versions/{version_id}/comments", status_code=201)
def new_comment(version_id: Id, wish: Say, who: AskerOf, studio: StudioOf) -> Made:
    """Say something at a place of a version. 201 means: it is on the disk."""
    return Made(id=studio.do(say, who.person, version_id, _anchor(wish.anchor), wish.body, tuple(wish.mentions)))


def _anchor(wish: AnchorIn) -> Anchor:
    return Anchor(**wish.model_dump())


@router.post("/api/comments/{comment}/answers", status_code=201)
def new_answer(comment: Id, wish: Answer, who: AskerOf, studio: StudioOf) -> Made:
    """Answer in a thread."""
    return Made(id=studio.do(answer, who.person, comment, wish.body, tuple(wish.mentions)))


@router.post("/api/comments/{comment}/resolved")
def set_resolved(comment: Id, wish: Resolve, who: AskerOf, studio: StudioOf) -> Done:
    """Close a thread, or open it again."""
    studio.do(resolve, who.person, comment, wish.resolved)
    return Done()


@router.post("/api/comments/{comment}/take-back")
def hide(comment: Id, who: AskerOf, studio: StudioOf) -> Done:
    """Hide what a comment said. That it was there stays."""
    studio.do(take_back, who.person, comment)
    return Done()
