"""What an edit or a question says to the person who decides, in English and in Korean."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from yeoun.instruments.load import every_instrument
from yeoun.studio.wording.context import Context
from yeoun.studio.wording.proposal import EditKind, Place
from yeoun.units.modes import mode_said
from yeoun.units.time import label

_AXES = {"valence": ("valence", "정서가"), "arousal": ("arousal", "각성"), "tension": ("tension", "긴장")}
_FORMS = {
    "plain": "원형으로",
    "transposed": "이조해서",
    "augmented": "늘려서",
    "fragment": "조각으로",
    "mode": "선법을 바꿔",
    "reharmonised": "화성을 바꿔",
    "ornamented": "꾸며서",
    "hidden": "숨겨서",
}


def timecode(frame: int, context: Context) -> str:
    """A frame of the film as timecode."""
    return label(context.start_frame + frame, context.rate, context.is_drop)


def _where(place: Place, context: Context) -> tuple[str, str]:
    if place.how == "film":
        return "in the whole film", "영화 전체에서"
    first, end = timecode(place.first, context), timecode(place.end, context)
    if place.is_point and place.end - place.first <= 1:
        return f"at {first}", f"{first}에서"
    return f"from {first} to {end}", f"{first}부터 {end}까지"


def graph_said(values: Mapping[str, float], toward: str, place: Place, context: Context) -> tuple[str, str]:
    """A point of the graph in words."""
    english, korean = _where(place, context)
    moves = {pair[:-1]: pair[-1] for pair in toward.split()}
    ways = {"+": ("up to", "올려"), "-": ("down to", "내려")}
    said = [f"{_AXES[axis][0]} {ways[moves[axis]][0] if axis in moves else 'at'} {value:g}" for axis, value in values.items()]
    told = [f"{_AXES[axis][1]} {value:g}{'(으)로 ' + ways[moves[axis]][1] if axis in moves else ''}" for axis, value in values.items()]
    return f"The emotion graph {english}: {', '.join(said)}.", f"{korean} 감정 그래프: {', '.join(told)}."


def harmony_said(kind: EditKind, value: str, place: Place, context: Context) -> tuple[str, str]:
    """A key or mode in words; it holds for the whole of every cue it touches."""
    english, korean = _where(place, context)
    noun, noun_ko = ("Mode", "선법") if kind is EditKind.MODE else ("Key", "조")
    shown, shown_ko = (mode_said(value), mode_said(value, korean=True)) if kind is EditKind.MODE else (value, value)
    return f"{noun} {shown} {english} (for all of each cue it touches).", f"{korean} {noun_ko} {shown_ko} (닿는 큐 전체)."


def tempo_said(value: float, now: float, place: Place, context: Context) -> tuple[str, str]:
    """A tempo in words."""
    english, korean = _where(place, context)
    was = f" instead of {now:.0f}" if now else ""
    was_ko = f" (지금 {now:.0f})" if now else ""
    return (
        f"{value:g} beats a minute{was} {english} (for all of each cue it touches).",
        f"{korean} 템포 {value:g}{was_ko} (닿는 큐 전체).",
    )


def silence_said(kind: EditKind, value: str, place: Place, context: Context) -> tuple[str, str]:
    """Music or silence in words."""
    english, korean = _where(place, context)
    says = {
        (EditKind.SILENCE, "cut"): ("Silence, cut dead,", "뚝 끊고 무음"),
        (EditKind.SILENCE, "ring"): ("Silence that the music rings into", "울림을 남기고 무음"),
        (EditKind.SILENCE, "no"): ("No silence", "무음 없음"),
        (EditKind.MUSIC, "no"): ("No music", "음악 없음"),
        (EditKind.MUSIC, "yes"): ("Music", "음악 있음"),
    }
    return f"{says[kind, value][0]} {english}.", f"{korean} {says[kind, value][1]}."


def theme_said(name: str, form: str, place: Place, context: Context) -> tuple[str, str]:
    """A theme in words."""
    english, korean = _where(place, context)
    return (
        f"The theme of {name}{f', {form},' if form else ''} {english} (for all of each cue it touches).",
        f"{korean} {name}의 테마{f'를 {_FORMS[form]}' if form else ''} (닿는 큐 전체).",
    )


def hit_said(value: str, place: Place, context: Context) -> tuple[str, str]:
    """A hit in words."""
    english, korean = _where(place, context)
    grade, *stops = value.split()
    return (
        f"A hit of class {grade} {english}{', on which the music stops' if stops else ''}.",
        f"{korean} {grade}급 히트{', 음악이 멈춤' if stops else ''}.",
    )


def lock_said(value: str, place: Place, context: Context) -> tuple[str, str]:
    """A lock in words."""
    cue, _, bars = value.partition(" bars ")
    return (
        f"{cue}: {f'bars {bars} stay' if bars else 'all bars stay'} as they are.",
        f"{cue}: {f'{bars}마디를' if bars else '모든 마디를'} 그대로 둠.",
    )


def players_said(wishes: Mapping[str, bool], place: Place, context: Context) -> tuple[str, str]:
    """Who plays and who does not, in words."""
    english, korean = _where(place, context)
    names = {each.name: (_inside(each.english), each.hangul) for each in every_instrument()}
    sides = [[names[name] for name, is_wanted in wishes.items() if is_wanted == side] for side in (True, False)]
    said = [f"{verb} {', '.join(each[0] for each in side)}" for verb, side in zip(("with", "without"), sides, strict=True) if side]
    told = [f"{', '.join(each[1] for each in side)} {verb}" for verb, side in zip(("넣음", "뺌"), sides, strict=True) if side]
    said = [said[0][:1].upper() + said[0][1:], *said[1:]]
    return (f"{' and '.join(said)} {english} (for all of each cue it touches).", f"{korean} {', '.join(told)} (닿는 큐 전체).")


def _inside(name: str) -> str:
    """A name inside a sentence: `Celli` as `celli`, `Violins I` as `violins I`."""
    return name[:1].lower() + name[1:]


def slip_said(border: str, by: int, at: int, context: Context) -> tuple[str, str]:
    """A slip in words."""
    noun, noun_ko = ("in", "인") if border == "in" else ("out", "아웃")
    count, way, way_ko = abs(by), "later" if by > 0 else "earlier", "뒤로" if by > 0 else "앞으로"
    plural = "s" if count != 1 else ""
    return (
        f"The music comes {noun} {count} frame{plural} {way}, at {timecode(at, context)}."
        if border == "in"
        else f"The music goes {noun} {count} frame{plural} {way}, at {timecode(at, context)}.",
        f"{noun_ko}을 {count}프레임 {way_ko}: {timecode(at, context)}.",
    )


@cache
def _questions() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("yeoun.studio.wording").joinpath("questions.toml").read_text("utf-8"))


def asked(why: str, about: str, language: str, nearest: Sequence[str]) -> str:
    """A question in the language of the phrase, with what it may have been."""
    said = _questions()[why][language].format(about=about)
    if not nearest:
        return said
    return f"{said} {'가까운 것' if language == 'ko' else 'Nearest'}: {', '.join(nearest)}."
