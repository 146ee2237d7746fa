"""The Audio Definition Model as the Dolby Atmos master profile wants it: axml, chna and dbmd beside plain PCM.

Sources: ITU-R BS.2076-2 (model), BS.2088-1 (`chna`), the published Dolby Atmos Master ADM Profile v1.1 with its
numbering (beds count channels from AO_1001, objects never stand below AO_100b), and its `dbmd` chunk. The largest bed
is 7.1.2; four tops of a 7.1.4 mix are objects that never move. Conforms to the published profile; nobody certified it.
Conventions: times are samples at 48 kHz; a moving object's blocks tile the programme exactly.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

from yeoun.model.panning import Path

NAME = "Atmos_Master"          # the name of the profile: a checker that sees another checks nothing
FIRST, FIRST_OBJECT, LAST = 0x1001, 0x100B, 0x1080
GLIDE_S = "0.005208"           # the profile's literal: 250 samples
ROOM_CENTRIC = {               # label: (speaker label, name, x, y, z)
    "L": ("RC_L", "RoomCentricLeft", "-1", "1", "0"), "R": ("RC_R", "RoomCentricRight", "1", "1", "0"),
    "C": ("RC_C", "RoomCentricCenter", "0", "1", "0"), "LFE": ("RC_LFE", "RoomCentricLFE", "-1", "1", "-1"),
    "Lss": ("RC_Lss", "RoomCentricLeftSideSurround", "-1", "0", "0"),
    "Rss": ("RC_Rss", "RoomCentricRightSideSurround", "1", "0", "0"),
    "Lrs": ("RC_Lrs", "RoomCentricLeftRearSurround", "-1", "-1", "0"),
    "Rrs": ("RC_Rrs", "RoomCentricRightRearSurround", "1", "-1", "0"),
    "Lts": ("RC_Lts", "RoomCentricLeftTopSurround", "-1", "0", "1"),
    "Rts": ("RC_Rts", "RoomCentricRightTopSurround", "1", "0", "1"),
    "Ls": ("RC_Ls", "RoomCentricLeftSurround", "-1", "-0.36397", "0"),
    "Rs": ("RC_Rs", "RoomCentricRightSurround", "1", "-0.36397", "0"),
}
FRAME_CODES = {Fraction(24000, 1001): 1, Fraction(24): 2, Fraction(25): 3, Fraction(30000, 1001): 5, Fraction(30): 6}
NEAR, FAR, MID = 1, 2, 3       # headphone modes


@dataclass(frozen=True, slots=True)
class Bed:
    """Channels that stand at loudspeakers, in the profile's order."""

    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mover:
    """One object: from each moment of its path on it is there."""

    name: str
    path: Path


Scene: TypeAlias = tuple[Bed | Mover, ...]    # in track order, beds first


@dataclass(frozen=True, slots=True)
class _Track:
    """One row of the file: its ids, and what it is."""

    number: int                # of the track, from 1
    counter: int               # the profile's running channel number
    pack: str
    element: Bed | Mover
    label: str                 # of a bed's channel

    @property
    def kind(self) -> str:
        return "0001" if isinstance(self.element, Bed) else "0003"

    @property
    def suffix(self) -> str:
        return f"{self.kind}{self.counter:04x}"

    @property
    def uid(self) -> str:
        return f"ATU_{self.number:08x}"

    @property
    def name(self) -> str:
        return ROOM_CENTRIC[self.label][1] if self.label else self.element.name


def tracks_of(scene: Scene) -> tuple[_Track, ...]:
    """Every track of a scene with the profile's ids.

    Refuses  ValueError for more channels than the profile numbers
    """
    tracks: list[_Track] = []
    counter, beds = FIRST, 0
    for element in scene:
        match element:
            case Bed(labels=labels):
                beds += 1
                for label in labels:
                    tracks.append(_Track(len(tracks) + 1, counter, f"AP_0001{0x1000 + beds:04x}", element, label))
                    counter += 1
            case Mover():
                counter = max(counter, FIRST_OBJECT)
                tracks.append(_Track(len(tracks) + 1, counter, f"AP_0003{counter:04x}", element, ""))
                counter += 1
    if counter - 1 > LAST:
        raise ValueError(f"the profile numbers {LAST - FIRST + 1} channels, this scene needs {counter - FIRST}")
    return tuple(tracks)


def clock(hundred_thousandths: int) -> str:
    """A time of the model, hh:mm:ss.zzzzz.

    >>> clock(7_000_000)
    '00:01:10.00000'
    """
    seconds, rest = divmod(hundred_thousandths, 100_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:05}"


def ticks(samples: int) -> int:
    """Samples as hundred thousandths of a second, half up."""
    return (samples * 100_000 + 24_000) // 48_000


def chna(scene: Scene) -> bytes:
    """The `chna` chunk: which track is which."""
    tracks = tracks_of(scene)
    rows = [struct.pack("<H12s14s11sx", t.number, t.uid.encode(), f"AT_{t.suffix}_01".encode(), t.pack.encode())
            for t in tracks]
    return struct.pack("<HH", len(tracks), len(tracks)) + b"".join(rows)


def axml(scene: Scene, frames: int) -> bytes:
    """The `axml` chunk of a scene of so many samples."""
    tracks = tracks_of(scene)
    end = clock(ticks(frames))
    by_element = [[t for t in tracks if t.element is element] for element in scene]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             '<ebuCoreMain xmlns="urn:ebu:metadata-schema:ebuCore_2016" xmlns:dc="http://purl.org/dc/elements/1.1/" '
             'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xml:lang="en">',
             "<coreMetadata><format><audioFormatExtended>",
             f'<audioProgramme audioProgrammeID="APR_1001" audioProgrammeName="{NAME}" start="{clock(0)}" end="{end}">',
             *(f"<audioContentIDRef>ACO_{FIRST + k:04x}</audioContentIDRef>" for k in range(len(scene))),
             "</audioProgramme>"]
    for k, own in enumerate(by_element):
        lines.append(f'<audioContent audioContentID="ACO_{FIRST + k:04x}" '
                     f"audioContentName={quoteattr(scene[k].name)}><audioObjectIDRef>AO_{own[0].counter:04x}"
                     '</audioObjectIDRef><dialogue mixedContentKind="0">2</dialogue></audioContent>')
    for k, own in enumerate(by_element):
        uids = "".join(f"<audioTrackUIDRef>{t.uid}</audioTrackUIDRef>" for t in own)
        lines.append(f'<audioObject audioObjectID="AO_{own[0].counter:04x}" audioObjectName={quoteattr(scene[k].name)} '
                     f'start="{clock(0)}" duration="{end}"><audioPackFormatIDRef>{own[0].pack}</audioPackFormatIDRef>'
                     f"{uids}</audioObject>")
    for k, own in enumerate(by_element):
        refs = "".join(f"<audioChannelFormatIDRef>AC_{t.suffix}</audioChannelFormatIDRef>" for t in own)
        lines.append(f'<audioPackFormat audioPackFormatID="{own[0].pack}" '
                     f"audioPackFormatName={quoteattr(scene[k].name)} {_type(own[0])}>{refs}</audioPackFormat>")
    for track in tracks:
        lines += [f'<audioChannelFormat audioChannelFormatID="AC_{track.suffix}" '
                  f"audioChannelFormatName={quoteattr(track.name)} {_type(track)}>",
                  *_blocks(track, frames), "</audioChannelFormat>"]
    lines += [_stream(track) for track in tracks]
    lines += ["</audioFormatExtended></format></coreMetadata></ebuCoreMain>", ""]
    return "\n".join(lines).encode()


def _type(track: _Track) -> str:
    kind = "DirectSpeakers" if isinstance(track.element, Bed) else "Objects"
    return f'typeLabel="{track.kind}" typeDefinition="{kind}"'


def _place(x: str, y: str, z: str) -> str:
    return "".join(f'<position coordinate="{axis}">{value}</position>'
                   for axis, value in zip("XYZ", (x, y, z), strict=True))


def _blocks(track: _Track, frames: int) -> Iterator[str]:
    """The blocks of one channel: one without time for a bed, tiles from start to end for an object."""
    match track.element:
        case Bed():
            label, _, *place = ROOM_CENTRIC[track.label]
            yield (f'<audioBlockFormat audioBlockFormatID="AB_{track.suffix}_00000001">'
                   f"<speakerLabel>{label}</speakerLabel><cartesian>1</cartesian>{_place(*place)}</audioBlockFormat>")
        case Mover(path=path):
            steps = [step for step in path if round(step[0] * 48_000) < frames]
            edges = [*(round(step[0] * 100_000) for step in steps), ticks(frames)]
            if edges[0] != 0:
                raise ValueError(f"the path of {track.element.name} does not begin at 0")
            for k, (_, x, y, z) in enumerate(steps):
                yield (f'<audioBlockFormat audioBlockFormatID="AB_{track.suffix}_{k + 1:08x}" '
                       f'rtime="{clock(edges[k])}" duration="{clock(edges[k + 1] - edges[k])}"><cartesian>1</cartesian>'
                       f"{_place(f'{x:.4f}', f'{y:.4f}', f'{z:.4f}')}"
                       f'<jumpPosition interpolationLength="{GLIDE_S if k else 0}">1</jumpPosition></audioBlockFormat>')


def _stream(track: _Track) -> str:
    form = 'formatLabel="0001" formatDefinition="PCM"'
    name = quoteattr(f"PCM_{track.name}")
    return (f'<audioStreamFormat audioStreamFormatID="AS_{track.suffix}" audioStreamFormatName={name} {form}>'
            f"<audioChannelFormatIDRef>AC_{track.suffix}</audioChannelFormatIDRef>"
            f"<audioPackFormatIDRef>{track.pack}</audioPackFormatIDRef>"
            f"<audioTrackFormatIDRef>AT_{track.suffix}_01</audioTrackFormatIDRef></audioStreamFormat>\n"
            f'<audioTrackFormat audioTrackFormatID="AT_{track.suffix}_01" audioTrackFormatName={name} {form}>'
            f"<audioStreamFormatIDRef>AS_{track.suffix}</audioStreamFormatIDRef></audioTrackFormat>\n"
            f'<audioTrackUID UID="{track.uid}" sampleRate="48000" bitDepth="24">'
            f"<audioTrackFormatIDRef>AT_{track.suffix}_01</audioTrackFormatIDRef>"
            f"<audioPackFormatIDRef>{track.pack}</audioPackFormatIDRef></audioTrackUID>")


def _headphones(track: _Track) -> int:
    """Our choice: the front near, what surrounds in the middle."""
    match track.element:
        case Bed():
            return NEAR if track.label in {"L", "R", "C", "LFE"} else MID
        case Mover(path=path):
            return MID if path[0][3] > 0.5 or path[0][2] < 0.0 else NEAR


def dbmd(scene: Scene, rate: Fraction) -> bytes:
    """The `dbmd` chunk: tool, frame rate, down-mixes, trims and headphone modes. First frame of action stays unset.

    rate  of the picture; rates the chunk has no code for are written as 24
    """
    tracks = tracks_of(scene)
    general = (bytes(32) + b"Yeoun".ljust(64, b"\0") + bytes((0, 1, 0)) + bytes(12)
               + bytes((FRAME_CODES.get(rate, 2),)) + b"\xff" * 6 + bytes(21)
               + bytes((4 << 4,)) + bytes(12) + bytes((0,)) + bytes(15)).ljust(248, b"\0")
    trims = (b"\x01" + bytes(14)) * 9
    perhaps = bytes(len(tracks)) + bytes(_headphones(track) for track in tracks)
    scene_part = struct.pack("<IHB", 0xF8726FBD, len(tracks), 0) + trims + perhaps
    return struct.pack("<I", 0x01000006) + _segment(9, general) + _segment(10, scene_part) + b"\0"


def _segment(number: int, payload: bytes) -> bytes:
    body = struct.pack("<H", len(payload)) + payload
    return bytes((number,)) + body + bytes((-sum(body) & 0xFF,))
