"""Who may do what: the one table. What it does not name is not allowed.

*Conventions.* A person has one or more roles, each for one episode, for a series, or for the whole house. A cell says how far a role
reaches with an action: `o` what they made themselves, `e` anything of an episode their role is for, `p` what belongs to the series as a
whole, where their role is for the series or the house. A guest has come by a link: beside the cell, the link has to grant it.
Which role does what is our choice, after the trades: the composer answers for themes, the producer for arrangement and mix, the engineer
for sound, the director for the scene.
"""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What somebody is in a production."""

    DIRECTOR = "director"
    EDITOR = "editor"
    COMPOSER = "composer"
    PRODUCER = "producer"      # the music producer
    ENGINEER = "engineer"      # the sound engineer
    PLAYER = "player"          # vocalist or player
    GUEST = "guest"            # came by a link


class Grant(Enum):
    """What a link allows whoever opens it."""

    VIEW = "view"
    COMMENT = "comment"
    APPROVE = "approve"
    DOWNLOAD = "download"


class Reach(Enum):
    """How a thing stands to the person who asks."""

    OWN = "o"
    EPISODE = "e"
    PROJECT = "p"


class Action(Enum):
    """What can be done in the studio."""

    SEE = "see"
    DOWNLOAD = "download"
    COMMENT = "comment"
    RESOLVE = "resolve"                          # close or reopen a thread
    TAKE_BACK = "take back"                      # hide a comment; its row stays
    ADD_VERSION = "add version"
    SCORE = "score"                              # start a run
    CANCEL_RUN = "cancel run"
    APPROVE_THEMES = "approve themes"
    APPROVE_ARRANGEMENT = "approve arrangement"
    APPROVE_SOUND = "approve sound"
    APPROVE_SCENE = "approve scene"
    APPROVE_OUTSIDE = "approve outside"          # a guest's word: heard, and no part of the order
    WITHDRAW = "withdraw"                        # an approval
    INVITE = "invite"                            # make a link
    REVOKE = "revoke"                            # end a link
    AUDIT = "audit"                              # read who did what
    MAKE_EPISODE = "make episode"                # and series
    PEOPLE = "people"                            # take people in, give them roles


_TABLE = """
action               director editor composer producer engineer player guest
see                  ep       ep     ep       ep       ep       ep     e
download             e        e      e        e        e        e      e
comment              e        e      e        e        e        e      e
resolve              oe       oe     oe       oe       oe       o      o
take back            oe       o      o        oe       o        o      o
add version          e        e      e        e        e        -      -
score                e        e      e        e        e        -      -
cancel run           oe       o      o        oe       o        -      -
approve themes       -        -      e        -        -        -      -
approve arrangement  -        -      -        e        -        -      -
approve sound        -        -      -        -        e        -      -
approve scene        e        -      -        -        -        -      -
approve outside      -        -      -        -        -        -      e
withdraw             oe       -      o        o        o        -      o
invite               e        e      -        e        -        -      -
revoke               oe       o      -        oe       -        -      -
audit                ep       e      e        ep       e        -      -
make episode         p        p      -        p        -        -      -
people               p        -      -        p        -        -      -
"""

NEEDS = {    # what a guest's link has to grant
    Action.SEE: Grant.VIEW, Action.DOWNLOAD: Grant.DOWNLOAD, Action.COMMENT: Grant.COMMENT, Action.RESOLVE: Grant.COMMENT,
    Action.TAKE_BACK: Grant.COMMENT, Action.APPROVE_OUTSIDE: Grant.APPROVE, Action.WITHDRAW: Grant.APPROVE,
}


def _read(text: str) -> dict[tuple[Role, Action], frozenset[Reach]]:
    head, *rows = text.strip().splitlines()
    roles = [Role(name) for name in head.split()[1:]]
    cells: dict[tuple[Role, Action], frozenset[Reach]] = {}
    for row in rows:
        words = row.split()
        action = Action(" ".join(words[:-len(roles)]))
        for role, cell in zip(roles, words[-len(roles):], strict=True):
            cells[role, action] = frozenset(Reach(letter) for letter in cell if letter != "-")
    return cells


TABLE = _read(_TABLE)


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds: for one episode, for a series (`episode` None), or for the whole house (both None)."""

    role: Role
    series: str | None = None
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks. `grants` is what a guest's link allows, and empty for everybody else."""

    person: str
    held: frozenset[Held]
    grants: frozenset[Grant] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """What is asked about: a thing of an episode, of a series as a whole (`episode` None), or of the house (both None)."""

    series: str | None = None
    episode: str | None = None
    made_by: str | None = None


def may(who: Standing, action: Action, place: Place) -> bool:
    """Whether somebody may do something to a thing.

    >>> ana = Standing("ana", frozenset({Held(Role.COMPOSER, "bus", "s01e01")}))
    >>> may(ana, Action.APPROVE_THEMES, Place("bus", "s01e01")), may(ana, Action.APPROVE_THEMES, Place("bus", "s01e02"))
    (True, False)
    """
    return any(_reaches(who, each, action, place) for each in who.held)


def _reaches(who: Standing, held: Held, action: Action, place: Place) -> bool:
    if held.role is Role.GUEST and NEEDS.get(action) not in who.grants:
        return False
    if held.series is not None and held.series != place.series or held.episode is not None and held.episode != place.episode:
        return False
    reaches = TABLE.get((held.role, action), frozenset())
    if place.episode is None:
        return Reach.PROJECT in reaches
    return Reach.EPISODE in reaches or Reach.OWN in reaches and place.made_by == who.person


def page() -> str:
    """The table as a page of the documentation."""
    said = {Reach.OWN: "own", Reach.EPISODE: "episode", Reach.PROJECT: "project"}
    rows = []
    for action in Action:
        cells = [", ".join(said[reach] for reach in Reach if reach in TABLE.get((role, action), ())) or "no" for role in Role]
        if action in NEEDS:
            cells[-1] += f" (link: {NEEDS[action].value})" if cells[-1] != "no" else ""
        rows.append(f"| {action.value} | {' | '.join(cells)} |")
    return "\n".join([
        "# Who may do what", "",
        "<!-- made from src/yeoun/studio/permissions.py by `python -m tests.test_docs`; a test fails when it is stale -->", "",
        "One table, in one file. A role is held for one episode, for a series, or for the whole house. *Own*: what one made oneself.",
        "*Episode*: anything of an episode the role is for. *Project*: what belongs to a series or the house as a whole, where the role",
        "is for all of it. A guest came by a link, for one episode, and the link has to grant what stands in brackets.",
        "What the table does not name is not allowed.", "",
        f"| action | {' | '.join(role.value for role in Role)} |", f"|---|{'---|' * len(Role)}", *rows, ""])
