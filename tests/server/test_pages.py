"""The page of a version, over HTTP."""

from tests.server.browser import Hall
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
