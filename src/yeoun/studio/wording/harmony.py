"""Keys, modes and tempos: to E flat minor, 반음 올려, dorian, 템포 72, a little faster."""

from yeoun.model.notes import NoteKind
from yeoun.reading.asked import FASTEST, SLOWEST
from yeoun.studio.wording.clauses import Clause
from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.lexing import Item
from yeoun.studio.wording.moments import Unclear
from yeoun.studio.wording.proposal import Asking, Edit, EditKind, Place
from yeoun.studio.wording.saying import harmony_said, tempo_said
from yeoun.studio.wording.spans import stretch_of
from yeoun.units.modes import KEYS, MODES, tonic_named

LITTLE, PLAIN, MUCH = 0.05, 0.1, 0.2  # our choice: shares of the tempo
_NEAREST = {"phrygian": ("aeolian", "dorian"), "locrian": ("aeolian", "dorian")}


def _frames(place: Place) -> tuple[int, int] | None:
    return None if place.how == "film" else (place.first, place.end)


def keys_and_modes(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """The key or the mode a clause asks for."""
    if clause.has("theme"):
        return ()
    key, mode = (
        next((item for item in clause.items if item.senses.get("key")), clause.first("key")),
        next((item for item in clause.items if item.senses.get("mode")), None),
    )
    named = key is not None and bool(key.senses["key"])
    if named and key is not None:
        value = key.senses["key"]
        if mode is not None and mode is not key and " " not in value:
            value = f"{value} {_known(mode.senses['mode'], [mode])}"
        used = tuple((item.start, item.end) for item in (key, mode, *clause.all("key")) if item is not None)
        return (_made(EditKind.KEY, NoteKind.KEY, value, clause, context, cue, used),)
    if mode is not None:
        return (
            _made(EditKind.MODE, NoteKind.MODE, _known(mode.senses["mode"], [mode]), clause, context, cue, ((mode.start, mode.end),)),
        )
    return _transposed(clause, context, cue)


def _known(name: str, items: list) -> str:  # type: ignore[type-arg]
    if name not in MODES:
        raise Unclear("no mode", items, _NEAREST.get(name, ()))
    return name


def _transposed(clause: Clause, context: Context, cue: OpenCue | None) -> tuple[Edit, ...]:
    step = clause.first("half_step") or clause.first("whole_step")
    way = (1 if clause.has("up") else 0) - (1 if clause.has("down") else 0)
    if step is None or (step.does("filler") and not way):
        if (
            (noun := clause.first("key") or clause.first("transpose")) is not None
            and way
            and not clause.has("mood", "tempo", "instrument")
        ):
            raise Unclear("how far", [noun])
        return ()
    if not way:
        return ()
    if cue is None or not cue.key or tonic_named(cue.key) is None:
        raise Unclear("no key", [step])
    count = step.number or next((item.number for item in clause.all("number")), 1.0)
    by = round(count) * (1 if step.does("half_step") else 2) * way
    value = KEYS[((tonic_named(cue.key) or 0) + by) % 12]
    used = tuple(
        (item.start, item.end) for item in clause.items if item.does("half_step", "whole_step", "up", "down", "number", "transpose")
    )
    return (_made(EditKind.KEY, NoteKind.KEY, value, clause, context, cue, used, "+" if way > 0 else "-"),)


def _made(
    kind: EditKind,
    note: NoteKind,
    value: str,
    clause: Clause,
    context: Context,
    cue: OpenCue | None,
    used: tuple[tuple[int, int], ...],
    toward: str = "",
) -> Edit:
    place = stretch_of(clause.place, context, cue)
    english, korean = harmony_said(kind, value, place, context)
    return Edit(kind, value, place, (Asking(note, value, _frames(place)),), english, korean, (*used, *clause.place_words), toward)


def tempos(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[Edit, ...]:
    """The tempo a clause asks for: beats a minute, or so much faster or slower than the cue is."""
    noun, bpm = clause.first("tempo"), clause.first("bpm")
    calm = next((item for item in clause.all("mood") if noun is not None and not clause.has("faster", "slower")), None)
    way = _way(clause, noun, bpm, calm, language)
    factor = clause.first("twice", "halved")
    numbers = clause.all("bpm") or (clause.all("number") if noun is not None or _is_number_of_tempo(clause) else ())
    number = numbers[-1] if numbers else None  # from 72 to 66
    if (
        number is not None
        and cue is not None
        and abs(number.number - cue.tempo) < 1.0
        and (clause.has("too") or clause.has("faster", "slower"))
    ):
        number = None  # 72 is too fast: that it is now
    if number is not None and number.does("number") and number.number < SLOWEST and not way:
        raise Unclear("out of tempo", [number], (f"{SLOWEST:g}", f"{FASTEST:g}"))
    if number is None and not way and (factor is None or noun is None):
        if noun is not None and noun.text.lower() in {"tempo", "템포", "bpm", "빠르기"} and not clause.has("mood", "keep", "lock"):
            raise Unclear("which tempo", [noun])
        return ()
    if number is not None and (not way or number.number >= 40 and not clause.has("percent")) and not clause.has("twice", "halved"):
        value, toward = number.number, ""
    else:
        value, toward = _relative(clause, cue, way, number.number if number is not None else 0.0)
    if not SLOWEST <= value <= FASTEST:
        raise Unclear("out of tempo", [item for item in (number, noun) if item is not None], (f"{SLOWEST:g}", f"{FASTEST:g}"))
    place = stretch_of(clause.place, context, cue)
    english, korean = tempo_said(value, 0.0 if cue is None else cue.tempo, place, context)
    used = tuple(
        (item.start, item.end)
        for item in clause.items
        if item.does("tempo", "bpm", "faster", "slower", "twice", "halved", "percent", "little", "much", "too", "not")
        or item in numbers
        or item is calm
        or (item.does("up", "down") and not clause.has("mood", "axis"))
    )
    return (
        Edit(
            EditKind.TEMPO,
            f"{value:g}",
            place,
            (Asking(NoteKind.TEMPO, f"{value:g}", _frames(place)),),
            english,
            korean,
            (*used, *clause.place_words),
            toward,
        ),
    )


def _way(clause: Clause, noun: Item | None, bpm: Item | None, calm: Item | None, language: str) -> int:
    """Faster is 1, slower -1, 0 where a clause says neither; `calm` is a feeling that is said of the tempo."""
    if calm is not None:    # a more relaxed tempo
        return 1 if calm.senses["mood"] in {"arousal+", "tension+"} else -1
    way = (1 if clause.has("faster") else 0) - (1 if clause.has("slower") else 0)
    if way:
        return -way if _is_complaint(clause, language) else way
    if noun is None and bpm is None:
        return 0
    texts = {item.text.lower() for item in clause.items}
    for sign, names, said in ((1, ("up",), set[str]()), (-1, ("down",), set[str]()),
                              (1, ("earlier",), {"push", "add", "plus", "extra", "위"}),
                              (-1, ("later", "shorter"), {"off", "knock", "minus", "back", "lose", "subtract", "아래"})):
        if clause.has(*names) or texts & said:
            return sign
    return -1 if bpm is not None and any(item.senses.get("mood") == "tension-" for item in clause.items) else 0


def _is_complaint(clause: Clause, language: str) -> bool:
    """Whether the tempo is said to be so, and is to be otherwise: too fast, it drags, 좀 느려요, 서두르지 말고."""
    if clause.has("too") or any(item.does("not") and not item.does("out") for item in clause.items):
        return True
    if clause.has("up", "down"):
        return False
    said = [item.text.lower() for item in clause.items]
    return (
        any(item.does("told") for item in clause.items)
        or any(word in {"drags", "dragging", "rushes", "rushing"} for word in said)
        and (language == "en" and any(word in {"it", "it's", "this", "is", "feels", "that"} for word in said))
    )


def _is_number_of_tempo(clause: Clause) -> bool:
    """Whether a bare number can only be a tempo: make it 80, 66으로 내려, 60 정도로 느리게."""
    number = clause.first("number")
    if (
        number is None
        or not 40 <= number.number <= 208
        or clause.has("axis", "mood", "instrument", "theme", "lock", "half_step", "whole_step")
    ):
        return False
    return all(
        item.is_filler
        or item is number
        or item.does(
            "up",
            "down",
            "faster",
            "slower",
            "by",
            "little",
            "much",
            "in",
            "at",
            "until",
            "from",
            "keep",
            "lock",
            "instead_after",
            "instead",
            "number",
            "rest",
        )
        for item in clause.items
    )


def _relative(clause: Clause, cue: OpenCue | None, way: int, by: float) -> tuple[float, str]:
    if cue is None or not cue.tempo:
        raise Unclear("no tempo", list(clause.all("tempo", "faster", "slower")))
    if clause.has("twice", "halved"):
        slower = clause.has("halved") or way < 0
        return round(cue.tempo * (0.5 if slower else 2.0)), "-" if slower else "+"
    percent = clause.first("percent")
    share = percent.number / 100 if percent is not None else LITTLE if clause.has("little") else MUCH if clause.has("much") else PLAIN
    value = cue.tempo + way * by if by else cue.tempo * (1 + way * share)
    return round(value), "+" if way > 0 else "-"
