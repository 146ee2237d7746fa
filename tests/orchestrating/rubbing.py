"""Rubs between the tune and whoever plays beside it, counted on finished scores and on nothing else."""

from dataclasses import dataclass

from yeoun.model.scored import Part, Score, ScoreNote

LONG_S = 0.5       # a shorter meeting is a passing tone


@dataclass(frozen=True, slots=True)
class Rub:
    """Two notes too near for too long: seconds together, the tune's key, the other part and its key."""

    shared_s: float
    at_s: float
    tune: int
    part: str
    other: int
    resolves: bool      # the tune goes on by step at once

    @property
    def is_sharp(self) -> bool:
        """A second or a minor ninth: the lower tone has the higher a semitone over it, or that and octaves."""
        return (max(self.tune, self.other) - min(self.tune, self.other)) % 12 == 1


def _meets(one: ScoreNote, two: ScoreNote) -> float:
    return min(one.onset_s + one.length_s, two.onset_s + two.length_s) - max(one.onset_s, two.onset_s)


def _resolves(lead: Part, number: int) -> bool:
    note = lead.notes[number]
    following = next((each for each in lead.notes[number + 1:] if each.onset_s > note.onset_s), None)
    return (following is not None and note.beats <= 1 and 1 <= abs(following.key - note.key) <= 2
            and following.onset_s - note.onset_s - note.length_s < 0.3)


def rubs(score: Score, longer_than_s: float = LONG_S) -> list[Rub]:
    """Every semitone, major seventh and minor ninth (and those with octaves between) of the tune with another part."""
    found = []
    for lead in (part for part in score.parts if part.role == "melody"):
        for part in score.parts:
            if part is lead or part.instrument.clef == "percussion":
                continue
            for number, note in enumerate(lead.notes):
                for other in part.notes:
                    shared = _meets(note, other)
                    if shared > longer_than_s and (note.key - other.key) % 12 in {1, 11}:
                        found.append(Rub(round(float(shared), 2), float(note.onset_s), note.key, part.name, other.key,
                                         _resolves(lead, number)))
    return found
