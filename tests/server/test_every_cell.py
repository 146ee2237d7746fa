"""Every cell of the table over HTTP: each action is done by each role, to own things, in an episode, for a series, and refused elsewhere.

What the table says is held to a second table in tests/studio/test_permissions.py; here it is asked whether the server keeps to it.
"""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from tests.server.browser import Answer, Browser, Hall
from tests.studio import rooms
from tests.studio.rooms import NOON, finished
from yeoun.errors import AlreadyThere
from yeoun.studio.deciding import Stage, approve, decisions, withdraw
from yeoun.studio.doors import come_by_link, make_link, session_of
from yeoun.studio.permissions import NEEDS, TABLE, Action, Grant, Held, Reach, Role
from yeoun.studio.running import Wish, _begun, _ended
from yeoun.studio.talking import say

DAY_MS = 86_400_000
SIGNED = {Action.APPROVE_THEMES: Stage.THEMES, Action.APPROVE_ARRANGEMENT: Stage.ARRANGEMENT, Action.APPROVE_SOUND: Stage.SOUND,
          Action.APPROVE_SCENE: Stage.SCENE, Action.APPROVE_OUTSIDE: Stage.OUTSIDE}


@dataclass
class Company:
    """One hall for all cells, and somebody of every role."""

    hall: Hall
    hands: dict[Role, tuple[Browser, str]]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A hall with a second finished folder that waits, and hands for the whole series; the guest's link grants everything."""
    room = rooms.room(tmp_path_factory.mktemp("cells") / "studio")
    finished(room.studio.folder / "second", second=1)
    hall = Hall(room)
    hands = {role: (hall.browser(person), person) for role in Role if role is not Role.GUEST
             for person in [room.person(Held(role), name=role.value)]}
    yield Company(hall, hands | {Role.GUEST: guest(hall, frozenset(Grant))})
    room.studio.close()


def stages_before(hall: Hall, stage: Stage) -> None:
    """Have the owner sign what comes before, so that it is this stage's turn."""
    room = hall.room
    for each in list(Stage)[:list(Stage).index(stage)] if stage is not Stage.OUTSIDE else []:
        with suppress(AlreadyThere):
            room.studio.do(approve, room.owner, room.version, room.cues["1m01"], each, room.digests["1m01"])


def tried(hall: Hall, action: Action, reach: Reach, browser: Browser, person: str) -> Answer:
    """What comes of somebody trying an action on a thing that stands to them like this."""
    room, studio = hall.room, hall.room.studio
    version, episode = f"/api/versions/{room.version}", f"/api/episodes/{room.episode}"
    by = person if reach is Reach.OWN else room.owner
    is_series = reach is Reach.PROJECT

    match action:
        case Action.SEE:
            return browser.get(f"/api/episodes/{room.other}/versions" if is_series else f"{version}/cues")
        case Action.DOWNLOAD:
            return browser.get(f"{version}/files/0?download=true")
        case Action.COMMENT:
            return browser.post(f"{version}/comments", {"anchor": hall.anchor(), "body": "음"})
        case Action.RESOLVE | Action.TAKE_BACK:
            said = studio.do(say, by, room.version, room.at(3), "음")
            body = {"resolved": True} if action is Action.RESOLVE else None
            return browser.post(f"/api/comments/{said}/{'resolved' if action is Action.RESOLVE else 'take-back'}", body)
        case Action.ADD_VERSION:
            return browser.post(f"{episode}/versions", {"delivery": "second", "label": "2"})
        case Action.APPROVE_THEMES | Action.APPROVE_ARRANGEMENT | Action.APPROVE_SOUND | Action.APPROVE_SCENE | Action.APPROVE_OUTSIDE:
            stages_before(hall, SIGNED[action])
            return browser.post(f"{version}/cues/{room.cues['1m01']}/approvals", {
                "stage": SIGNED[action].value, "digest": room.digests["1m01"]})
        case Action.WITHDRAW:
            return browser.post(f"/api/approvals/{signed(hall, by)}/withdraw")
        case Action.INVITE:
            return browser.post(f"{episode}/links", {"label": "심사", "grants": ["view"], "expires_ms": NOON + DAY_MS})
        case Action.REVOKE:
            link = studio.do(lambda ledger: make_link(ledger, room.owner, room.episode, "심사", frozenset(), NOON + DAY_MS, None)[0])
            owned(hall, "link", link, by)
            return browser.post(f"/api/links/{link}/revoke")
        case Action.AUDIT:
            return browser.get("/api/log" if is_series else f"{episode}/log")
        case Action.MAKE_EPISODE:
            return browser.post(f"/api/series/{room.series}/episodes", {"name": "s01e09"})
        case Action.PEOPLE:
            return browser.post("/api/people", {"name": "보", "login": "bo"})
        case Action.SCORE:
            return browser.get(f"{episode}/material")    # starting one: tests/server/test_runs.py
        case Action.CANCEL_RUN:
            run = studio.do(_begun, room.owner, room.episode, Wish("last_bus.mp4"))
            studio.do(_ended, run, "done", "", None)
            owned(hall, "run", run, by)
            return browser.post(f"/api/runs/{run}/cancel")


def owned(hall: Hall, table: str, id: str, by: str) -> None:
    """Have a thing been made by somebody, whatever they may do today: roles change, what one made stays one's own."""
    hall.room.studio.do(lambda ledger: ledger.connection.exec_driver_sql(f"UPDATE {table} SET made_by = ? WHERE id = ?", (by, id)).rowcount)


def signed(hall: Hall, by: str) -> str:
    """A signature of somebody's under the second cue, where there is no other."""
    room = hall.room
    for each in room.studio.read(decisions, room.cues["1m02"]):
        if each.withdrawn_ms is None:
            room.studio.do(withdraw, room.owner, each.id)
    id = room.studio.do(approve, room.owner, room.version, room.cues["1m02"], Stage.THEMES, room.digests["1m02"])
    owned(hall, "decision", id, by)
    return id


def guest(hall: Hall, grants: frozenset[Grant]) -> tuple[Browser, str]:
    """A guest whose link grants this."""
    room = hall.room
    _, token = room.studio.do(make_link, room.owner, room.episode, "심사", grants, NOON + DAY_MS, None)
    secret = room.studio.do(come_by_link, token, "손님", passphrase_was_right=False)
    session = room.studio.read(session_of, secret, NOON)
    assert session is not None
    return Browser(hall.app, secret), session.person


def reaches(action: Action) -> list[Reach]:
    """Where an action is asked: of things of an episode, or of what belongs to a series or the house."""
    found = {reach for (_, each), reaches in TABLE.items() if each is action for reach in reaches}
    return [reach for reach in Reach if reach in found]


CELLS = [(action, reach) for action in Action for reach in reaches(action)]


def is_done(answer: Answer) -> bool:
    """Whether it was done, or would have been, had it not been done before."""
    assert answer.status in (200, 201, 401, 403, 404, 409), answer.content
    return answer.status in (200, 201, 409)


@pytest.mark.parametrize(("action", "reach"), CELLS, ids=lambda each: each.value)
def test_the_server_keeps_to_the_cell_of_every_role(company: Company, action: Action, reach: Reach) -> None:
    answers = {role: tried(company.hall, action, reach, *company.hands[role]) for role in Role}
    asked = {reach} if reach is not Reach.OWN else {Reach.OWN, Reach.EPISODE}    # own things lie in an episode, too
    assert {role: is_done(each) for role, each in answers.items()} == {
        role: bool(asked & TABLE[role, action]) and not (role is Role.GUEST and reach is Reach.PROJECT) for role in Role}
    assert any(each.status in (200, 201) for each in answers.values())


@pytest.mark.parametrize("action", Action, ids=lambda each: each.value)
def test_the_server_lets_a_guest_do_what_the_link_grants(company: Company, action: Action) -> None:
    for count in range(len(Grant) + 1):
        for grants in itertools.combinations(Grant, count):
            browser, person = guest(company.hall, frozenset(grants))
            cell = TABLE[Role.GUEST, action]
            reach = Reach.OWN if Reach.OWN in cell else Reach.EPISODE if reaches(action) != [Reach.PROJECT] else Reach.PROJECT
            if action in (Action.RESOLVE, Action.TAKE_BACK) and Grant.COMMENT not in grants:
                reach = Reach.EPISODE    # who may not comment has none of their own
            granted = bool(cell) and NEEDS[action] in {*grants, Grant.VIEW}
            assert is_done(tried(company.hall, action, reach, browser, person)) == granted, grants


def test_what_every_role_is_refused_in_another_episode(company: Company) -> None:
    room = company.hall.room
    for role in Role:
        if role is not Role.GUEST:
            browser = company.hall.browser(room.person(Held(role, room.series, room.other)))
            refused = [browser.get(f"/api/versions/{room.version}/cues"), browser.get(f"/api/episodes/{room.episode}/versions"),
                       browser.get(f"/api/versions/{room.version}/comments"), browser.get(f"/api/versions/{room.version}/files/0"),
                       browser.post(f"/api/versions/{room.version}/comments", {"anchor": company.hall.anchor(), "body": "음"}),
                       browser.post(f"/api/versions/{room.version}/cues/{room.cues['1m01']}/approvals", {
                           "stage": "themes", "digest": room.digests["1m01"]})]
            assert [each.status for each in refused] == [404] * len(refused), role
            assert {each["name"] for series in browser.get("/api/series").json() for each in series["episodes"]} == {"s01e02"}


def paths(hall: Hall) -> list[tuple[str, str]]:
    """Every route of the API, with things that are there."""
    room, found = hall.room, []
    said = room.studio.do(say, room.owner, room.version, room.at(3), "음")
    link = room.studio.do(lambda ledger: make_link(ledger, room.owner, room.episode, "심사", frozenset(), NOON + DAY_MS, None)[0])
    run = room.studio.do(_begun, room.owner, room.episode, Wish("last_bus.mp4"))
    there = {"run_id": run, "episode": room.episode, "series": room.series, "version_id": room.version, "cue": room.cues["1m01"],
             "comment": said, "link": link, "person": room.owner, "number": "0", "decision": signed(hall, room.owner)}
    for path, methods in hall.app.openapi()["paths"].items():
        found += [(method.upper(), path.format(**there)) for method in methods]
    return found


def test_no_route_is_open_to_who_has_not_signed_in_and_none_but_their_own_to_who_has_no_role(company: Company) -> None:
    bodies = {"comments": {"anchor": company.hall.anchor(), "body": "음"}, "answers": {"body": "음"}, "resolved": {"resolved": True},
              "series": {"name": "x"}, "episodes": {"name": "x"}, "versions": {"delivery": "second", "label": "x"},
              "approvals": {"stage": "themes", "digest": company.hall.room.digests["1m01"]}, "people": {"name": "x", "login": "xx"},
              "runs": {"picture": "last_bus.mp4"}, "roles": {"role": "player"}, "end": {"role": "player"},
              "links": {"label": "x", "grants": [], "expires_ms": NOON + DAY_MS}}
    doors = {"/api/sign-in", "/api/join", "/api/guest"}
    own = {"/api/me", "/api/sign-out", "/api/series"}    # an empty list, for who sees none
    routes = paths(company.hall)
    assert len(routes) > 20
    stranger, newcomer = company.hall.browser(), company.hall.browser(company.hall.room.person(name="새"))
    for method, path in sorted(routes, key=lambda each: "sign-out" in each[1]):
        body = bodies.get(path.rpartition("/")[2]) if method == "POST" else None
        if path in doors:
            continue
        for who, refused in ((stranger, {401}), (newcomer, {403, 404})):
            answer = who.post(path, body) if method == "POST" else who.get(path)
            if who is newcomer and path in own and method == "GET":
                assert answer.status == 200 and (path != "/api/series" or answer.json() == [])
            elif who is stranger or path not in own or path == "/api/series":
                assert answer.status in refused, (method, path, answer.content)
