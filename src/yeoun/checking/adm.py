"""An ADM master looked at with our own eyes: the faults that other validators pass in silence.

Idea: read the finished file as bytes and XML, knowing nothing of who wrote it, and hold it against the profile: the
programme's name, exact lengths, blocks that tile, jumps, forbidden gains, `chna` against `axml`, the whole of `dbmd`.
Sources: ITU-R BS.2076-2, BS.2088-1, the published Dolby Atmos Master ADM Profile v1.1. Gives plain sentences; none
means nothing was found.
"""

import struct
from pathlib import Path

from lxml import etree

from yeoun.checking.unreadable import Unreadable, xml_in

NAMESPACE = "{urn:ebu:metadata-schema:ebuCore_2016}"
NAME, GLIDE = "Atmos_Master", "0.005208"
SHORTEST = 521    # hundred thousandths of a second: no block is shorter than its glide


def chunks_of(path: Path) -> list[tuple[str, int, int]]:
    """(id, offset of the payload, size) of every chunk of a RIFF or RF64 file, in order."""
    found: list[tuple[str, int, int]] = []
    large = 0
    with path.open("rb") as file:
        if file.read(4) not in {b"RIFF", b"RF64"}:
            raise ValueError(f"{path.name} is no RIFF file")
        file.seek(12)
        while len(head := file.read(8)) == 8:
            name, size = head[:4].decode("ascii", "replace"), int.from_bytes(head[4:], "little")
            at = file.tell()
            if not name.isprintable():
                raise ValueError(f"no chunk begins at byte {at - 8} of {path.name}")
            if name == "ds64":
                large = struct.unpack("<Q", file.read(16)[8:])[0]
            if name == "data" and size == 0xFFFF_FFFF:
                size = large
            found.append((name, at, size))
            file.seek(at + size + size % 2)
    return found


def check_adm(path: Path) -> tuple[str, ...]:
    """What is wrong with an ADM master, in plain sentences; nothing when all holds.

    path  the finished WAV
    """
    chunks = {name: (at, size) for name, at, size in chunks_of(path)}
    missing = [name for name in ("fmt ", "chna", "data", "axml", "dbmd") if name not in chunks]
    if missing:
        return tuple(f"there is no {name.strip()} chunk" for name in missing)
    order = [name for name, _, _ in chunks_of(path) if name in {"fmt ", "chna", "data", "axml", "dbmd"}]
    wrong = [] if order == ["fmt ", "chna", "data", "axml", "dbmd"] else [f"the chunks stand as {' '.join(order)}"]

    def payload(name: str) -> bytes:
        at, size = chunks[name]
        with path.open("rb") as file:
            file.seek(at)
            return file.read(size)

    tag, channels, rate, _, align, bits = struct.unpack("<HHIIHH", payload("fmt ")[:16])
    if (tag, rate, bits) != (1, 48_000, 24):
        wrong.append(f"the sound is not plain 24-bit PCM at 48 kHz but format {tag}, {bits} bit, {rate} Hz")
    frames = chunks["data"][1] // align
    try:
        root = xml_in(payload("axml"))
    except (etree.XMLSyntaxError, Unreadable) as why:
        return (*wrong, f"axml is no XML: {why}")
    return (*wrong, *_programme(root, frames), *_objects(root, frames), *_blocks(root, frames),
            *_tracks(root, payload("chna"), channels), *_dbmd(payload("dbmd"), channels))


def counts_up(chna: bytes) -> bool:
    """Whether the rows of `chna` number their tracks from one on. MediaInfo takes any number for a count, and minutes for a large one.

    >>> counts_up(bytes((2, 0, 2, 0, 1)) + bytes(39) + bytes((2,)) + bytes(39)), counts_up(bytes((1, 0, 1, 0, 48, 48)) + bytes(38))
    (True, False)
    """
    numbers = [int.from_bytes(chna[at:at + 2], "little") for at in range(4, len(chna), 40)]
    return numbers == list(range(1, len(numbers) + 1))


def _samples(text: str | None) -> int:
    """A time hh:mm:ss.zzzzz in samples; -1 for anything else."""
    try:
        hours, minutes, seconds = (text or "").split(":")
        return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 48_000)
    except ValueError:
        return -1


def _programme(root: etree._Element, frames: int) -> list[str]:
    programmes = root.findall(f".//{NAMESPACE}audioProgramme")
    if len(programmes) != 1:
        return [f"there are {len(programmes)} programmes"]
    programme = programmes[0]
    wrong = []
    if programme.get("audioProgrammeName") != NAME:
        wrong.append(f"the programme is called {programme.get('audioProgrammeName')}, not {NAME}: no validator looks further")
    if _samples(programme.get("start")) != 0 or _samples(programme.get("end")) != frames:
        wrong.append(f"the programme ends at {programme.get('end')}, the sound has {frames} samples")
    return wrong


def _objects(root: etree._Element, frames: int) -> list[str]:
    return [f"{thing.get('audioObjectID')} lasts {thing.get('duration')}, the sound has {frames} samples"
            for thing in root.iter(f"{NAMESPACE}audioObject")
            if _samples(thing.get("start")) != 0 or _samples(thing.get("duration")) != frames]


def _blocks(root: etree._Element, frames: int) -> list[str]:
    """Exact tiling, jumps, and what the profile does not mean to be there."""
    wrong = []
    for channel in root.iter(f"{NAMESPACE}audioChannelFormat"):
        name = channel.get("audioChannelFormatID")
        blocks = channel.findall(f"{NAMESPACE}audioBlockFormat")
        if any(block.find(f"{NAMESPACE}{tag}") is not None for block in blocks for tag in ("gain", "importance")):
            wrong.append(f"{name} carries a gain or an importance: level belongs into the sound")
        if channel.get("typeDefinition") != "Objects":
            continue
        until = 0
        for number, block in enumerate(blocks):
            start, length = _ticks(block.get("rtime")), _ticks(block.get("duration"))
            if start != until:
                wrong.append(f"{name}: block {number + 1} starts at {block.get('rtime')} and does not meet the one before")
            until = start + length
            jump = block.find(f"{NAMESPACE}jumpPosition")
            if jump is None or jump.text != "1" or jump.get("interpolationLength") != (GLIDE if number else "0"):
                wrong.append(f"{name}: block {number + 1} does not jump as the profile asks")
            if number and length < SHORTEST:
                wrong.append(f"{name}: block {number + 1} is over before its glide: renderers refuse that")
        if round(until * 48_000 / 100_000) != frames:
            wrong.append(f"{name}: its blocks do not reach the end")
    return wrong


def _ticks(text: str | None) -> int:
    """A time in hundred thousandths of a second; -1 for anything else."""
    try:
        hours, minutes, seconds = (text or "").split(":")
        whole, part = seconds.split(".")
        return (int(hours) * 3600 + int(minutes) * 60 + int(whole)) * 100_000 + int(part.ljust(5, "0"))
    except ValueError:
        return -1


def _tracks(root: etree._Element, chna: bytes, channels: int) -> list[str]:
    """`chna` against `axml`: the same ids, and tracks in the order of the channels they name."""
    count = struct.unpack("<H", chna[:2])[0]
    if count != channels:
        return [f"chna names {count} tracks, the file has {channels}"]
    wrong = []
    if len(chna) < 4 + 40 * count:
        return [f"chna says it has {count} rows and ends before the last"]
    rows = [struct.unpack("<H12s14s11sx", chna[4 + 40 * k:44 + 40 * k]) for k in range(count)]
    said = {uid.get("UID"): (uid.findtext(f"{NAMESPACE}audioTrackFormatIDRef"),
                             uid.findtext(f"{NAMESPACE}audioPackFormatIDRef"))
            for uid in root.iter(f"{NAMESPACE}audioTrackUID")}
    wanted = [ref.text for thing in root.iter(f"{NAMESPACE}audioObject")
              for ref in thing.iter(f"{NAMESPACE}audioTrackUIDRef")]
    for place, (number, uid, track, pack) in enumerate(rows):
        if number != place + 1 or said.get(uid.decode()) != (track.decode(), pack.decode()):
            wrong.append(f"row {place + 1} of chna does not say what axml says of {uid.decode()}")
    if [uid.decode() for _, uid, _, _ in rows] != wanted:
        wrong.append("chna and the objects of axml name the tracks in different orders: players would swap places")
    suffixes = [track.decode()[3:11] for _, _, track, _ in rows]
    if suffixes != sorted(suffixes, key=lambda suffix: int(suffix[4:], 16)):
        wrong.append("the channel numbers of the tracks do not rise")
    return wrong


def _dbmd(payload: bytes, channels: int) -> list[str]:
    """Checksums, the number of tracks, and an unset first frame of action."""
    wrong, segments, at = [], {}, 4
    if payload[:4] != struct.pack("<I", 0x01000006):
        return ["dbmd has an unknown version"]
    while at < len(payload) and payload[at]:
        size = struct.unpack("<H", payload[at + 1:at + 3])[0]
        body = payload[at + 1:at + 3 + size]
        if (sum(body) + payload[at + 3 + size]) & 0xFF:
            wrong.append(f"segment {payload[at]} of dbmd has a wrong checksum")
        segments[payload[at]] = body[2:]
        at += 4 + size
    if 9 not in segments or 10 not in segments:
        return [*wrong, "dbmd lacks its segments 9 and 10"]
    if segments[9][112] != 0xFF:
        wrong.append("dbmd sets a first frame of action")
    if struct.unpack("<H", segments[10][4:6])[0] != channels:
        wrong.append("dbmd counts other tracks than the file has")
    heads = segments[10][7 + 135 + channels:7 + 135 + 2 * channels]
    if len(set(heads)) == 1 and heads and heads[0] in {0, 3} and channels > 1:
        wrong.append("all headphone modes are off, or all are in the middle: deliveries refuse that")
    return wrong
