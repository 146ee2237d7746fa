"""Loudspeaker layouts: which channel is called what, where it stands, and in which order a file holds it.

Idea: sound is routed by label, never by index. WAV, Atmos bed, DCP and IAMF all order channels differently; the label
is the one name they share. Sources: ITU-R BS.2051-3 (labels), Microsoft's WAVEFORMATEXTENSIBLE (masks and file order),
ITU-R BS.2127 (room coordinates). Conventions: x -1..1 (right), y -1..1 (front), z 0..1 (up).
"""

from dataclasses import dataclass
from typing import TypeAlias

Place: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """A set of loudspeakers; `labels` stand in WAV file order, `mask` is what a WAV file says of them."""

    name: str
    labels: tuple[str, ...]
    mask: int

    @property
    def channels(self) -> int:
        """How many channels a file of this layout holds."""
        return len(self.labels)

    def index(self, label: str) -> int:
        """Where a label stands in the file, from 0."""
        return self.labels.index(label)


MONO = Layout("mono", ("C",), 0x4)
STEREO = Layout("2.0", ("L", "R"), 0x3)
FIVE_ONE = Layout("5.1", ("L", "R", "C", "LFE", "Ls", "Rs"), 0x3F)
SEVEN_ONE = Layout("7.1", ("L", "R", "C", "LFE", "Lrs", "Rrs", "Lss", "Rss"), 0x63F)
SEVEN_ONE_FOUR = Layout(
    "7.1.4", ("L", "R", "C", "LFE", "Lrs", "Rrs", "Lss", "Rss", "Ltf", "Rtf", "Ltr", "Rtr"), 0x2D63F)
LAYOUTS = {layout.name: layout for layout in (MONO, STEREO, FIVE_ONE, SEVEN_ONE, SEVEN_ONE_FOUR)}

BED_712 = ("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs", "Lts", "Rts")    # order of an Atmos bed
TOPS = ("Ltf", "Rtf", "Ltr", "Rtr")

SPEAKERS: dict[str, Place] = {    # where loudspeakers stand
    "L": (-1.0, 1.0, 0.0), "R": (1.0, 1.0, 0.0), "C": (0.0, 1.0, 0.0),
    "Lss": (-1.0, 0.0, 0.0), "Rss": (1.0, 0.0, 0.0), "Lrs": (-1.0, -1.0, 0.0), "Rrs": (1.0, -1.0, 0.0),
    "Ls": (-1.0, -1.0, 0.0), "Rs": (1.0, -1.0, 0.0),
    "Ltf": (-1.0, 1.0, 1.0), "Rtf": (1.0, 1.0, 1.0), "Ltr": (-1.0, -1.0, 1.0), "Rtr": (1.0, -1.0, 1.0),
}
SOURCES: dict[str, Place] = SPEAKERS | {    # where a channel is heard from when another layout must play it
    "Ls": (-1.0, -0.36397, 0.0), "Rs": (1.0, -0.36397, 0.0), "Lts": (-1.0, 0.0, 1.0), "Rts": (1.0, 0.0, 1.0),
}
# BS.1770-5: 1.41 where the elevation is under 30 degrees and the azimuth 60 to 120 degrees; the LFE is not counted.
WEIGHTS = dict.fromkeys(SOURCES, 1.0) | {"LFE": 0.0, "Lss": 1.41, "Rss": 1.41, "Ls": 1.41, "Rs": 1.41}


def layout_of(channels: int) -> Layout:
    """The layout a plain file of so many channels has.

    Refuses  ValueError for a count without a usual layout

    >>> layout_of(6).name
    '5.1'
    """
    for layout in LAYOUTS.values():
        if layout.channels == channels:
            return layout
    raise ValueError(f"no usual layout has {channels} channels")
