"""The page of a version, over HTTP."""

from tests.server.browser import Hall
from tests.studio.rooms import finished
from yeoun.studio.permissions import Held, Role


def test_a_player_sees_the_graph_the_cue_and_the_waveform(hall: Hall) -> None:
    room, player = hall.room, hall.hand(Role.PLAYER)
    graph = player.get(f"/api/versions/{room.version}/graph")
    assert graph.status == 200 and [each["start_frame"] for each in graph.json()["silences"]] == [24]
    cue = player.get(f"/api/versions/{room.version}/cues/{room.cues['1m02']}").json()
    assert [each["frame"] for each in cue["bars"]] == [72, 77, 83, 89, 95] and cue["pdf"] is None
    files = {each["number"]: each["path"] for each in player.get(f"/api/versions/{room.version}/files").json()}
    assert files[cue["stems"][0]["file"]] == "cues/1m02/stems/01_felt_piano.wav"
    peaks = player.get(f"/api/versions/{room.version}/files/{cue['stems'][0]['file']}/peaks?a_second=100")
    assert peaks.status == 200 and len(peaks.json()["peaks"]) == 2 * 101 and max(peaks.json()["peaks"]) == 32
    sketch = next(number for number, path in files.items() if path.endswith("sketch.json"))
    assert player.get(f"/api/versions/{room.version}/files/{sketch}/peaks").status == 404
    assert player.get(f"/api/versions/{room.version}/files/0/peaks?a_second=0").status == 422


def test_those_who_can_be_mentioned_are_those_who_see_the_episode(hall: Hall) -> None:
    room = hall.room
    room.person(Held(Role.EDITOR, room.series, room.other), name="다른 회차")
    room.person(name="역할 없음")
    player = room.person(Held(Role.PLAYER, room.series, room.episode), name="연주자")
    listed = hall.browser(player).get(f"/api/episodes/{room.episode}/people").json()
    assert [each["name"] for each in listed] == ["연주자", "주인"]


def test_comments_of_an_earlier_cut_are_shown_where_they_stand_now_or_as_lost(hall: Hall) -> None:
    room, editor = hall.room, hall.hand(Role.EDITOR)
    for anchor in (hall.anchor(80, cue=room.cues["1m02"]), hall.anchor(78, cue=room.cues["1m02"], bar=3, beat_num=1, beat_den=1),
                   hall.anchor(40)):
        assert editor.post(f"/api/versions/{room.version}/comments", {"anchor": anchor, "body": "음"}).status == 201
    finished(room.studio.folder / "recut", picture="a re-cut")
    recut = editor.post(f"/api/episodes/{room.episode}/versions", {"delivery": "recut", "label": "재편집"}).json()["id"]
    assert editor.get(f"/api/versions/{recut}/comments").json()["comments"] == []
    now = editor.get(f"/api/versions/{recut}/comments?earlier=true").json()["comments"]
    assert [(each["here"]["hold"], each["here"]["frame"], each["anchor"]["frame"]) for each in now] == [
        ("moved", 80, 80), ("moved", 86, 78), ("orphaned", 40, 40)]
    then = editor.get(f"/api/versions/{room.version}/comments?earlier=true").json()["comments"]
    assert {each["here"]["hold"] for each in then} == {"exact"} and [each["version"] for each in then] == [room.version] * 3
