"""Sign-off: in order, by those whose word it is, about a digest; four signatures lock a cue."""

from functools import partial

import pytest

from tests.studio.rooms import Room, finished
from yeoun.errors import AlreadyThere, AnotherDigest, NotAllowed, NotThere, OutOfTurn
from yeoun.studio.deciding import ORDER, Stage, Status, approve, decisions, status_of, version_holding, withdraw
from yeoun.studio.permissions import Role
from yeoun.studio.versions import takes_of

OWNERS = {Stage.THEMES: Role.COMPOSER, Stage.ARRANGEMENT: Role.PRODUCER, Stage.SOUND: Role.ENGINEER, Stage.SCENE: Role.DIRECTOR}


def sign(room: Room, by: str, stage: Stage, number: str = "1m01", digest: str | None = None) -> str:
    """The id of a signature."""
    return room.studio.do(approve, by, room.version, room.cues[number], stage, digest or room.digests[number])


def status(room: Room, number: str = "1m01") -> Status:
    """How far a cue is."""
    return room.studio.read(status_of, room.cues[number], room.digests[number])[0]


@pytest.mark.parametrize("stage", ORDER, ids=lambda each: each.value)
def test_each_stage_is_signed_by_its_role_alone_and_only_in_its_turn(room: Room, stage: Stage) -> None:
    for before in ORDER[:ORDER.index(stage)]:
        with pytest.raises(OutOfTurn, match=before.value):
            sign(room, room.hand(OWNERS[stage]), stage)
        sign(room, room.hand(OWNERS[before]), before)
    for role in Role:
        if role not in (OWNERS[stage], Role.GUEST):
            with pytest.raises(NotAllowed, match=f"Those who may: {OWNERS[stage].value}"):
                sign(room, room.hand(role), stage)
    sign(room, room.hand(OWNERS[stage]), stage)
    assert status(room).value == ("locked" if stage is Stage.SCENE else stage.value)


def test_what_was_not_heard_is_not_signed(room: Room) -> None:
    with pytest.raises(AnotherDigest, match=f"{room.digests['1m01'][:12]}, and you decided about {room.digests['1m02'][:12]}"):
        sign(room, room.owner, Stage.THEMES, "1m01", room.digests["1m02"])
    with pytest.raises(NotThere):
        room.studio.do(approve, room.owner, room.version, "0" * 32, Stage.THEMES, room.digests["1m01"])
    assert status(room) is Status.WRITTEN


def test_nobody_signs_twice(room: Room) -> None:
    sign(room, room.owner, Stage.THEMES)
    with pytest.raises(AlreadyThere):
        sign(room, room.hand(Role.COMPOSER), Stage.THEMES)


def test_signatures_are_taken_back_from_above_and_by_name(room: Room) -> None:
    signed, composer = {stage: sign(room, room.owner, stage) for stage in ORDER}, room.hand(Role.COMPOSER)
    with pytest.raises(OutOfTurn, match="scene comes first|scene, sound"):
        room.studio.do(withdraw, room.owner, signed[Stage.ARRANGEMENT])
    with pytest.raises(NotAllowed):
        room.studio.do(withdraw, composer, signed[Stage.SCENE])
    room.studio.do(withdraw, room.owner, signed[Stage.SCENE])
    assert status(room) is Status.SOUND
    with pytest.raises(AlreadyThere):
        room.studio.do(withdraw, room.owner, signed[Stage.SCENE])
    again = sign(room, room.owner, Stage.SCENE)
    story = room.studio.read(decisions, room.cues["1m01"])
    assert [(each.id, each.withdrawn_by) for each in story[3:]] == [(signed[Stage.SCENE], room.owner), (again, None)]
    assert status(room) is Status.LOCKED


def test_a_signature_holds_for_its_digest_in_every_version_and_for_no_other(room: Room) -> None:
    for stage in ORDER:
        sign(room, room.owner, stage)
        sign(room, room.owner, stage, "1m02")
    for name, facts, expected in (
            ("music", {"second": 1}, {"1m01": Status.LOCKED, "1m02": Status.CHANGED}),
            ("picture", {"picture": "a re-cut"}, {"1m01": Status.CHANGED, "1m02": Status.CHANGED})):
        folder = finished(room.studio.folder / name, **facts)
        version = room.studio.add_delivered(room.owner, room.episode, folder, name)
        found = {}
        for take in room.studio.read(takes_of, version):
            found[take.number], locked = room.studio.read(status_of, take.cue, take.digest)
            assert locked == room.digests[take.number]
        assert found == expected
    assert room.studio.read(version_holding, room.cues["1m02"], room.digests["1m02"]) == room.version


def test_the_same_signature_at_once_from_two_people_is_taken_once(room: Room) -> None:
    hands = [room.hand(Role.COMPOSER) for _ in range(8)]
    waiting = [room.studio._writer.submit(partial(
        approve, by=hand, version_id=room.version, cue=room.cues["1m01"], stage=Stage.THEMES, digest=room.digests["1m01"]))
        for hand in hands]
    outcomes = [each.exception() for each in waiting]
    assert [type(each) for each in outcomes] == [type(None)] + [AlreadyThere] * 7
