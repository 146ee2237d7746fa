"""Comments."""

from dataclasses import fields
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from yeoun.server.asking import AskerOf, StudioOf
from yeoun.server.shapes import AnchorIn, Answer, CommentOut, CommentsOut, Done, Id, Made, Resolve, Say, Seq
from yeoun.studio.anchors import Anchor
from yeoun.studio.moving import Stands, here
from yeoun.studio.paging import Bar, Files, cue_page
from yeoun.studio.people import person, refuse_in_episode
from yeoun.studio.permissions import Action
from yeoun.studio.studio import Studio
from yeoun.studio.talking import Comment, answer, comments_of, comments_up_to, resolve, say, take_back
from yeoun.studio.versions import Version, take_of, takes_of, version

router = APIRouter(tags=["comments"])
MOST = 1_000    # comments in one answer: our choice


@router.get("/api/versions/{version_id}/comments")
def list_comments(version_id: Id, who: AskerOf, studio: StudioOf, after: Annotated[Seq, Query()] = 0,
                  earlier: Annotated[bool, Query(description="with those of all earlier versions")] = False) -> CommentsOut:
    """Comments of a version in the order they were said, from behind the number `after`; at most a thousand."""
    def ask(connection: Connection) -> CommentsOut:
        of = version(connection, version_id)
        refuse_in_episode(connection, who.person, Action.SEE, of.episode, studio.clock_ms())
        found = comments_up_to(connection, of, after, MOST + 1) if earlier else comments_of(connection, version_id, after, MOST + 1)
        shown, rest = found[:MOST], found[MOST:]
        places = _Places(studio, connection, of)
        named = {id for each in shown for id in (each.made_by, each.resolved_by, *each.mentions) if id is not None}
        return CommentsOut(comments=[places.shown(each) for each in shown], next=shown[-1].seq if rest else None,
                           people={id: person(connection, id).name for id in sorted(named)})

    return studio.read(ask)


class _Places:
    """Where comments of several versions stand in one of them; each version is looked at once."""

    def __init__(self, studio: Studio, connection: Connection, of: Version) -> None:
        self._studio, self._connection, self._of = studio, connection, of
        self._stands: dict[str, Stands] = {}
        self._bars: dict[str, tuple[Bar, ...]] = {}

    def shown(self, said: Comment) -> CommentOut:
        """A comment, and where it stands here."""
        place = here(said.anchor, self._stand(said.version), self._stand(self._of.id), self._bars_of)
        return CommentOut.model_validate({**{each.name: getattr(said, each.name) for each in fields(said)}, "here": place})

    def _stand(self, id: str) -> Stands:
        if id not in self._stands:
            of = version(self._connection, id)
            self._stands[id] = Stands(of.picture, Fraction(of.rate_num, of.rate_den), of.frames, {
                take.cue: (take.start_frame, take.end_frame) for take in takes_of(self._connection, id)})
        return self._stands[id]

    def _bars_of(self, cue: str) -> tuple[Bar, ...]:
        if cue not in self._bars:
            of = self._of
            files = Files(self._studio.place_of_version(of), Fraction(of.rate_num, of.rate_den), of.frames)
            self._bars[cue] = cue_page(files, take_of(self._connection, of.id, cue).number, []).bars
        return self._bars[cue]


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
