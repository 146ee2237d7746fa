"""The whole way through the studio, over HTTP: a folder is added, a cue is talked about, and signed by digest in order."""

from tests.server.browser import Browser, Hall
from tests.studio.rooms import finished
from yeoun.studio.permissions import Held, Role


def test_a_folder_becomes_a_version_whose_cue_is_talked_about_and_signed_in_order(hall: Hall) -> None:
    owner, room = hall.browser(hall.room.owner), hall.room
    series = owner.post("/api/series", {"name": "옥상"}).json()["id"]
    episode = owner.post(f"/api/series/{series}/episodes", {"name": "s01e01"}).json()["id"]
    assert [each["name"] for each in owner.get(f"/api/episodes/{episode}/deliveries").json()] == ["first"]
    added = owner.post(f"/api/episodes/{episode}/versions", {"delivery": "first", "label": "1차"})
    assert added.status == 201, added.content
    (version,) = owner.get(f"/api/episodes/{episode}/versions").json()
    assert (version["rate_num"], version["rate_den"], version["frames"], version["number"]) == (24000, 1001, 96, 1)
    cues = owner.get(f"/api/versions/{version['id']}/cues").json()
    assert [(each["number"], each["status"], each["start_frame"]) for each in cues] == [("1m01", "written", 0), ("1m02", "written", 72)]
    hands: dict[Role, Browser] = {role: hall.browser(room.person(Held(role, series, episode))) for role in Role if role is not Role.GUEST}
    said = hands[Role.DIRECTOR].post(f"/api/versions/{version['id']}/comments", {
        "anchor": hall.anchor(5, cue=cues[0]["cue"], bar=1, beat_num=1, beat_den=2, stem="felt_piano"), "body": "더 담담하게"})
    assert said.status == 201, said.content
    hands[Role.COMPOSER].post(f"/api/comments/{said.json()['id']}/answers", {"body": "네"})
    talk = hands[Role.PLAYER].get(f"/api/versions/{version['id']}/comments").json()
    assert [(each["body"], each["thread"], each["anchor"]["frame"]) for each in talk["comments"]] == [
        ("더 담담하게", None, 5), ("네", said.json()["id"], 5)]
    place = f"/api/versions/{version['id']}/cues/{cues[0]['cue']}/approvals"
    early = hands[Role.DIRECTOR].post(place, {"stage": "scene", "digest": cues[0]["digest"]})
    assert (early.status, early.json()["kind"]) == (409, "OutOfTurn")
    other = hands[Role.COMPOSER].post(place, {"stage": "themes", "digest": "0" * 64})
    assert (other.status, other.json()["kind"]) == (409, "AnotherDigest")
    for role, stage in ((Role.COMPOSER, "themes"), (Role.PRODUCER, "arrangement"), (Role.ENGINEER, "sound"), (Role.DIRECTOR, "scene")):
        signed = hands[role].post(place, {"stage": stage, "digest": cues[0]["digest"]})
        assert signed.status == 201, signed.content
    assert [each["status"] for each in owner.get(f"/api/versions/{version['id']}/cues").json()] == ["locked", "written"]


def test_a_cue_that_is_the_same_in_the_next_version_stays_locked_and_one_that_changed_says_so(hall: Hall) -> None:
    room, owner = hall.room, hall.browser(hall.room.owner)
    for number in ("1m01", "1m02"):
        for stage in ("themes", "arrangement", "sound", "scene"):
            signed = owner.post(f"/api/versions/{room.version}/cues/{room.cues[number]}/approvals", {
                "stage": stage, "digest": room.digests[number]})
            assert signed.status == 201, signed.content
    finished(room.studio.folder / "second", second=1)
    version = owner.post(f"/api/episodes/{room.episode}/versions", {"delivery": "second", "label": "2차"}).json()["id"]
    same, changed = owner.get(f"/api/versions/{version}/cues").json()
    assert (same["status"], same["locked_digest"], same["digest"]) == ("locked", room.digests["1m01"], room.digests["1m01"])
    assert (changed["status"], changed["locked_digest"], changed["locked_in"]) == ("changed", room.digests["1m02"], room.version)
    assert changed["digest"] != room.digests["1m02"]


def test_what_stands_in_a_comment_is_text_and_nothing_else(hall: Hall) -> None:
    said = "<script>alert('1')</script><img src=x onerror=alert(1)> {{7*7}} \u202eabc"
    editor = hall.hand(Role.EDITOR)
    path = f"/api/versions/{hall.room.version}/comments"
    assert editor.post(path, {"anchor": hall.anchor(), "body": said}).status == 201
    answer = editor.get(path)
    assert answer.json()["comments"][0]["body"] == said
    assert answer.headers["content-type"] == "application/json" and answer.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_the_files_of_a_version_are_those_of_the_day_it_was_added(hall: Hall) -> None:
    room, owner = hall.room, hall.browser(hall.room.owner)
    files = {each["path"]: each for each in owner.get(f"/api/versions/{room.version}/files").json()}
    mix = files["mix/programme_20.wav"]
    path = f"/api/versions/{room.version}/files/{mix['number']}"
    before = owner.get(path)
    (room.studio.folder / "first" / "mix" / "programme_20.wav").unlink()
    (room.studio.folder / "first" / "mix" / "programme_20.wav").write_bytes(b"another run")
    part = owner.get(path, range="bytes=4-7")
    assert owner.get(path).content == before.content and len(before.content) == mix["bytes"]
    assert (part.status, part.content) == (206, before.content[4:8])
    assert owner.get(f"/api/versions/{room.version}/files/{len(files)}").status == 404
