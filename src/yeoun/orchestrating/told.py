"""What notes did to the players of a cue: each is asked about by leaving it out.

A note's id stands in the reason of the part it brought, or of those who play in the place of one it kept out, and
nowhere else; what would have been so anyway has no note in it.
"""

from collections.abc import Callable
from dataclasses import replace

from yeoun.model.composed import Brief, Sketch
from yeoun.model.notes import NoteKind, Outcome
from yeoun.model.scored import Part, Score
from yeoun.units.time import Seconds

LANDS = {"onset": "a note begins", "stop": "the tone stops", "change": "the chord changes"}


def _duties(parts: tuple[Part, ...]) -> dict[tuple[str, str, tuple[str, ...]], Part]:
    """Every part by who plays what: the instrument, its role and the voices of the sketch."""
    return {(part.instrument.name, part.role, part.voices): part for part in parts}


def _without(brief: Brief, name: str) -> Brief:
    """The brief without people's word on one player."""
    return replace(brief, players=tuple(wish for wish in brief.players if wish[0] != name))


def of_players(score: Score, brief: Brief, play: Callable[[Brief], Score]) -> tuple[Outcome, ...]:
    """What instrument notes did.

    play   the score of a brief: asked once for every player that a note speaks of
    """
    wishes, out = dict(brief.players), []
    here = _duties(score.parts)
    players = {name for name, _, _ in here}
    for each in brief.asked:
        if each.kind is not NoteKind.INSTRUMENT or each.value not in wishes:
            continue
        name, there = each.value, _duties(play(_without(brief, each.value)).parts)
        before = {player for player, _, _ in there}
        moved = tuple(part.name for duty, part in here.items() if duty not in there)
        come, gone = sorted(players - before - {name}), sorted(before - players)
        changed = unmet = ""
        if wishes[name] and name not in players:
            unmet = f"{name} does not play: no line of this cue lies in its hands"
        elif wishes[name] and moved:
            roles = ", ".join(dict.fromkeys(role for player, role, _ in here if player == name))
            changed = f"{name} plays ({roles})" + (f" instead of {', '.join(gone)}" if gone else "")
        elif not wishes[name] and name in before:
            changed = f"{name} is kept out" + (f", {', '.join(come)} in its place" if come else "")
        out.append(Outcome(each.note, "instrument", changed, unmet, parts=moved if changed else ()))
    return tuple(out)


def signed(parts: tuple[Part, ...], free: tuple[Part, ...], told: tuple[Outcome, ...]) -> tuple[Part, ...]:
    """The parts, each that a note moved saying so; one that plays what it would anyway has the reason it has anyway.

    free   the parts without any instrument note;  told  what those notes did
    """
    there, out = _duties(free), []
    for duty, part in _duties(parts).items():
        notes = [each for each in told if part.name in each.parts]
        if notes:
            said = "; ".join(f"note {each.note}: {each.changed}" for each in notes)
            part = replace(part, why=f"{said}. {part.why}")
        elif duty in there:
            part = replace(part, why=there[duty].why)
        out.append(part)
    return tuple(out)


def of_hits(score: Score, sketch: Sketch, brief: Brief) -> tuple[Outcome, ...]:
    """Where the hits that notes ask for landed, and which nobody plays."""
    landed = {each.hit: each for each in score.landed}
    said = {each.note for each in sketch.outcomes if each.what == "hit" and each.unmet}
    out = []
    for number, hit in enumerate(brief.hits):
        for note in hit.notes:
            there = landed.get(number)
            if there is not None:
                bar = max((each for each in score.bars if each.at_beat <= there.at_beat), key=lambda each: each.at_beat)
                unmet = "nothing sounds there that could stop, so a note begins instead" if hit.kind == "stop" != there.kind else ""
                out.append(Outcome(note, "hit", f"the hit asked for lands: {LANDS.get(there.kind, there.kind)}", unmet,
                                   at_s=Seconds(float(hit.at_s)), bars=(bar.number,), parts=(there.part,)))
            elif note not in said:
                out.append(Outcome(note, "hit", unmet="nobody plays at that moment, so nothing lands",
                                   at_s=Seconds(float(hit.at_s))))
    return tuple(out)
