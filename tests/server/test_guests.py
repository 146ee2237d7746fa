"""Guests from end to end: what a link grants, every kind of file, a passphrase, an end; and nothing after it was revoked."""

import itertools

import pytest

from tests.server.browser import Browser, Hall
from tests.server.listening import watching
from tests.studio.rooms import NOON, finished, seal
from yeoun.server.media import KINDS
from yeoun.studio.permissions import Grant, Role

HOUR_MS = 3_600_000


def link(hall: Hall, grants: list[str], **more: object) -> tuple[str, str]:
    """The id and the token of a link."""
    made = hall.browser(hall.room.owner).post(f"/api/episodes/{hall.room.episode}/links", {
        "label": "방송사 심사", "grants": grants, "expires_ms": NOON + HOUR_MS, **more})
    assert made.status == 201, made.content
    return made.json()["id"], made.json()["token"]


def come(hall: Hall, token: str, **more: str) -> Browser:
    """The browser of a guest."""
    guest = hall.browser()
    answer = guest.post("/api/guest", {"token": token, "name": "김 심사위원", **more})
    assert answer.status == 200, answer.content
    return guest


def test_a_guest_hears_comments_gives_their_word_and_downloads_where_the_link_says_so(hall: Hall) -> None:
    room = hall.room
    _, token = link(hall, ["comment", "approve", "download"])
    guest = come(hall, token)
    me = guest.get("/api/me").json()
    assert (me["person"]["name"], me["person"]["is_guest"], me["grants"]) == (
        "김 심사위원", True, ["approve", "comment", "download", "view"])
    (series,) = guest.get("/api/series").json()
    assert [(each["name"], each["may"]) for each in series["episodes"]] == [
        ("s01e01", ["see", "download", "comment", "approve outside"])] and series["may"] == []
    (version,) = guest.get(f"/api/episodes/{room.episode}/versions").json()
    cue = guest.get(f"/api/versions/{version['id']}/cues").json()[0]
    said = guest.post(f"/api/versions/{version['id']}/comments", {"anchor": hall.anchor(3, cue=cue["cue"]), "body": "좋습니다"})
    assert said.status == 201 and guest.post(f"/api/comments/{said.json()['id']}/answers", {"body": "정말로"}).status == 201
    place = f"/api/versions/{version['id']}/cues/{cue['cue']}/approvals"
    assert guest.post(place, {"stage": "outside", "digest": cue["digest"]}).status == 201
    assert [guest.post(place, {"stage": stage, "digest": cue["digest"]}).status for stage in ("themes", "scene")] == [403, 403]
    assert guest.get(f"/api/versions/{version['id']}/cues").json()[0]["status"] == "written", "a guest's word is no part of the order"
    talk = hall.hand(Role.COMPOSER).get(f"/api/versions/{version['id']}/comments").json()
    assert [talk["people"][each["made_by"]] for each in talk["comments"]] == ["김 심사위원"] * 2


@pytest.mark.parametrize("grants", [list(each) for k in range(4) for each in itertools.combinations(["comment", "approve", "download"], k)],
                         ids=lambda each: "+".join(each) or "view")
def test_what_a_link_does_not_grant_is_neither_offered_nor_done(hall: Hall, grants: list[str]) -> None:
    room = hall.room
    _, token = link(hall, grants)
    guest = come(hall, token)
    files = {each["path"]: each["number"] for each in guest.get(f"/api/versions/{room.version}/files").json()}
    tried = {
        "comment": guest.post(f"/api/versions/{room.version}/comments", {"anchor": hall.anchor(), "body": "음"}),
        "approve": guest.post(f"/api/versions/{room.version}/cues/{room.cues['1m01']}/approvals", {
            "stage": "outside", "digest": room.digests["1m01"]}),
        "download": guest.get(f"/api/versions/{room.version}/files/{files['mix/music_20.wav']}?download=true")}
    assert {name for name, answer in tried.items() if answer.status in (200, 201)} == set(grants)
    offered = guest.get("/api/series").json()[0]["episodes"][0]["may"]
    assert ("comment" in offered, "approve outside" in offered, "download" in offered) == (
        "comment" in grants, "approve" in grants, "download" in grants)


def test_a_guest_opens_every_kind_of_file_and_its_parts(hall: Hall) -> None:
    room, folder = hall.room, hall.room.studio.folder / "kinds"
    rooms_files = {f"picture/a.{ending}": bytes(range(40)) for ending in KINDS} | {"picture/page.html": b"<script>1</script>",
                                                                                   "picture/drawing.svg": b"<svg/>"}
    made = finished(folder)
    for path, content in rooms_files.items():
        (made / path).parent.mkdir(exist_ok=True)
        (made / path).write_bytes(content)
    seal(made)
    version = room.studio.add_delivered(room.owner, room.episode, made, "종류마다")
    _, token = link(hall, [])
    guest = come(hall, token)
    files = {each["path"]: each for each in guest.get(f"/api/versions/{version}/files").json()}
    for path, content in rooms_files.items():
        place, ending = f"/api/versions/{version}/files/{files[path]['number']}", path.rpartition(".")[2]
        whole, part, last, beyond, several = (guest.get(place, range=each) for each in (
            "", "bytes=2-5", "bytes=-3", "bytes=400-", "bytes=0-1,4-5"))
        assert (whole.status, whole.content) == (200, content)
        assert (part.status, part.content, part.headers["content-range"]) == (206, content[2:6], f"bytes 2-5/{len(content)}")
        assert (last.status, last.content) == (206, content[-3:]) and beyond.status == 416 and several.status == 206
        assert whole.headers["accept-ranges"] == "bytes" and "sandbox" in whole.headers["content-security-policy"]
        assert whole.headers["content-type"] == KINDS.get(ending, "application/octet-stream")
        assert whole.headers["content-disposition"].startswith("inline" if ending in KINDS else "attachment")
        unchanged = guest.get(place, if_range=whole.headers["etag"], range="bytes=2-5")
        assert unchanged.status == 206


def test_a_passphrase_is_asked_for_and_not_told(hall: Hall) -> None:
    _, token = link(hall, ["comment"], passphrase="열려라 참깨")
    wrong = hall.browser().post("/api/guest", {"token": token, "name": "손님"})
    other = hall.browser().post("/api/guest", {"token": token, "name": "손님", "passphrase": "닫혀라 참깨"})
    assert (wrong.status, other.status) == (401, 401) and "set-cookie" not in wrong.headers
    assert come(hall, token, passphrase="열려라 참깨").get("/api/series").json()
    (shown,) = hall.browser(hall.room.owner).get(f"/api/episodes/{hall.room.episode}/links").json()
    assert shown["has_passphrase"] and token not in str(shown) and "참깨" not in str(shown)


@pytest.mark.parametrize("how", ["revoked", "over"])
def test_after_its_end_a_link_opens_nothing_and_its_guests_do_nothing_more(hall: Hall, how: str) -> None:
    room, owner = hall.room, hall.browser(hall.room.owner)
    id, token = link(hall, [each.value for each in Grant])
    guest = come(hall, token)
    said = guest.post(f"/api/versions/{room.version}/comments", {"anchor": hall.anchor(), "body": "음"}).json()["id"]
    with watching(hall, guest) as page:
        page.wait(2)
        if how == "revoked":
            assert owner.post(f"/api/links/{id}/revoke").status == 200
        else:
            room.calendar.now_ms += HOUR_MS
    asked = [guest.get("/api/series"), guest.get(f"/api/versions/{room.version}/cues"), guest.get(f"/api/versions/{room.version}/files/0"),
             guest.get(f"/api/versions/{room.version}/comments"), guest.get(f"/api/episodes/{room.episode}/versions")]
    done = [guest.post(f"/api/versions/{room.version}/comments", {"anchor": hall.anchor(), "body": "음"}),
            guest.post(f"/api/comments/{said}/answers", {"body": "음"}), guest.post(f"/api/comments/{said}/take-back"),
            guest.post(f"/api/versions/{room.version}/cues/{room.cues['1m01']}/approvals", {
                "stage": "outside", "digest": room.digests["1m01"]})]
    assert asked[0].json() == [] and [each.status for each in (*asked[1:], *done)] == [404] * 8
    assert hall.browser().post("/api/guest", {"token": token, "name": "손님"}).status == 401
    with watching(hall, guest) as page:
        assert page.is_over.wait(30) and page.status == 404
    kept = owner.get(f"/api/versions/{room.version}/comments").json()["comments"]
    assert [(each["id"], each["body"]) for each in kept] == [(said, "음")], "what they said stays"


def test_a_guest_of_one_link_does_not_act_for_one_of_another(hall: Hall) -> None:
    (_, first), (_, second) = link(hall, ["comment"]), link(hall, ["comment"])
    one, other = come(hall, first), come(hall, second)
    said = one.post(f"/api/versions/{hall.room.version}/comments", {"anchor": hall.anchor(), "body": "음"}).json()["id"]
    assert [other.post(f"/api/comments/{said}/take-back").status, one.post(f"/api/comments/{said}/take-back").status] == [403, 200]


def test_links_are_tried_five_times_a_minute(hall: Hall) -> None:
    slow = Hall(hall.room, doors_a_minute=5)
    _, token = link(hall, [], passphrase="열려라 참깨")
    tries = [slow.browser().post("/api/guest", {"token": token, "name": "손님", "passphrase": str(k)}).status for k in range(6)]
    assert tries == [401] * 5 + [429]
