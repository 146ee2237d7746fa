"""Comments stand on frames of a version, with threads, mentions, and an end."""

import pytest

from tests.studio.rooms import Room
from yeoun.errors import NotAllowed, NotThere
from yeoun.studio.anchors import Anchor
from yeoun.studio.permissions import Role
from yeoun.studio.talking import answer, comment, comments_of, resolve, say, take_back


def said(room: Room, by: str, anchor: Anchor | None = None, body: str = "음", mentions: tuple[str, ...] = ()) -> str:
    """The id of a comment."""
    return room.studio.do(say, by, room.version, anchor or room.at(3), body, mentions)


def test_a_comment_stays_at_its_very_frame_bar_stem_and_curve(room: Room) -> None:
    anchor = room.at(95, cue=room.cues["1m02"], bar=2, beat_num=3, beat_den=4, stem="felt_piano", curve="tension", character="지은")
    id = said(room, room.hand(Role.EDITOR), anchor)
    assert room.studio.read(comment, id).anchor == anchor


@pytest.mark.parametrize("anchor", [
    Anchor(96, 96, 24000, 1001), Anchor(5, 4, 24000, 1001), Anchor(-1, 3, 24000, 1001), Anchor(3, 3, 24, 1), Anchor(3, 3, 48000, 2002),
    Anchor(3, 3, 24000, 1001, cue="0" * 32), Anchor(3, 3, 24000, 1001, stem="felt_piano"), Anchor(3, 3, 24000, 1001, bar=1)])
def test_a_place_that_the_version_does_not_have_is_refused(room: Room, anchor: Anchor) -> None:
    with pytest.raises(NotThere):
        said(room, room.owner, anchor)
    assert room.studio.read(comments_of, room.version) == []


def test_an_answer_to_an_answer_hangs_on_the_first_comment(room: Room) -> None:
    first = said(room, room.owner, room.at(7))
    second = room.studio.do(answer, room.owner, first, "하나")
    third = room.studio.do(answer, room.owner, second, "둘")
    found = room.studio.read(comments_of, room.version)
    assert [(each.id, each.thread, each.anchor.frame) for each in found] == [(first, None, 7), (second, first, 7), (third, first, 7)]
    assert [each.seq for each in found] == sorted(each.seq for each in found)


def test_only_people_who_see_the_episode_can_be_mentioned(room: Room) -> None:
    player, stranger = room.hand(Role.PLAYER), room.person(name="남")
    id = said(room, room.owner, mentions=(player, player))
    assert room.studio.read(comment, id).mentions == (player,)
    with pytest.raises(NotThere):
        said(room, room.owner, mentions=(player, stranger))
    assert len(room.studio.read(comments_of, room.version)) == 1, "no comment without its mention"


def test_a_thread_is_closed_and_opened_by_those_who_may(room: Room) -> None:
    player, other = room.hand(Role.PLAYER), room.hand(Role.PLAYER)
    id = said(room, player)
    room.studio.do(resolve, player, id, True)
    closed = room.studio.read(comment, id)
    assert (closed.resolved_by, closed.resolved_ms) == (player, room.calendar.now_ms)
    with pytest.raises(NotAllowed):
        room.studio.do(resolve, other, id, False)
    room.studio.do(resolve, room.owner, id, False)
    assert room.studio.read(comment, id).resolved_by is None
    later = room.studio.do(answer, player, id, "더")
    with pytest.raises(NotThere, match="There is no thread"):
        room.studio.do(resolve, player, later, True)


def test_what_was_taken_back_is_no_longer_read_and_that_it_was_there_stays(room: Room) -> None:
    player = room.hand(Role.PLAYER)
    id = said(room, player, body="비밀")
    room.studio.do(take_back, player, id)
    (found,) = room.studio.read(comments_of, room.version)
    assert (found.id, found.body, found.is_taken_back) == (id, "", True)


def test_comments_are_read_from_behind_a_number_on(room: Room) -> None:
    for k in range(5):
        said(room, room.owner, body=str(k))
    all_of_them = room.studio.read(comments_of, room.version)
    rest = room.studio.read(comments_of, room.version, all_of_them[1].seq, 2)
    assert [each.body for each in rest] == ["2", "3"]


def test_words_are_kept_in_one_form_of_hangul(room: Room) -> None:
    id = said(room, room.owner, body="\u1112\u1161\u11ab")
    assert room.studio.read(comment, id).body == "한"
