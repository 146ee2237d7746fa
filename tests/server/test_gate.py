"""The gate: other pages, other names, other people's cookies, and what every answer says."""

import pytest

from tests.server.browser import HOST, ORIGIN, Answer, Browser, Hall
from yeoun.server.asking import COOKIE, token_of
from yeoun.server.gate import MOST_BODY
from yeoun.studio.doors import INVITED_MS, invite
from yeoun.studio.identity import new_secret
from yeoun.studio.people import add_person


def comment(hall: Hall, browser: Browser, **headers: str) -> Answer:
    """What comes of saying something with these headers."""
    return browser.post(f"/api/versions/{hall.room.version}/comments", {"anchor": hall.anchor(), "body": "음"}, **headers)


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 201), ({"origin": ""}, 201), ({"origin": "", "sec_fetch_site": ""}, 201), ({"sec_fetch_site": "none"}, 201),
    ({"origin": "https://evil.example"}, 403), ({"origin": "null"}, 403), ({"origin": f"http://{HOST}"}, 403),
    ({"origin": f"{ORIGIN}.evil.example"}, 403), ({"sec_fetch_site": "cross-site"}, 403), ({"sec_fetch_site": "same-site"}, 403),
    ({"x_yeoun_token": ""}, 401), ({"x_yeoun_token": "0" * 64}, 401), ({"x_yeoun_token": "한".encode().decode("latin-1")}, 401),
    ({"cookie": ""}, 401), ({"cookie": f"{COOKIE}=" + "x" * 43}, 401), ({"cookie": "yeoun=x"}, 401),
    ({"host": "evil.example"}, 400), ({"host": ""}, 400), ({"host": "127.0.0.1"}, 400), ({"host": "127.0.0.1:7777.evil.example"}, 400),
    ({"content_type": "text/plain"}, 422), ({"content_length": str(MOST_BODY + 1)}, 413), ({"content_length": "many"}, 413)])
def test_only_the_page_itself_has_something_done(hall: Hall, headers: dict[str, str], status: int) -> None:
    owner = hall.browser(hall.room.owner)
    assert comment(hall, owner, **headers).status == status
    said = owner.get(f"/api/versions/{hall.room.version}/comments").json()["comments"]
    assert len(said) == (1 if status == 201 else 0)


def test_the_token_of_one_session_does_not_open_another(hall: Hall) -> None:
    mine, theirs = hall.browser(hall.room.owner), hall.browser(hall.room.owner)
    assert theirs.secret is not None and mine.secret != theirs.secret
    assert comment(hall, mine, x_yeoun_token=token_of(theirs.secret)).status == 401
    assert mine.get("/api/me").json()["token"] == token_of(mine.secret or "")


def test_every_answer_says_what_a_browser_must_not_do(hall: Hall) -> None:
    owner = hall.browser(hall.room.owner)
    for answer in (owner.get("/"), owner.get("/api/me"), owner.get("/nowhere"), owner.get("/api/me", host="evil.example"),
                   owner.get(f"/api/versions/{hall.room.version}/files/0"), hall.browser().get("/api/me")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy or "sandbox" in policy
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers


def test_a_body_that_does_not_say_its_length_is_measured(hall: Hall) -> None:
    owner = hall.browser(hall.room.owner)
    long = b'{"body": "' + b"x" * MOST_BODY + b'"}'
    assert owner.post(f"/api/versions/{hall.room.version}/comments", long, content_length="").status >= 400
    assert owner.get(f"/api/versions/{hall.room.version}/comments").json()["comments"] == []


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"body": "\\ud800", "anchor": {}}', b'{"body": "a\\u0000b"}', b"[" * 100_000,
    b'{"anchor": {"frame": 1e400}}', b'{"anchor": {"frame": 3.5, "end_frame": 3, "rate_num": 24000, "rate_den": 1001}, "body": "x"}',
    b'{"anchor": {"frame": "3", "end_frame": 3, "rate_num": 24000, "rate_den": 1001}, "body": "x"}',
    b'{"anchor": {"frame": -1180591620717411303424, "end_frame": 3, "rate_num": 24000, "rate_den": 1001}, "body": "x"}',
    b'{"anchor": {"frame": 3, "end_frame": 3, "rate_num": 24000, "rate_den": 1001}, "body": " "}',
    b'{"anchor": {"frame": 3, "end_frame": 3, "rate_num": 24000, "rate_den": 1001}, "body": "\\ud800"}',
    b'{"anchor": {"frame": 3, "end_frame": 3, "rate_num": 24000, "rate_den": 1001}, "body": "x", "made_by": "me"}'])
def test_what_is_not_in_the_form_is_refused_in_both_languages_and_not_repeated(hall: Hall, body: bytes) -> None:
    answer = hall.browser(hall.room.owner).post(f"/api/versions/{hall.room.version}/comments", body)
    assert answer.status in (400, 422) and set(answer.json()) == {"kind", "en", "ko"} and len(answer.content) < 2_000


def test_doors_are_tried_five_times_a_minute(hall: Hall) -> None:
    slow = Hall(hall.room, doors_a_minute=5)
    answers = [slow.browser().post("/api/sign-in", {"login": "ana", "password": "x"}) for _ in range(7)]
    assert [each.status for each in answers] == [401] * 5 + [429] * 2
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert slow.browser().post("/api/sign-in", {"login": "bo", "password": "x"}).status == 401, "another account has its own tries"


def test_an_invitation_a_password_and_signing_out(hall: Hall) -> None:
    owner, room = hall.browser(hall.room.owner), hall.room
    invited = owner.post("/api/people", {"name": "아나", "login": "ana"}).json()
    ana = hall.browser()
    assert ana.post("/api/join", {"token": invited["token"], "password": "short"}).status == 422
    assert ana.post("/api/join", {"token": invited["token"], "password": "열 글자가 넘는 비밀번호"}).status == 200
    assert ana.get("/api/me").json()["person"]["held"] == []
    assert ana.get(f"/api/versions/{room.version}/cues").status == 404, "who has no role does not learn that it is there"
    assert owner.post(f"/api/people/{invited['person']}/roles", {"role": "composer", "episode": room.episode}).status == 201
    assert ana.get(f"/api/versions/{room.version}/cues").status == 200
    cookie, before = ana.post("/api/sign-in", {"login": "ana", "password": "열 글자가 넘는 비밀번호"}).headers["set-cookie"], ana.secret
    assert all(word in cookie for word in ("__Host-yeoun=", "HttpOnly", "Secure", "SameSite=lax", "Path=/")) and "Domain" not in cookie
    assert ana.post("/api/sign-out").status == 200
    assert Browser(hall.app, before).get("/api/me").status == 401
    room.calendar.now_ms += INVITED_MS
    again = room.studio.do(invite, room.owner, room.studio.do(add_person, room.owner, "보", "bo"))
    room.calendar.now_ms += INVITED_MS
    assert hall.browser().post("/api/join", {"token": again, "password": "열 글자가 넘는 비밀번호"}).status == 401
    assert hall.browser().post("/api/join", {"token": new_secret(), "password": "열 글자가 넘는 비밀번호"}).status == 401


def test_a_full_disk_is_told_as_one_and_what_was_answered_before_is_there(hall: Hall) -> None:
    owner, studio = hall.browser(hall.room.owner), hall.room.studio
    answers = [comment(hall, owner)]
    studio.do(lambda ledger: ledger.connection.exec_driver_sql("PRAGMA max_page_count=1").scalar_one())    # no page more than there are
    while answers[-1].status == 201 and len(answers) < 500:
        answers.append(comment(hall, owner))
    assert answers[-1].status == 507 and answers[-1].json()["kind"] == "OutputRefused"
    assert "디스크가 가득 찼습니다" in answers[-1].json()["ko"] and "disk is full" in answers[-1].json()["en"]
    assert owner.get("/api/me").status == 200, "reading goes on"
    said = owner.get(f"/api/versions/{hall.room.version}/comments").json()["comments"]
    assert [each["id"] for each in said] == [each.json()["id"] for each in answers[:-1]]
    studio.do(lambda ledger: ledger.connection.exec_driver_sql("PRAGMA max_page_count=1000000").scalar_one())
    assert comment(hall, owner).status == 201
