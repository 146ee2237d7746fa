"""How the unseen phrases of phrases.toml are scored (its head says it), and the trick that has to be beaten."""

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from yeoun.model.composed import Bar, TempoMap, TempoMark
from yeoun.model.feeling import Feelings
from yeoun.studio.wording.context import Context, OpenCue, Said, Somebody, frames_of_bars
from yeoun.studio.wording.lexing import items_of, language_of
from yeoun.studio.wording.proposal import Edit, EditKind, Place, Proposal
from yeoun.units.modes import mode_in_key_name, mode_named, tonic_named
from yeoun.units.names import theme_asked
from yeoun.units.time import Seconds, frame_of

FILE = Path(__file__).with_name("phrases.toml")
TOLD = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"phrase": []}
CLOSE_S = 0.1  # times may differ by so much
NOW = {"valence": -0.2, "arousal": 0.4, "tension": 0.5}  # the graph of the context, which the file leaves open


@dataclass(frozen=True, slots=True)
class Meant:
    """One edit taken apart: what it is, and where."""

    what: tuple[Any, ...]
    place: Place


def desk() -> Context:
    """The context of the file; the film is two minutes, the graph is flat."""
    told = TOLD["context"]
    rate = Fraction(told["rate"])
    first, end, playhead = (int(frame_of(told[name], rate)) for name in ("in_tc", "out_tc", "playhead_tc"))
    beats, unit = map(int, told["metre"].split("/"))
    bars = tuple(Bar(k + 1, Fraction(4 * beats * k, unit), beats, unit) for k in range(told["bars"]))
    cue = OpenCue(
        told["cue"],
        first,
        end,
        TempoMap(0, (TempoMark(Fraction(0), round(60e6 / told["bpm"])),)),
        bars,
        tuple(told["instruments"]),
        told["key"],
        told["mode"],
        float(told["bpm"]),
    )
    names = {each["id"]: each["names"] for each in told["character"]}
    people = tuple(Somebody(each["names"][0], tuple(each["names"][1:]), each["theme"], each["pronoun"]) for each in told["character"])
    lines = tuple(
        Said(names[each["id"]][0], each["text"], round(each["from_s"] * rate), round(each["to_s"] * rate)) for each in told["line"]
    )
    feelings = Feelings(Seconds(0.5), *((value,) * 241 for value in NOW.values()))
    return Context(rate, round(120 * rate), 0, playhead, cue.id, (cue,), people, lines, (), feelings)


def _called(whose: str) -> str:
    return next((each["names"][0] for each in TOLD["context"]["character"] if each["id"] == whose), whose)


def taken_apart(proposal: Proposal, context: Context) -> list[Meant]:
    """What a proposal proposes, one for each axis and each player."""
    return [Meant(what, edit.place) for edit in proposal.edits for what in _parts(edit, context)]


def _parts(edit: Edit, context: Context) -> list[tuple[Any, ...]]:
    cue = context.cues[0]
    match edit.kind:
        case EditKind.GRAPH:
            ways = {pair[:-1]: 1 if pair[-1] == "+" else -1 for pair in edit.toward.split()}
            return [
                ("graph", axis, ways.get(axis, 1 if float(value) > NOW[axis] else -1))
                for axis, value in (pair.split("=") for pair in edit.value.split())
            ]
        case EditKind.INSTRUMENT:
            return [("instrument", name.removeprefix("-"), "out" if name.startswith("-") else "in") for name in edit.value.split(", ")]
        case EditKind.SLIP:
            border, by = edit.value.split()
            return [("slip", border, int(by))]
        case EditKind.THEME:
            whose, form = theme_asked(edit.value)
            return [("theme", whose, form or "")]
        case EditKind.TEMPO:
            return [("tempo", float(edit.value), 1 if float(edit.value) > cue.tempo else -1)]
        case EditKind.HIT:
            return [("hit", edit.value.split()[0], edit.value.endswith("stop"))]
        case _:
            return [(edit.kind.value, edit.value)]


def is_met(told: dict[str, Any], meant: Meant, context: Context) -> bool:
    """Whether an edit is the one that the file asks for."""
    return (
        meant.what[0] == told["kind"]
        and _says(told, meant, context)
        and (told["kind"] == "slip" or "place" not in told or _is_there(told, meant.place, context))
    )


def _says(told: dict[str, Any], meant: Meant, context: Context) -> bool:
    what, cue = meant.what, context.cues[0]
    match told["kind"]:
        case "graph":
            return bool(what[1] == told["axis"] and what[2] == told.get("direction", what[2]))
        case "instrument":
            return bool(what[1:] == (told["name"], told["in_or_out"]))
        case "silence":
            return bool(what[1] == told["value"]) or (told["value"], what[1]) == ("yes", "cut")
        case "music":
            return bool(what[1] == told["value"])
        case "slip":
            return bool(what[1] == told["which"]) and _is_moved(told, what[2], meant.place, context)
        case "hit":
            return what[1:] == (told.get("class", "A"), told.get("stop", what[2]))
        case "theme":
            return bool(what[1] == _called(told["whose"]) and what[2] == told.get("form", what[2]))
        case "mode":
            return bool(mode_named(what[1]) == mode_named(told["mode"]))
        case "key":
            if "semitones" in told:
                return bool(tonic_named(what[1]) == ((tonic_named(cue.key) or 0) + told["semitones"] * told.get("direction", 1)) % 12)
            mode = mode_in_key_name(told["key"])
            return bool(tonic_named(what[1]) == tonic_named(told["key"])) and (mode is None or mode == mode_in_key_name(what[1]))
        case "tempo":
            by = told.get("by_bpm")
            if "bpm" in told:
                return bool(what[1] == told["bpm"])
            return bool(what[2] == told["direction"]) and (by is None or bool(abs(what[1] - cue.tempo) == by))
        case "lock":
            return bool(what[1].split(" ")[0] == cue.id)
        case _:
            return False


def _is_moved(told: dict[str, Any], by: int, place: Place, context: Context) -> bool:
    if "frames" in told:
        return bool(by == told["frames"] * told["direction"])
    if "seconds" in told:
        return bool(abs(float(by / context.rate) - told["seconds"] * told["direction"]) <= CLOSE_S)
    return _near(place.first, _moment(told, context), context)


def _near(frame: float, other: float, context: Context) -> bool:
    return abs(frame - other) <= CLOSE_S * context.rate + 1e-9


def _line(told: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in TOLD["context"]["line"] if each["id"] == told["line"])


def _moment(told: dict[str, Any], context: Context) -> float:
    """The frame at which a place of the file begins."""
    cue, rate = context.cues[0], context.rate
    match told["place"]:
        case "here" | "from_here":
            return float(context.playhead or 0)
        case "line_end" | "line_start":
            return float((_line(told)["to_s" if told["place"] == "line_end" else "from_s"] + told.get("offset_s", 0.0)) * rate)
        case "range":
            return float(cue.first_frame + told["from_s"] * rate)
        case "bars":
            return float((frames_of_bars(context, cue, told["first"], told["first"]) or (0, 0))[0])
        case _:
            return float(cue.first_frame)


def _is_there(told: dict[str, Any], place: Place, context: Context) -> bool:
    """Whether a place is the one the file names: the same kind, and the same frames within a tenth of a second."""
    cue = context.cues[0]
    begins = _moment(told, context)
    lasts = "for_s" not in told or _near(place.end - place.first, float(told["for_s"] * context.rate), context)
    match told["place"]:
        case "here":
            return place.how == "here" and lasts
        case "cue":
            return place.how != "film" and (place.first, place.end) == (cue.first_frame, cue.end_frame)
        case "film":
            return place.how == "film"
        case "from_here":
            return _near(place.first, begins, context) and place.end == cue.end_frame
        case "line_end" | "line_start":
            ends = place.how == "before_line" and not place.is_point
            return (
                _near(place.end if ends and told.get("for_s") is None else place.first, begins, context)
                and place.how in {"after_line", "before_line", "line"}
                and lasts
            )
        case "range":
            until = cue.first_frame + told["to_s"] * context.rate if "to_s" in told else None
            return _near(place.first, begins, context) and (until is None or _near(place.end, float(until), context))
        case _:
            until = frames_of_bars(context, cue, told["last"], told["last"]) if "last" in told else None
            return _near(place.first, begins, context) and (until is None or place.is_point or _near(place.end, until[1], context))


def is_right(phrase: dict[str, Any], proposal: Proposal, context: Context) -> bool:
    """Whether a proposal answers a phrase: one of its readings, no edit more and none less; or a question and nothing else."""
    if phrase.get("ask"):
        return proposal.question is not None and not proposal.edits
    if proposal.question is not None:
        return False
    made = taken_apart(proposal, context)
    return any(_covers(reading, made, context) for reading in (phrase["edits"], *phrase.get("also", ())))


def _covers(reading: list[dict[str, Any]], made: list[Meant], context: Context) -> bool:
    left = list(made)
    for told in reading:
        found = next((each for each in left if is_met(told, each, context)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def by_first_word(phrase: str, context: Context) -> Proposal:
    """The trick to beat: the first word that names something decides, more of it or it comes in, over the whole cue."""
    language = language_of(phrase)
    cue = context.cues[0]
    place = Place("cue", cue.first_frame, cue.end_frame)

    def of(kind: EditKind, value: str, toward: str = "") -> Proposal:
        return Proposal(phrase, language, (Edit(kind, value, place, (), "", "", (), toward),))

    for item in items_of(phrase, language, context):
        if mood := item.senses.get("mood"):
            return of(EditKind.GRAPH, f"{mood[:-1]}={NOW[mood[:-1]]:g}", mood)
        if name := item.senses.get("instrument"):
            return of(EditKind.INSTRUMENT, name.split()[0])
        for sense, kind, value in (
            ("silence", EditKind.SILENCE, "cut"),
            ("music", EditKind.MUSIC, "yes"),
            ("hit", EditKind.HIT, "A"),
            ("faster", EditKind.TEMPO, str(cue.tempo + 8)),
            ("slower", EditKind.TEMPO, str(cue.tempo - 8)),
        ):
            if item.does(sense):
                return of(kind, value)
        if mode := item.senses.get("mode"):
            return of(EditKind.MODE, mode)
        if key := item.senses.get("key"):
            return of(EditKind.KEY, key)
        if item.does("theme"):
            return of(EditKind.THEME, context.people[0].name)
    return Proposal(phrase, language)
