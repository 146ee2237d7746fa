"""Playable: ranges, leaps, breath, hands, strings and notes at once, of every part, by a reader of the instruments of its own.

    python -m tests.composing.bench.playable

The instruments' own files are read here with tomllib, nothing of the loader; notes come from the delivered MIDI by mido. What the
files do not say is our choice and stands below. Everything is asked three times: of the notes in the MIDI file, of the notes on the
page (MusicXML, by the reader in pages.py), and of the notes as the part has them to perform, for a file may hold on where the player
lets go. The control is the same parts with the sketch's notes as
they were thought, before anybody fitted them to a player. The cheap trick, to give everything to machines that can play anything,
is seen in how many notes there are that a rule can say no to.
"""

import functools
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from tests.bench.shares import told
from tests.composing.bench.drawn_films import film
from tests.composing.bench.film_scored import Struck, Written, notes_in, scored
from tests.composing.bench.pages import on_pages
from yeoun.model.notes import House
from yeoun.model.scored import Part
from yeoun.model.spotted import Cue

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
LEAPS = {"winds": 19, "brass": 12, "voice": 12, "strings": 19, "gugak": 14}    # semitones within one line: our choice
QUICK_S, QUICK_LEAP = 0.15, 12           # no leap over an octave in less: our choice
REST_S, BREATH_GAP_S, TOGETHER_S, HELD_S = 0.5, 0.15, 0.03, 0.06
HANDS = {"piano": (14, 5), "harp": (16, 4), "vibraphone": (12, 2), "celesta": (12, 5)}    # a hand's span and fingers: our choice
GUITAR, FRETS, REACH = (40, 45, 50, 55, 59, 64), 15, 4    # open strings, highest fret, frets a hand covers: our choice
BEATEN = frozenset({"janggu", "brushes"})    # keys there are strokes, not pitches
FILMS = tuple(range(1, 17))
HOUSES = (House(), House(palette=(("nylon_guitar", 1.0), ("steel_guitar", 1.0), ("grand_piano", 0.8), ("harp", 0.8), ("flute", 0.8))))
RULES = ("range", "leap", "breath", "at once", "hands", "strings")


@dataclass(frozen=True)
class Player:
    """What an instrument's file says of what it can play."""

    name: str
    family: str
    low: int
    high: int
    polyphony: int
    breath_s: float
    techniques: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """Something nobody can play."""

    rule: str
    part: str
    at_s: float
    says: str


def key_of(name: str) -> int:
    """A pitch's MIDI key.

    >>> key_of("C4"), key_of("Eb3"), key_of("F#-1")
    (60, 51, 6)
    """
    letter, rest = name[0], name[1:]
    sign = rest.startswith("#") - rest.startswith("b")
    return LETTERS[letter] + sign + 12 * (int(rest.lstrip("#b")) + 1)


@functools.cache
def players() -> dict[str, Player]:
    """Every instrument's limits, from its file."""
    found = {}
    for file in sorted((Path(__file__).parents[3] / "src" / "yeoun" / "instruments").glob("*.toml")):
        told_ = tomllib.loads(file.read_text("utf-8"))
        found[told_["name"]] = Player(told_["name"], told_["family"], key_of(told_["range"][0]), key_of(told_["range"][1]),
                                      told_["polyphony"], told_["breath_s"], tuple(told_["techniques"]))
    return found


def moments(notes: Sequence[Struck]) -> list[tuple[Struck, ...]]:
    """Notes that are struck together, in order."""
    found: list[list[Struck]] = []
    for note in sorted(notes, key=lambda each: (each.at_s, each.key)):
        if found and note.at_s - found[-1][0].at_s <= TOGETHER_S:
            found[-1].append(note)
        else:
            found.append([note])
    return [tuple(sorted(group, key=lambda each: each.key)) for group in found]


def _leaps(notes: Sequence[Struck], player: Player) -> tuple[list[Fault], int]:
    if player.family not in LEAPS or "pizzicato" in player.techniques or player.name in BEATEN or "tteutgi" in player.techniques:
        return [], 0
    line, faults, asked = [group[-1] for group in moments(notes)], list[Fault](), 0
    for before, after in zip(line, line[1:], strict=False):
        if after.at_s - before.end_s > REST_S:
            continue
        asked += 1
        leap, apart = abs(after.key - before.key), after.at_s - before.at_s
        if leap > LEAPS[player.family] or (leap > QUICK_LEAP and apart < QUICK_S):
            faults.append(Fault("leap", player.name, after.at_s, f"{leap} semitones in {apart:.2f} s"))
    return faults, asked


def _breaths(notes: Sequence[Struck], player: Player) -> tuple[list[Fault], int]:
    """Every stretch between two rests that is longer than one breath."""
    if player.breath_s <= 0:
        return [], 0
    stretches: list[tuple[float, float]] = []
    for note in sorted(notes, key=lambda each: each.at_s):
        if stretches and note.at_s - stretches[-1][1] < BREATH_GAP_S - 1e-3:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], note.end_s))
        else:
            stretches.append((note.at_s, note.end_s))
    long = [Fault("breath", player.name, start, f"{end - start:.1f} s without a rest, a breath is {player.breath_s:.0f} s")
            for start, end in stretches if end - start > player.breath_s + 0.05]
    return long, len(stretches)


def _at_once(notes: Sequence[Struck], player: Player) -> tuple[list[Fault], int]:
    faults, asked = list[Fault](), 0
    ordered = sorted(notes, key=lambda each: each.at_s)
    for group in moments(ordered):
        asked += 1
        at = group[0].at_s + HELD_S
        held = sum(each.at_s <= at < each.end_s for each in ordered)
        if held > player.polyphony:
            faults.append(Fault("at once", player.name, at, f"{held} notes, {player.polyphony} can sound"))
    return faults, asked


def two_hands(keys: Sequence[int], reach: int, fingers: int) -> bool:
    """Whether two hands can strike keys together.

    >>> two_hands([36, 48, 60, 64, 67, 74], 14, 5), two_hands([36, 52, 68], 14, 5)
    (True, False)
    """
    ordered = sorted(set(keys))

    def lies(hand: Sequence[int]) -> bool:
        return len(hand) <= fingers and (not hand or hand[-1] - hand[0] <= reach)

    return any(lies(ordered[:k]) and lies(ordered[k:]) for k in range(len(ordered) + 1))


def on_frets(keys: Sequence[int]) -> bool:
    """Whether six strings and one hand can sound keys together.

    >>> on_frets([40, 47, 52, 56, 59, 64]), on_frets([40, 41]), on_frets([48, 60, 64, 67])
    (True, False, True)
    """
    ordered = sorted(set(keys))
    choices = [[(string, key - tuned) for string, tuned in enumerate(GUITAR) if 0 <= key - tuned <= FRETS] for key in ordered]
    for way in product(*choices):
        stopped = [fret for _, fret in way if fret]
        if len({string for string, _ in way}) == len(way) and (not stopped or max(stopped) - min(stopped) <= REACH):
            return True
    return False


def _hands(notes: Sequence[Struck], player: Player) -> tuple[list[Fault], int]:
    limits = HANDS.get(player.name, HANDS["piano"] if player.family == "piano" else None)
    groups = [group for group in moments(notes) if len(group) > 1] if limits else []
    return [Fault("hands", player.name, group[0].at_s, f"{[each.key for each in group]} in two hands") for group in groups
            if limits and not two_hands([each.key for each in group], *limits)], len(groups)


def _strings(notes: Sequence[Struck], player: Player) -> tuple[list[Fault], int]:
    groups = [group for group in moments(notes) if len(group) > 1] if player.family == "guitar" else []
    return [Fault("strings", player.name, group[0].at_s, f"{[each.key for each in group]} on six strings") for group in groups
            if not on_frets([each.key for each in group])], len(groups)


def judged(notes: Sequence[Struck], player: Player) -> dict[str, tuple[list[Fault], int]]:
    """For each rule what breaks it, and how often it was asked."""
    pitched = [] if player.name in BEATEN else list(notes)
    outside = [Fault("range", player.name, each.at_s, f"key {each.key}, {player.low} to {player.high}") for each in pitched
               if not player.low <= each.key <= player.high]
    return {"range": (outside, len(pitched)), "leap": _leaps(pitched, player), "breath": _breaths(notes, player),
            "at once": _at_once(notes, player), "hands": _hands(notes, player), "strings": _strings(notes, player)}


def performed(part: Part) -> tuple[Struck, ...]:
    """The notes of a part as long as its player sounds them."""
    return tuple(Struck(part.name, each.key, 64, float(each.onset_s), float(each.onset_s + each.length_s), each.at_beat, each.at_beat)
                 for each in part.notes)


def thought(part: Part, cue: Written) -> tuple[Struck, ...]:
    """What a part plays as the sketch thought it: before octaves, breaths and hands."""
    when = cue.sketch.tempo_map.timing()
    return tuple(Struck(part.name, each.key, 64, float(when(each.at_beat)), float(when(each.at_beat + each.beats)), each.at_beat,
                        each.at_beat) for voice in cue.sketch.voices if voice.name in part.voices for each in voice.notes)


@dataclass
class Judgement:
    """Faults and how often each rule was asked, of the files, of the pages, of the players and of the sketch."""

    delivered: dict[str, tuple[list[tuple[str, Fault]], int]]
    written: dict[str, tuple[list[tuple[str, Fault]], int]]
    played: dict[str, tuple[list[tuple[str, Fault]], int]]
    raw: dict[str, tuple[list[tuple[str, Fault]], int]]
    cues: int = 0
    parts: int = 0
    notes: int = 0
    machine_notes: int = 0


def _add(into: dict[str, tuple[list[tuple[str, Fault]], int]], where: str, found: dict[str, tuple[list[Fault], int]]) -> None:
    for rule, (faults, asked) in found.items():
        before, count = into.get(rule, ([], 0))
        into[rule] = ([*before, *((where, each) for each in faults)], count + asked)


def measured(films: Sequence[int] = FILMS) -> Judgement:
    """Every part of every cue of some drawn films."""
    all_of = Judgement({}, {}, {}, {})
    for number in films:
        for house in HOUSES:
            for cue in scored(replace(film(number), house=house)).cues:
                _judge(cue, number, all_of)
    return all_of


def _judge(cue: Written, number: int, all_of: Judgement) -> None:
    all_of.cues += 1
    by_part, on_page = dict[str, list[Struck]](), dict[str, list[Struck]]()
    for note in notes_in(cue.midi):
        by_part.setdefault(note.part, []).append(note)
    for note in on_pages(cue):
        on_page.setdefault(note.part, []).append(note)
    for part in cue.score.parts:
        player, where, notes = players()[part.instrument.name], f"film {number}, {named(cue.cue)}", by_part.get(part.name, [])
        all_of.parts += 1
        all_of.notes += len(notes)
        all_of.machine_notes += len(notes) if player.family == "synth" else 0
        _add(all_of.delivered, where, judged(notes, player))
        _add(all_of.written, where, judged(on_page.get(part.name, []), player))
        _add(all_of.played, where, judged(performed(part), player))
        _add(all_of.raw, where, judged(thought(part, cue), replace(player)))


def named(cue: Cue) -> str:
    """A cue's printed number."""
    return str(cue.id)


def section() -> str:
    """The table."""
    found = measured()
    rows = []
    for rule in RULES:
        cells = [told(len(faults), asked) for faults, asked in (found.delivered[rule], found.written[rule], found.played[rule],
                                                                 found.raw[rule])]
        rows.append(f"| {rule} | {cells[0]} | {cells[1]} | {cells[2]} | 0 | {cells[3]} |")
    examples = [f"{where}: {fault.part} at {fault.at_s:.1f} s, {fault.says}" for rule in RULES
                for where, fault in (*found.delivered[rule][0][:2], *found.written[rule][0][:2])]
    return "\n".join([
        "## Playable", "",
        f"{found.parts} parts of {found.cues} cues of {len(FILMS)} drawn films, each for the usual house and for one that likes guitars, "
        f"pianos, harp and flute; {found.notes} notes, {found.machine_notes} of them for "
        "synthesizers, which only a range binds. Limits from the instruments' files by a reader of our own; leaps, spans and frets as "
        "tests/composing/bench/playable.py states them. Shares are of the notes, intervals, stretches between rests, or chords that a "
        "rule is about.", "",
        "| rule broken by | the MIDI files | the score's MusicXML | the parts as performed | goal | the sketch's notes, fitted to nobody |",
        "|---|---|---|---|---|---|",
        *rows, "", *([f"Examples: {'; '.join(examples)}.", ""] if examples else [])])


if __name__ == "__main__":
    sys.stdout.write(section())
