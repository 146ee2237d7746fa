"""What hands reach: keys struck together on strings and frets, or on a keyboard, a harp, bars.

A chord that one hand cannot stop on six strings, or two hands cannot span, is laid anew: its outer tones move inward by octaves; where
that does not help, inner tones are left out, those struck for a hit last, the top never; the top says how many.
Spans are our choice: five frets of a guitar's first fifteen (four apart), a ninth in a pianist's hand, a tenth in a harper's.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

from yeoun.model.scored import Instrument, ScoreNote

OPEN_STRINGS = (40, 45, 50, 55, 59, 64)    # E2 A2 D3 G3 B3 E4
HIGHEST_FRET, FRETS_APART = 15, 4
SPANS = {"piano": (14, 5), "celesta": (12, 5), "harp": (16, 4), "vibraphone": (12, 2)}    # semitones and tones of a hand
TOGETHER_S = 0.03    # notes that begin this near are one chord: our choice
STRUCK = "hit struck"    # how the reason of a tone begins that is there for a hit alone (strike.py)
MOST_LAID = 4        # tones of a chord that are tried in every octave; of more the inner ones go first: our choice


def on_strings(keys: Sequence[int]) -> bool:
    """Whether a guitar can sound keys together: each on a string of its own, stopped frets within one hand.

    >>> on_strings((40, 47, 52, 56, 59, 64)), on_strings((41, 72)), on_strings((40, 41))
    (True, False, False)
    """
    places = [[(string, key - tuned) for string, tuned in enumerate(OPEN_STRINGS) if 0 <= key - tuned <= HIGHEST_FRET]
              for key in sorted(set(keys))]
    for way in product(*places):
        stopped = [fret for _, fret in way if fret]
        if len({string for string, _ in way}) == len(way) and (not stopped or max(stopped) - min(stopped) <= FRETS_APART):
            return True
    return False


def in_two_hands(keys: Sequence[int], span: int, tones: int) -> bool:
    """Whether two hands can strike keys together, each at most `span` semitones wide with at most `tones` tones.

    >>> in_two_hands((36, 48, 60, 64), 14, 5), in_two_hands((36, 52, 68), 14, 5)
    (True, False)
    """
    ordered = sorted(set(keys))

    def lies(hand: Sequence[int]) -> bool:
        return len(hand) <= tones and (not hand or hand[-1] - hand[0] <= span)

    return any(lies(ordered[:k]) and lies(ordered[k:]) for k in range(len(ordered) + 1))


def reaches(player: Instrument, keys: Sequence[int]) -> bool:
    """Whether a player's hands have keys at once; always true of one key, and of who strikes and stops nothing."""
    if len(set(keys)) < 2:
        return True
    if player.family == "guitar":
        return on_strings(keys)
    span = SPANS.get(player.name, SPANS["piano"] if player.family == "piano" else None)
    return span is None or in_two_hands(keys, *span)


def _laid(keys: Sequence[int], player: Instrument, open_to: Callable[[int], bool]) -> tuple[int, ...] | None:
    """Keys of a chord moved by octaves so that hands reach it: the top stays if it can, the others move little, rather up."""
    ways = [[key, *(moved for moved in (key + 12, key - 12, key + 24, key - 24)
                    if player.low <= moved <= player.high and open_to(moved))] for key in keys]
    fit = [way for way in product(*ways) if len(set(way)) == len(way) and reaches(player, way)]
    return min(fit, key=lambda way: (way[-1] != keys[-1] or max(way) != keys[-1],
                                     sum(abs(key - own) for key, own in zip(way, keys, strict=True)), -sum(way)), default=None)


def _chord(group: Sequence[ScoreNote], player: Instrument, open_to: Callable[[int], bool]) -> tuple[ScoreNote, ...]:
    """A chord as its player's hands have it."""
    notes, out = sorted(group, key=lambda note: note.key), 0
    while not reaches(player, [note.key for note in notes]):
        laid = _laid([note.key for note in notes], player, open_to) if len(notes) <= MOST_LAID else None
        if laid is not None:
            return tuple(note if key == note.key else replace(
                note, key=key, why=f"{note.why}; moved {(key - note.key) // 12:+d} octave into reach of the {player.english}'s hands")
                for note, key in zip(notes, laid, strict=True))
        notes.pop(min(range(len(notes) - 1), key=lambda k: (notes[k].why.startswith(STRUCK), k == 0, k)))
        out += 1
    if out:
        why = f"{notes[-1].why}; {out} tone{'s' * (out > 1)} under it left out, beyond the reach of the {player.english}'s hands"
        notes[-1] = replace(notes[-1], why=why)
    return tuple(notes)


def _open(open_to: Callable[[int, float], bool], at_s: float, key: int) -> bool:
    return open_to(key, at_s)


def in_reach(notes: Sequence[ScoreNote], player: Instrument, open_to: Callable[[int, float], bool]) -> tuple[ScoreNote, ...]:
    """The notes of a part with every chord in reach of its player's hands.

    notes    of one part
    open_to  whether a key may be struck at a moment (seconds of the cue): nothing is moved into a speaking voice
    """
    groups: list[list[ScoreNote]] = []
    for note in sorted(notes, key=lambda note: (note.onset_s, -note.key)):
        if groups and note.onset_s - groups[-1][0].onset_s <= TOGETHER_S:
            groups[-1].append(note)
        else:
            groups.append([note])
    made = [note for group in groups for note in _chord(group, player, partial(_open, open_to, float(group[0].onset_s)))]
    return tuple(sorted(made, key=lambda note: (note.onset_s, -note.key)))
