"""Answers as they are in the notes: an answer that nobody can hear is none, and is told among what was not caught.

The spotting says which sounds a cue means to answer; words, stops and players have the last word. So every answer is looked
up in the notes of the cue, with the bar and beat where it is.
"""

from fractions import Fraction

from yeoun.model.soundtrack import ScoredCue
from yeoun.model.spotted import Answer, NotCaught
from yeoun.units.time import at_frame

SOON_S = 0.8      # our choice: what enters later than so long after a sound does not answer it
LETS_GO_S = 0.35  # our choice: a last note that ends so much before a sound, or after it has begun, has no part in it
SOUNDS = {"sigh": "a sigh", "steps": "steps"}
DOES = {"breath": "a breath in the phrase", "stop": "what moves stops", "entry": "the cue enters", "end": "the cue ends",
        "onset": "a note falls on its end"}


def answered_at(cue: ScoredCue, answer: Answer) -> Fraction | None:
    """The beat at which the notes answer a sound; None where they do not."""
    sketch, start_s = cue.sketch, float(at_frame(cue.cue.first_frame, cue.brief.rate))
    if answer.does in {"breath", "stop", "onset"}:
        hits = [k for k, hit in enumerate(cue.cue.hits) if abs(hit.frame - answer.frame) <= 2]
        return next((each.at_beat for each in cue.score.landed if each.hit in hits), None)
    notes = [note for voice in sketch.voices for note in voice.notes]
    if not notes:
        return None
    seconds, moment = sketch.tempo_map.timing(), float(at_frame(answer.frame, cue.brief.rate)) - start_s
    if answer.does == "entry":
        first = min(note.at_beat for note in notes)
        return first if seconds(first) - moment <= SOON_S else None
    last = max(note.at_beat + note.beats for note in notes)
    return last if abs(seconds(last) - moment) <= LETS_GO_S else None


def unheard(answer: Answer) -> NotCaught:
    """What is said of an answer that is not in the notes."""
    at_s = answer.at_s if answer.sound == "sigh" else answer.until_s
    what = "a sigh" if answer.sound == "sigh" else "the steps stop"
    why = {"breath": "nothing moves there that could rest", "stop": "nothing moves there that could stop",
           "onset": "nobody plays the note that was to fall there", "end": "the last note ends before it or rings over it",
           "entry": f"the cue enters there, and its first note comes more than {SOON_S:g} s later"}[answer.does]
    return NotCaught(at_s, f"{what} (sure to {100 * answer.confidence:.0f} %): {why}")
