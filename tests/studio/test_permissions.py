"""Every cell of the table, written down a second time and in another form: who may do what with own things, in an episode, in a series."""

import itertools

import pytest

from yeoun.studio.permissions import NEEDS, TABLE, Action, Grant, Held, Place, Reach, Role, Standing, may

STAFF = {"director", "editor", "composer", "producer", "engineer"}
HEADS = {"director", "producer"}
ANYBODY = STAFF | {"player", "guest"}
# action -> who with what they made, who with what others made in their episode, who with what belongs to the series as a whole
EXPECTED: dict[str, tuple[set[str], set[str], set[str]]] = {
    "see": (ANYBODY, ANYBODY, STAFF | {"player"}),
    "download": (ANYBODY, ANYBODY, set()),
    "comment": (ANYBODY, ANYBODY, set()),
    "resolve": (ANYBODY, STAFF, set()),
    "take back": (ANYBODY, HEADS, set()),
    "add version": (STAFF, STAFF, set()),
    "score": (STAFF, STAFF, set()),
    "cancel run": (STAFF, HEADS, set()),
    "approve themes": ({"composer"}, {"composer"}, set()),
    "approve arrangement": ({"producer"}, {"producer"}, set()),
    "approve sound": ({"engineer"}, {"engineer"}, set()),
    "approve scene": ({"director"}, {"director"}, set()),
    "approve outside": ({"guest"}, {"guest"}, set()),
    "withdraw": (STAFF - {"editor"} | {"guest"}, {"director"}, set()),
    "invite": ({"director", "editor", "producer"}, {"director", "editor", "producer"}, set()),
    "revoke": ({"director", "editor", "producer"}, HEADS, set()),
    "audit": (STAFF, STAFF, HEADS),
    "make episode": (set(), set(), {"director", "editor", "producer"}),
    "people": (set(), set(), HEADS),
}
GRANTED = {"see": "view", "download": "download", "comment": "comment", "resolve": "comment", "take back": "comment",
           "approve outside": "approve", "withdraw": "approve"}
CELLS = list(itertools.product(Role, Action, Reach))


def allowed(role: Role, action: Action, reach: Reach, grants: frozenset[Grant] = frozenset(Grant)) -> bool:
    """What the table says where somebody holds a role for the whole house."""
    place = {Reach.OWN: Place("series", "episode", "me"), Reach.EPISODE: Place("series", "episode", "another"),
             Reach.PROJECT: Place("series")}[reach]
    return may(Standing("me", frozenset({Held(role)}), grants if role is Role.GUEST else frozenset()), action, place)


def test_the_second_table_speaks_of_every_action() -> None:
    assert set(EXPECTED) == {each.value for each in Action} and set(GRANTED) == {each.value for each in NEEDS}
    assert len(CELLS) == len(Role) * len(Action) * 3 == 399


@pytest.mark.parametrize("action", Action, ids=lambda each: each.value)
def test_every_cell_is_as_it_was_meant(action: Action) -> None:
    cells = {(role.value, reach): allowed(role, action, reach) for role, of, reach in CELLS if of is action}
    assert len(cells) == len(Role) * len(Reach)
    assert cells == {(role, reach): role in EXPECTED[action.value][list(Reach).index(reach)] for role, reach in cells}


@pytest.mark.parametrize("action", Action, ids=lambda each: each.value)
def test_a_guest_does_what_the_link_grants_and_nothing_else(action: Action) -> None:
    for grants in itertools.chain.from_iterable(itertools.combinations(Grant, k) for k in range(len(Grant) + 1)):
        given = {each.value for each in grants}
        for reach in Reach:
            granted = GRANTED.get(action.value) in given and "guest" in EXPECTED[action.value][list(Reach).index(reach)]
            assert allowed(Role.GUEST, action, reach, frozenset(grants)) == granted, (grants, reach)


@pytest.mark.parametrize(("held", "here", "elsewhere", "series"), [
    (Held(Role.DIRECTOR), True, True, True), (Held(Role.DIRECTOR, "bus"), True, True, True),
    (Held(Role.DIRECTOR, "bus", "s01e01"), True, False, False), (Held(Role.DIRECTOR, "roof"), False, False, False)])
def test_a_role_reaches_as_far_as_it_was_given(held: Held, here: bool, elsewhere: bool, series: bool) -> None:
    who = Standing("ana", frozenset({held}))
    assert may(who, Action.APPROVE_SCENE, Place("bus", "s01e01")) == here
    assert may(who, Action.APPROVE_SCENE, Place("bus", "s01e02")) == elsewhere
    assert may(who, Action.MAKE_EPISODE, Place("bus")) == series


def test_what_the_table_does_not_name_is_not_allowed() -> None:
    nobody = Standing("ana", frozenset())
    assert not any(may(nobody, action, Place("bus", "s01e01", "ana")) for action in Action)
    assert not may(Standing("ana", frozenset({Held(Role.DIRECTOR)})), "fly", Place("bus"))    # type: ignore[arg-type]


def test_a_grant_without_the_role_of_a_guest_gives_nothing() -> None:
    who = Standing("ana", frozenset({Held(Role.PLAYER)}), frozenset(Grant))
    assert not may(who, Action.APPROVE_OUTSIDE, Place("bus", "s01e01"))
    assert (Role.PLAYER, Action.APPROVE_OUTSIDE) in TABLE
