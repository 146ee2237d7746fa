"""The contract: every file is there, whole, listed, and of the right length and order."""

import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from yeoun.checking.finding import HOW_FAR, Finding
from yeoun.checking.folder import Folder, channel_mask, expects, payload
from yeoun.checking.measuring import measuring
from yeoun.checking.shape import PLACES, faults, schema_named
from yeoun.checking.timelines import start_frame
from yeoun.checking.unreadable import Unreadable
from yeoun.units.time import frame_to_samples

ALWAYS = (
    "run.json", "report.html", "observations/shots.json", "observations/light.json", "observations/events.json",
    "observations/speech.json", "emotion/graph.json", "emotion/graph.svg", "emotion/graph.png", "spotting/spotting.json",
    "spotting/spotting.csv", "themes/themes.json", "themes/themes.musicxml", "themes/themes.pdf", "mix/music_714.wav",
    "mix/music_51.wav", "mix/music_20.wav", "mix/music_ducked_20.wav", "mix/binaural_20.wav", "mix/programme_20.wav",
    "mix/duck.csv", "masters/masters.json", "masters/atmos_programme_adm.wav", "masters/atmos_music_adm.wav",
    "masters/streaming_51.wav", "masters/streaming_20.wav", "masters/broadcast_kr_20.wav", "masters/cinema_51.wav",
    "masters/cinema_71.wav", "masters/ost_20.wav", "picture/scored.mp4", "session/score.dawproject", "session/score.rpp",
    "session/tempo_map.mid", "session/cues.otio", "session/cues.edl", "paperwork/cue_sheet.csv", "paperwork/cue_sheet.xlsx",
    "paperwork/credits.json", "paperwork/provenance.json")
MASKS = {"mix/music_714.wav": 0x2D63F, "mix/music_51.wav": 0x3F, "masters/streaming_51.wav": 0x3F,
         "masters/cinema_51.wav": 0x3F, "masters/cinema_71.wav": 0x63F}
MIXES = ("music_714", "music_51", "music_20", "music_ducked_20", "binaural_20", "programme_20")
OWN = ("production_20", "dialogue_20")    # the picture's own sound, where it has any
OURS = re.compile(r"(^|/)\.(yeoun-)?arriving|^cues/[^/]+/stems/\d\d_[^.]+\.wav$|^mix/groups/[A-Z]+\.wav$")    # files only we name so
SUM_DB = -120.0
BLOCK = 2 * 48_000


@measuring("how far")
def of_how_far(folder: Folder) -> list[Finding]:
    """How far the run went, as run.json tells it, and whether the index bears that out: a stop spares a folder most measures."""
    folder.parsed("run.json")    # without it nobody tells
    asked = "all the way" if folder.stopped is None else f"no further than {folder.stopped} (--until)"
    found = folder.doubt or ("no stop is told of" if folder.stopped is None else f"stopped after {folder.stopped}")
    return [Finding(HOW_FAR, "run.json", asked, found, not folder.doubt)]


@measuring("files")
def of_files(folder: Folder) -> list[Finding]:
    """Presence, digests and sizes."""
    wanted = [name for name in ALWAYS if expects(folder, name)]
    for cue in _cues(folder) if folder.stopped is None else ():
        place = f"cues/{cue}"
        wanted += [f"{place}/sketch.json", f"{place}/{cue}.mid", f"{place}/{cue}.musicxml", f"{place}/{cue}.pdf", f"{place}/music.wav"]
    missing = [name for name in wanted if not folder.has(name)]
    listed = {each["path"]: each for each in folder.index["files"]}
    unlisted = [name for name in wanted if name not in listed and name != "run.json"]
    there = {str(path.relative_to(folder.root)) for path in folder.root.rglob("*") if path.is_file()}
    strange = sorted(there - set(listed) - {"run.json", "score.json"})
    left = [name for name in strange if OURS.search(name)]
    own = [name for name in strange if name not in left]
    broken = [path for path, each in listed.items() if not _is_whole(folder, path, each["sha256"], each["bytes"])]
    return [Finding("files of the contract", "OUT", f"{len(wanted)} there", _count(missing, "missing"), not missing),
            Finding("files listed in score.json", "score.json", "all", _count(unlisted, "not listed"), not unlisted),
            Finding("nothing left over from another run", "OUT", "none",
                    _count(left, "left over") + (f"; {_count(own, 'of people')}" if own else ""), not left),
            Finding("digests and sizes", "score.json", f"{len(listed)} as listed", _count(broken, "differ"), not broken)]


def _cues(folder: Folder) -> list[str]:
    """The cues by id: as spotting.json has them, or where it cannot be read as the index does."""
    try:
        return [cue["id"] for cue in folder.cues()]
    except Unreadable:
        return sorted({each["path"].split("/")[1] for each in folder.index["files"] if re.match(r"cues/[^/]+/", each["path"])})


def _count(names: list[str], what: str) -> str:
    return f"0 {what}" if not names else f"{len(names)} {what}: {', '.join(names[:4])}"


def _is_whole(folder: Folder, path: str, digest: str, size: int) -> bool:
    try:
        file = folder.path(path)
        if not file.is_file() or file.stat().st_size != size:
            return False
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest() == digest
    except (OSError, Unreadable):
        return False


@measuring("JSON")
def of_json(folder: Folder) -> list[Finding]:
    """Every JSON file of the folder against its schema; lists of one graph are of one length."""
    wrong, count = [], 0
    for name, place in PLACES:
        schema = schema_named(name)
        for path in sorted(folder.root.glob(place)):
            count += 1
            inside = path.relative_to(folder.root).as_posix()
            try:
                wrong += [f"{inside}: {fault}" for fault in faults(folder.parsed(inside), schema)]
            except Unreadable as why:
                wrong.append(f"{inside}: {why.told}")
    wrong += _curves(folder) if expects(folder, "emotion/graph.json") else []
    told = f"{count} files" + (f", {len(wrong)} faults: {'; '.join(wrong[:3])}" if wrong else "")
    return [Finding("JSON keeps to its schemas", "OUT", "every file", told, not wrong)]


def _curves(folder: Folder) -> list[str]:
    try:
        graph = folder.json("emotion/graph.json")
    except Unreadable as why:
        return [] if folder.has(why.name) else [f"{why.name}: {why.told}"]    # the others are among its faults
    lengths = {len(graph[name]) for name in ("valence", "arousal", "tension", "nostalgia", "confidence")}
    spans = len(lengths) == 1 and abs(lengths.pop() * graph["every_s"] - folder.samples / 48_000) <= 2 * graph["every_s"]
    return [] if spans else ["emotion/graph.json: its curves do not span the picture"]


@measuring("spotting")
def of_spotting(folder: Folder) -> list[Finding]:
    """Cues and silences tile the picture; every silence and cue has a reason."""
    spotting = folder.json("spotting/spotting.json")
    moments = sorted((*spotting["cues"], *spotting["silences"]), key=lambda each: each["start_frame"])
    gaps = sum(one["end_frame"] != other["start_frame"] for one, other in pairwise(moments))
    tiles = bool(moments) and not gaps and moments[0]["start_frame"] == 0 and moments[-1]["end_frame"] == folder.frames
    silent = [each for each in moments if not str(each["reason"]).strip()]
    return [Finding("cues and silences tile the picture", "spotting.json", f"0 to {folder.frames} frames without gaps",
                    f"{len(moments)} moments, {gaps} gaps", tiles),
            Finding("every cue and silence has its reason", "spotting.json", "all", f"{len(silent)} without", not silent)]


@measuring("sounds")
def of_sounds(folder: Folder) -> Iterator[Finding]:
    """Lengths, orders of channels, placements and sums."""
    groups = sorted(path.name for path in folder.listed("mix/groups/*.wav"))
    names = [f"mix/{name}.wav" for name in (*MIXES, *OWN)] + [f"mix/groups/{name}" for name in groups]
    yield from _lengths(folder, names)
    yield from _masks(folder, {**MASKS, **{f"mix/groups/{name}": 0x2D63F for name in groups}})
    yield from _forms(folder)
    yield from _places(folder, names)
    if groups:
        yield from _sum(folder, "groups sum to music_714", [f"mix/groups/{name}" for name in groups], "mix/music_714.wav")
    for cue in folder.cues():
        yield from _stems(folder, cue["id"])


@measuring("lengths of mixes")
def _lengths(folder: Folder, names: list[str]) -> list[Finding]:
    wrong = [name for name in names if folder.has(name) and folder.length(name) != folder.samples]
    return [Finding("mixes are as long as the picture", "mix/", f"{folder.samples} samples", _count(wrong, "are not"), not wrong)]


@measuring("loudspeaker masks")
def _masks(folder: Folder, masks: dict[str, int]) -> list[Finding]:
    odd = []
    for name, mask in masks.items():
        with folder.reading(name) as path:
            odd += [name] if folder.has(name) and channel_mask(path) != mask else []
    return [Finding("loudspeaker masks", "mix/, masters/", "as the layout asks", _count(odd, "differ"), not odd)]


def _payload(folder: Folder, name: str, chunk: bytes) -> bytes:
    with folder.reading(name) as path:
        return payload(path, chunk)


@measuring("the form of sounds")
def _forms(folder: Folder) -> list[Finding]:
    """House format: 48 kHz, 24 bit, every sound of the folder."""
    sounds = [path.relative_to(folder.root).as_posix() for path in folder.listed("**/*.wav")]
    wrong = []
    for name in sounds:
        try:
            form = _payload(folder, name, b"fmt ")
            rate, bits = (int.from_bytes(form[4:8], "little"), int.from_bytes(form[14:16], "little"))
            told = f"{bits} bit {rate} Hz" if len(form) >= 16 else "has no format"
        except Unreadable as why:
            rate, bits, told = 0, 0, why.told
        if (rate, bits) != (48_000, 24):
            wrong.append(f"{name} {told}")
    return [Finding("sounds are 48 kHz, 24 bit", "*.wav", "every one", f"{len(sounds)} sounds, {_count(wrong, 'differ')}", not wrong)]


@measuring("placements")
def _places(folder: Folder, mixes: list[str]) -> list[Finding]:
    """The BWF time reference: samples from midnight to where the sound begins; a cue's sounds begin with the cue."""
    start = frame_to_samples(start_frame(folder), folder.rate)
    asked: dict[str, int] = {name: start for name in mixes if folder.has(name)}
    for cue in folder.cues():
        at = frame_to_samples(cue["start_frame"], folder.rate)
        names = [f"cues/{cue['id']}/stems/{path.name}" for path in folder.stems(cue["id"])]
        asked.update(dict.fromkeys((*names, f"cues/{cue['id']}/music.wav"), start + at))
    wrong = []
    for name, wanted in asked.items():
        bext = _payload(folder, name, b"bext")
        if len(bext) < 346 or abs(int.from_bytes(bext[338:346], "little") - wanted) > 1:
            wrong.append(name)
    return [Finding("placements in bext", "mix/, cues/", "to the sample", f"{len(asked)} sounds, {_count(wrong, 'differ')}", not wrong)]


@measuring("stems")
def _stems(folder: Folder, cue: str) -> list[Finding]:
    stems = [f"cues/{cue}/stems/{path.name}" for path in folder.stems(cue)]
    lengths = {folder.length(name) for name in (*stems, f"cues/{cue}/music.wav")}
    return [Finding(f"stems of {cue} are of one length", f"cues/{cue}/stems/", "all, and music.wav",
                    f"{len(stems)} stems, {len(lengths)} lengths", len(lengths) == 1),
            *_sum(folder, f"stems of {cue} sum to its music", stems, f"cues/{cue}/music.wav")]


@measuring("sums")
def _sum(folder: Folder, what: str, parts: list[str], whole: str) -> list[Finding]:
    """The largest difference between a sum and its parts, in blocks."""
    frames, worst = folder.length(whole), 0.0
    for at in range(0, frames, BLOCK):
        count = min(BLOCK, frames - at)
        rest = folder.sound(whole, at, count)
        for part in parts:
            block = folder.sound(part, at, count)
            if block.shape[1] != rest.shape[1]:
                raise Unreadable(f"it has {block.shape[1]} channels, the sum has {rest.shape[1]}", name=part)
            rest[:len(block)] -= block[:len(rest)]
        worst = max(worst, float(np.abs(rest).max(initial=0.0)))
    level = 20 * np.log10(worst) if worst > 0 else -200.0
    return [Finding(what, whole, f"within {SUM_DB:g} dBFS", f"{len(parts)} parts, {level:.1f} dBFS off",
                    bool(parts) and bool(level <= SUM_DB))]
