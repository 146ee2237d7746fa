"""Where every cue sits in the picture, to the sample."""

from fractions import Fraction

from yeoun.model.mixed import Placement
from yeoun.model.spotted import Spotting
from yeoun.units.time import frame_to_samples, to_samples


def placements(spotting: Spotting, rate: Fraction) -> tuple[Placement, ...]:
    """A placement for every cue, in film order.

    spotting  cues and silences that tile the picture
    rate      frames a second of the picture, exact
    Gives     first samples at round(frame x 48000 / rate), lengths up to the first sample of the next moment
    """
    placed = []
    for cue in spotting.cues:
        at, end = frame_to_samples(cue.first_frame, rate), frame_to_samples(cue.end_frame, rate)
        placed.append(Placement(
            cue=cue.key, id=cue.id, first_frame=cue.first_frame, at_sample=at, length=end - at,
            tail=to_samples(cue.tail_s), manner=cue.ending.value))
    return tuple(placed)
