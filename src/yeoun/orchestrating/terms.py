"""What speaks for and against a player for a line: integer costs, each with the figures that made it.

Every weight is our choice, in points; a hundred points is a strong objection. The
words of a term state what was compared, so that a reason is written from what decided and from nothing else.

Conventions: a cost is at least 0; terms are named once and for all players alike, so that two players can be compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from yeoun.instruments.places import Setting
from yeoun.model.notes import House
from yeoun.model.scored import Instrument
from yeoun.orchestrating.line import MAY_FOLD, Fit, Line
from yeoun.orchestrating.mood import Mood
from yeoun.units.luck import Take, luck
from yeoun.units.modes import mode_said

GUGAK_MODES = frozenset({
    "pyeongjo", "gyemyeonjo_jeongak", "gyeongtori", "yukjabaegitori", "menaritori", "susimgatori", "sanjo_ujo",
    "sanjo_pyeongjo", "sanjo_gyemyeon",
})
HOME_KEYS = frozenset({"C", "D", "Db", "Eb", "F", "Gb", "G", "Ab", "Bb"})    # flat keys: hwangjong is Eb (National Gugak Center)
STRANGER, AT_NIGHT = 190, 60    # who leads in a Korean place, or among lights at night, and does not belong there: our choice
BARE_S = 8.0    # a thin sound may stand bare so long: our choice


@dataclass(frozen=True, slots=True)
class Scene:
    """What every term may look at beside the player and the line."""

    mood: Mood
    house: House
    key: str
    mode: str
    take: Take
    cue: str
    alone: bool                                  # the sketch is this one line, on purpose
    fusion: tuple[tuple[str, float], ...]
    wish: str                                    # the theme's own instrument for this line, or ""
    setting: Setting | None = None               # where the scene plays, when that calls for somebody
    has_gugak: bool = True                       # Korean sounds belong to the film
    only: str = ""                               # the one player whose this line is, whoever else could play it
    taken: str = ""                              # a player who has a line of their own, and no other


@dataclass(frozen=True, slots=True)
class Term:
    """One consideration: its cost, what the scene asks, and what the player has to give."""

    name: str
    cost: int
    asks: str
    has: str


Weight: TypeAlias = tuple[float, str, str]    # cost before rounding, what is asked, what the player has
Weigher: TypeAlias = Callable[[Instrument, Line, Fit, Scene], Weight]


def _outside(value: float, bounds: tuple[float, float]) -> float:
    return max(0.0, bounds[0] - value, value - bounds[1])


def _role(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    place = player.roles.index(line.voice.role)
    return 22 * place, f"a {line.voice.role}", f"number {place + 1} of what it does"


def _range(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    moved = f", moved {lies.octaves:+d} octave" if lies.octaves else ""
    cost = 260 * lies.outside_best + 40 * abs(lies.octaves) + 400 * lies.outside
    return cost, "how the line lies", f"{1 - lies.outside_best:.0%} in its best range{moved}"


def _arousal(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    low, high = player.arousal
    off_centre = abs(scene.mood.arousal - (low + high) / 2)
    return (450 * _outside(scene.mood.arousal, player.arousal) + 50 * off_centre,
            f"arousal {scene.mood.arousal:.2f}", f"at home from {low:.2f} to {high:.2f}")


def _valence(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    low, high = player.valence
    off_centre = abs(scene.mood.valence - (low + high) / 2)
    return (240 * _outside(scene.mood.valence, player.valence) + 40 * off_centre,
            f"valence {scene.mood.valence:+.2f}", f"at home from {low:+.1f} to {high:+.1f}")


def _light(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    mood = scene.mood
    apart = max(0.0, abs(mood.warmth) - player.warmth * (1 if mood.warmth >= 0 else -1))
    wished = mood.colours[:2]
    shared = [colour for colour in wished if colour in player.colour]
    strays = bool(wished) and not shared
    return (150 * apart * abs(mood.warmth) + (40 if strays else 0), mood.light,
            f"warmth {player.warmth:+.2f}" + (f", {' and '.join(shared)}" if shared else ""))


def _brightness(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    wished = min(0.9, 0.2 + 1.6 * scene.mood.luminance + 0.2 * max(0.0, scene.mood.valence))
    return (60 * abs(player.brightness - wished),
            f"picture luminance {scene.mood.luminance:.2f} wants brightness {wished:.2f}", f"{player.brightness:.2f}")


def _closeness(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    return (130 * abs(player.intimacy - scene.mood.intimacy),
            f"wished closeness {scene.mood.intimacy:.2f}", f"{player.intimacy:.2f}")


def _words(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    sharp = 0.4 + player.brightness + (0.3 if player.attack_s < 0.03 and line.quick < 0.5 else 0.0)
    begun = f", {lies.on_voice:.0%} of its notes begin on the voice there" if lies.on_voice else ""
    return (220 * line.masked * sharp + 40 * line.spoken * player.brightness + 600 * lies.on_voice,
            f"{line.masked:.0%} of the line lies in a speaking voice's band", f"brightness {player.brightness:.2f}{begun}")


def answers(player: Instrument, wish: str) -> bool:
    """Whether a player is what a theme asks for, by its id or as people say it: `piano`, `cello`, `viola`."""
    said = player.english.lower().replace("-", " ").split()
    return wish in {player.name, player.family} or wish in said or f"{wish}s" in said


def _theme(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    if not scene.wish:
        return 0, "no theme asks for an instrument", ""
    own = answers(player, scene.wish)
    return (0 if own else 90), f"theme {line.voice.motif} asks for {scene.wish}", "its own" if own else "another's"


def _house(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    liking = dict(scene.house.palette).get(player.name, 0.0)
    if liking > 1.0:
        return 150 * (1.0 - liking), "people's word", "asked for"
    return 150 * (1.0 - liking), "the house's liking", f"{liking:+.1f}"


def _gugak(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    in_mode = scene.mode in GUGAK_MODES
    wanted = max(scene.house.gugak, 0.9 if in_mode else 0.0, dict(scene.fusion).get("gugak", 0.0))
    asks = f"Korean instruments wished at {wanted:.2f} in {scene.key} {mode_said(scene.mode)}"
    if not player.is_gugak:
        lead = line.voice.role in {"melody", "counter"}
        return (240 * max(0.0, wanted - 0.5) if lead else 0), asks, "not Korean"
    away = 0 if scene.key in HOME_KEYS else 90
    return 160 * max(0.0, 0.65 - wanted) + away, asks, f"Korean, {'not ' if away else ''}at home in the key"


def _place(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    setting = scene.setting
    if setting is None:
        return 0, "the place calls for nobody", ""
    asks, role = f"the scene's place or hour ({setting.kind}: {setting.word})", line.voice.role
    if role == "melody":
        its_own = not setting.is_korean and bool(scene.wish) and answers(player, scene.wish)    # a theme is at home among lights
        at_home = not setting.leads or player.name in setting.leads or its_own
        return (0 if at_home else STRANGER if setting.is_korean else AT_NIGHT), asks, "at home there" if at_home else "a stranger there"
    at_home = player.name in setting.beneath
    wanted = {"hanok": {"pulse", "grace"}, "court": {"pulse", "grace"}, "neon": {"pad", "drone", "bed", "counter", "pulse"},
              "golden": {"bed", "bass", "pulse"}}[setting.kind]
    return (45 if role in wanted and not at_home else 0), asks, "at home there" if at_home else "no part of it"


def _bare(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    thin = bool(player.company) and line.length_s > BARE_S
    cost = (30 if scene.alone else 50) if thin else 0
    return cost, f"{line.length_s:.0f} s of it", "thin when bare" if thin else "full"


def _speech(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    late = max(0.0, 2.0 * player.attack_s - line.quick) / max(0.05, line.quick)
    return 170 * min(1.5, late), f"notes every {line.quick:.2f} s", f"speaks after {player.attack_s:.2f} s"


def _hold(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    asks = f"notes up to {line.longest_s:.1f} s"
    if player.sustains:
        return 0, asks, "can hold them"
    return 35 * min(3.0, max(0.0, line.longest_s - 2.5)), asks, "dies away"


def _breath(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    asks = f"phrases of {line.phrase_s:.1f} s"
    if not player.breath_s:
        return 0, asks, "needs no breath"
    return 30 * min(1.5, max(0.0, line.phrase_s / player.breath_s - 1.0)), asks, f"a breath of {player.breath_s:.0f} s"


def _style(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    at_home = sum(share for style, share in scene.fusion if style in player.styles)
    strange = sum(share for _, share in scene.fusion) - at_home
    manner = " and ".join(f"{style} {share:.0%}" for style, share in scene.fusion)
    return 80 * max(0.0, strange), f"a manner of {manner}", f"{at_home:.0%} its own"


def _take(player: Instrument, line: Line, lies: Fit, scene: Scene) -> Weight:
    if int(scene.take) <= 1:
        return 0, "the first take is the plain one", ""
    drawn = float(luck(scene.take, scene.cue, line.voice.name, player.name).random())
    return 90 * drawn, f"take {int(scene.take)} looks elsewhere", f"drawn at {drawn:.2f}"


WEIGHERS: tuple[tuple[str, Weigher], ...] = (
    ("theme", _theme), ("light", _light), ("arousal", _arousal), ("valence", _valence), ("words", _words),
    ("range", _range), ("gugak", _gugak), ("place", _place), ("house", _house), ("closeness", _closeness), ("speech", _speech),
    ("hold", _hold), ("breath", _breath), ("style", _style), ("role", _role), ("bare", _bare),
    ("brightness", _brightness), ("take", _take),
)


def weigh(player: Instrument, line: Line, lies: Fit, scene: Scene, without: frozenset[str]) -> tuple[Term, ...]:
    """Every term for one player and one line, as whole points.

    lies      how the line lies on the player
    without   names of terms to leave out: how tests ask what a term decides
    """
    terms = []
    for name, weigher in WEIGHERS:
        if name not in without:
            cost, asks, has = weigher(player, line, lies, scene)
            terms.append(Term(name, int(cost + 0.5), asks, has))
    return tuple(terms)


def welcome(player: Instrument, scene: Scene) -> bool:
    """Whether a player belongs to the cue at all: the house's veto, and Korean instruments where they are no strangers."""
    liking = dict(scene.house.palette).get(player.name, 0.0)
    if liking <= -1.0:
        return False
    is_strange = not (scene.has_gugak or scene.mode in GUGAK_MODES or (scene.setting is not None and scene.setting.is_korean)
                      or liking > 0.0)    # unless somebody asks for it
    return not player.is_gugak or not (is_strange or scene.house.gugak <= 0.0)


def may_play(player: Instrument, line: Line, lies: Fit, scene: Scene) -> bool:
    """Whether a player can take a line at all: role, notes at once, reach, the house's veto and gugak manners.

    Korean instruments play one line each and no chromatic runs, and stay out of a voice that speaks (idiom of the instruments).
    """
    if scene.only:
        return player.name == scene.only and line.together <= player.polyphony
    if line.voice.role not in player.roles or player.name == scene.taken or not welcome(player, scene):
        return False
    if line.together > player.polyphony or lies.outside > MAY_FOLD:
        return False
    return not player.is_gugak or not (line.together > 1 or line.chromatic or line.masked > 0.2)
