"""One fault for every measure of `yeoun check`, each planted in a copy of a finished folder.

The copy is made of hard links, so every fault writes anew the file it changes. `FAULTS` goes by the measure that has to find it.
"""

import json
import os
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import mido
import numpy as np
import opentimelineio as otio
import soundfile
from numpy.typing import NDArray
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, RectangleObject

from yeoun.checking.folder import chunks

Plant = Callable[[Path], None]
RATE = 48_000
SPOTTING, CUE = "spotting/spotting.json", "cues/1m01"


def fresh(path: Path, contents: bytes) -> None:
    """Write a file of the copy without touching the one it is linked to."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(contents)
    os.replace(new, path)


def texts(name: str, old: str, new: str) -> Plant:
    """The first match of a pattern in a text file becomes other text."""
    def plant(root: Path) -> None:
        before = (root / name).read_bytes().decode("utf-8")
        after = re.sub(old, new, before, count=1, flags=re.MULTILINE)
        assert after != before, f"{name} has nothing like {old}"
        fresh(root / name, after.encode())
    return plant


def edited(name: str, change: Callable[[Any], object]) -> Plant:
    """A JSON file with one thing changed."""
    def plant(root: Path) -> None:
        found = json.loads((root / name).read_text(encoding="utf-8"))
        change(found)
        fresh(root / name, json.dumps(found, ensure_ascii=False).encode())
    return plant


def removed(pattern: str) -> Plant:
    """The first file of that name is gone."""
    return lambda root: sorted(root.glob(pattern))[0].unlink()


def patched(pattern: str, chunk: bytes, at: int, value: bytes) -> Plant:
    """Bytes of one chunk of the first sound of that name are others; everything else of the file stays."""
    def plant(root: Path) -> None:
        path = sorted(root.glob(pattern))[0]
        whole, start = bytearray(path.read_bytes()), chunks(path)[chunk][0] + at
        assert whole[start:start + len(value)] != value
        whole[start:start + len(value)] = value
        fresh(path, bytes(whole))
    return plant


def sounding(pattern: str, change: Callable[[NDArray[np.int32]], NDArray[np.int32]]) -> Plant:
    """Other samples [frames, channels] of 24 bits in the first sound of that name; everything else of the file stays."""
    def plant(root: Path) -> None:
        path = sorted(root.glob(pattern))[0]
        whole, (start, size) = bytearray(path.read_bytes()), chunks(path)[b"data"]
        bare = np.frombuffer(bytes(whole[start:start + size]), dtype=np.uint8).reshape(-1, 3)
        wide = np.concatenate([np.zeros((len(bare), 1), dtype=np.uint8), bare], axis=1).reshape(-1).view("<i4") >> 8
        made = change(wide.reshape(-1, soundfile.info(path).channels).copy())
        whole[start:start + size] = (made.astype("<i4") << 8).reshape(-1, 1).view(np.uint8)[:, 1:].tobytes()
        fresh(path, bytes(whole))
    return plant


def softer(pattern: str) -> Plant:
    """A sound 0.9 dB softer than it says."""
    return sounding(pattern, lambda sound: np.rint(sound * 0.9).astype(np.int32))


def late(pattern: str, by_s: float) -> Plant:
    """A sound that comes later than it should."""
    return sounding(pattern, lambda sound: np.roll(sound, round(by_s * RATE), axis=0))


def burst(silence: int) -> Plant:
    """A tone at the end of the first or second silence."""
    def change(sound: NDArray[np.int32]) -> NDArray[np.int32]:
        end = round((6.5065, 8.008)[silence] * RATE) - 480
        sound[end - 24_000:end] += np.rint(8e5 * np.sin(np.arange(24_000) / 20))[:, None].astype(np.int32)
        return sound
    return sounding("mix/music_20.wav", change)


def shorter(pattern: str) -> Plant:
    """A sound without its last sample."""
    def plant(root: Path) -> None:
        path = sorted(root.glob(pattern))[0]
        sound, _ = soundfile.read(path, dtype="int32", always_2d=True)
        path.unlink()
        soundfile.write(path, sound[:-1], RATE, subtype="PCM_24", format="WAV")
    return plant


def midi(change: Callable[[mido.MidiTrack], object]) -> Plant:
    """The cue's MIDI file with one track changed: the first that holds notes."""
    def plant(root: Path) -> None:
        path = root / CUE / "1m01.mid"
        file = mido.MidiFile(path, charset="utf-8")
        change(next(track for track in file.tracks if any(each.type == "note_on" for each in track)))
        path.unlink()
        file.save(path)
    return plant


def struck_at(at_s: float) -> Plant:
    """A note more, at so many seconds of the picture, in a track of its own."""
    def plant(root: Path) -> None:
        path = root / CUE / "1m01.mid"
        file = mido.MidiFile(path, charset="utf-8")
        tick, tempo, left = 0, 500_000, at_s
        for message in mido.merge_tracks(file.tracks):
            step = mido.tick2second(message.time, file.ticks_per_beat, tempo)
            if step > left:
                break
            tick, left = tick + message.time, left - step
            tempo = message.tempo if message.type == "set_tempo" else tempo
        tick += round(mido.second2tick(left, file.ticks_per_beat, tempo))
        file.tracks.append(mido.MidiTrack([mido.Message("note_on", note=60, velocity=90, time=tick),
                                           mido.Message("note_off", note=60, time=60)]))
        path.unlink()
        file.save(path)
    return plant


def _without_a_note(track: mido.MidiTrack) -> None:
    note = next(each for each in track if each.type == "note_on" and each.velocity)
    track[track.index(note)] = mido.Message("note_on", note=note.note, velocity=0, time=note.time)


def unmarked(root: Path) -> None:
    """The cue's MIDI file without its markers."""
    path = root / CUE / "1m01.mid"
    file = mido.MidiFile(path, charset="utf-8")
    for track in file.tracks:
        for k, each in enumerate(track):
            if each.type == "marker":
                track[k] = mido.MetaMessage("text", text=each.text, time=each.time)
    path.unlink()
    file.save(path)


def project(old: str, new: str) -> Plant:
    """The DAWproject with other text in its project.xml."""
    def plant(root: Path) -> None:
        path = root / "session/score.dawproject"
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        before = members["project.xml"].decode()
        members["project.xml"] = re.sub(old, new, before, count=1).encode()
        assert members["project.xml"].decode() != before, old
        path.unlink()
        with zipfile.ZipFile(path, "w") as archive:
            for name, contents in members.items():
                archive.writestr(name, contents)
    return plant


def timeline(root: Path) -> None:
    """The OTIO timeline with a clip that is a frame shorter."""
    path = str(root / "session/cues.otio")
    found = otio.adapters.read_from_file(path)
    clip = next(iter(found.find_clips()))
    clip.source_range = otio.opentime.TimeRange(clip.source_range.start_time,
                                                clip.source_range.duration - otio.opentime.RationalTime(1, clip.source_range.duration.rate))
    os.unlink(path)
    otio.adapters.write_to_file(found, path)


def paper(change: Callable[[PdfWriter], object]) -> Plant:
    """The score's PDF with something changed."""
    def plant(root: Path) -> None:
        path = root / CUE / "1m01.pdf"
        book = PdfWriter(clone_from=PdfReader(path))
        change(book)
        path.unlink()
        book.write(path)
    return plant


def _letter(book: PdfWriter) -> None:
    book.pages[0].mediabox = RectangleObject((0, 0, 612, 792))


def _without_outlines(book: PdfWriter) -> None:
    for thing in book._objects:
        found = thing.get_object() if thing is not None else None
        for name in ("/FontFile", "/FontFile2", "/FontFile3"):
            if isinstance(found, DictionaryObject) and name in found:
                del found[name]


def film(kind: str, keep: Callable[[float], bool]) -> Plant:
    """The scored film without some packets of its picture or its sound."""
    def plant(root: Path) -> None:
        path, new = root / "picture/scored.mp4", root / "picture/new.mp4"
        with av.open(str(path)) as old, av.open(str(new), "w") as made:
            streams = {each.index: made.add_stream_from_template(each) for each in old.streams}
            for packet in old.demux():
                if packet.dts is None or (packet.stream.type == kind and not keep(float(packet.pts * packet.time_base))):
                    continue
                packet.stream = streams[packet.stream.index]
                made.mux(packet)
        os.replace(new, path)
    return plant


def _tripled(spotting: Any) -> None:
    spotting["silences"][0]["start_frame"] += 1


def _reasonless(spotting: Any) -> None:
    spotting["silences"][0]["reason"] = " "


def _unplayed(spotting: Any) -> None:
    next(each for each in spotting["cues"][0]["hits"] if each["class"] == "A")["lands"] = None


def _short(spotting: Any) -> None:
    spotting["silences"][0]["end_s"] = spotting["silences"][0]["start_s"] + 0.6


def _stranger(root: Path) -> None:
    (root / "mix/groups/OLD.wav").write_bytes(b"RIFF")


def _killed(root: Path) -> None:
    """A run that was to stop after reading was killed when it had written run.json: the score.json beside it is of another run."""
    edited("run.json", lambda found: found.update(until="reading"))(root)
    edited("score.json", lambda found: found["files"].clear())(root)


def _foreign_pitch(root: Path) -> None:
    """A written note of a pitch class that nobody plays."""
    path = root / CUE / "1m01.musicxml"
    text = path.read_text(encoding="utf-8")
    pitch = re.compile(r"<step>(\w)</step>\s*(?:<alter>(-?\d)</alter>)?")
    steps = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11), strict=True))
    played = {(steps[step] + int(alter or 0)) % 12 for step, alter in pitch.findall(text)}
    step, alter = next((step, alter) for alter in (0, 1, -1) for step, at in steps.items() if (at + alter) % 12 not in played)
    fresh(path, pitch.sub(f"<step>{step}</step><alter>{alter}</alter>", text, count=1).encode())


def bare(*names: str) -> Plant:
    """Of the masters only these are left on the sheet: each takes a fifth of a second to play."""
    def few(sheet: Any) -> None:
        sheet["masters"] = [each for each in sheet["masters"] if each["name"] in names]
    return edited("masters/masters.json", few)


def alone(name: str, plant: Plant) -> Plant:
    """A fault, with one master alone on the sheet."""
    def both(root: Path) -> None:
        plant(root)
        bare(name)(root)
    return both


def axml(old: bytes, new: bytes) -> Callable[[str], Plant]:
    """The description inside a master with every match replaced by as many bytes."""
    def of(pattern: str) -> Plant:
        def plant(root: Path) -> None:
            path = root / pattern
            whole, (start, size) = path.read_bytes(), chunks(path)[b"axml"]
            after = re.sub(old, new, whole[start:start + size])
            assert after != whole[start:start + size] and len(after) == size
            fresh(path, whole[:start] + after + whole[start + size:])
        return plant
    return of


def _unmet(sheet: Any) -> None:
    next(each for each in sheet["masters"] if each["name"] == "ost_20")["ok"] = False


ATMOS = ("atmos_programme_adm", "atmos_music_adm")
UNKNOWN_PACK = axml(rb"(<audioPackFormatIDRef>AP_0001)1", rb"\g<1>9")
FAULTS: dict[str, Plant] = {
    "how far the run went": edited("run.json", lambda found: found.update(until="reading")),
    "files of the contract": removed("mix/duck.csv"),
    "files listed in score.json": edited("score.json", lambda found: found["files"].pop()),
    "nothing left over from another run": _stranger,
    "digests and sizes": texts("spotting/spotting.csv", "silence", "Silence"),
    "JSON keeps to its schemas": edited(SPOTTING, lambda found: found["cues"][0].update(function="noise")),
    "cues and silences tile the picture": edited(SPOTTING, _tripled),
    "every cue and silence has its reason": edited(SPOTTING, _reasonless),
    "frames, seconds and timecode agree": edited(SPOTTING, lambda found: found["cues"][0].update(tc_out="00:00:05:01")),
    "EDL agrees with the spotting": texts("session/cues.edl", r"00:00:05:00(?=\s*$)", "00:00:05:01"),
    "OTIO agrees with the spotting": timeline,
    "cue sheet has its columns and cues": texts("paperwork/cue_sheet.csv", r"\n1,", "\n=1,"),
    "cue sheet durations agree with the sound": texts("paperwork/cue_sheet.csv", r"(?<=:\d\d,)(\d)\.", r"1\1."),
    "mixes are as long as the picture": shorter("mix/binaural_20.wav"),
    "loudspeaker masks": patched("mix/music_51.wav", b"fmt ", 20, struct.pack("<I", 0x60F)),
    "sounds are 48 kHz, 24 bit": patched("masters/ost_20.wav", b"fmt ", 4, struct.pack("<I", 44_100)),
    "placements in bext": patched("cues/1m01/stems/*.wav", b"bext", 338, struct.pack("<Q", 480)),
    "groups sum to music_714": softer("mix/groups/*.wav"),
    "stems of 1m01 are of one length": shorter("cues/1m01/stems/*.wav"),
    "stems of 1m01 sum to its music": softer("cues/1m01/stems/*.wav"),
    "class A hits heard 0 to +42 ms after their frame": late("cues/1m01/stems/*guitar.wav", 0.06),
    "class B and C hits heard -21 to +83 ms about their frame": late("cues/1m01/stems/*guitar.wav", 0.1),
    "every class A hit has a player": edited(SPOTTING, _unplayed),
    "reasons follow from their figures": edited(SPOTTING, lambda found: found["cues"][0].update(
        reason="the scene longs for something gone; it enters as the picture begins")),
    "no silence is too short to be one": edited(SPOTTING, _short),
    "nothing is struck in silence s01": struck_at(5.5),
    "nothing is struck in silence s02": struck_at(7.0),
    "silence s01 only rings out": burst(0),
    "silence s02 is silent": burst(1),
    "fusion and legibility, as intended": edited(f"{CUE}/sketch.json", lambda found: found.update(fusion={"ballad": 0.4})),
    "hits in the MIDI": unmarked,
    "every note is in the MIDI": midi(_without_a_note),
    "MusicXML holds the notes (partitura)": _foreign_pitch,
    "DAWproject holds together": project(r'parameter="tempo"', 'parameter="pace"'),
    "DAWproject has the notes of the MIDI": project(r'(<Clip time=")(\d+)(?=[^>]*contentTimeUnit="beats")', r"\g<1>1\2"),
    "REAPER project holds together": texts("session/score.rpp", r"POSITION 0.000000000000(?=\n.*\n.*stems)", "POSITION 0.5"),
    "every cue is heard beside the picture's own sound, or told not to be": sounding("mix/music_ducked_20.wav", lambda sound: sound // 100),
    "sessions play the picture's own sound": texts("session/score.rpp", r"(?<=NAME \"Production sound\"\n    VOLPAN )0\.", "0.9"),
    **{f"Atmos master profile (MediaInfo) of {name}": alone(name, UNKNOWN_PACK(f"masters/{name}.wav")) for name in ATMOS},
    **{f"Atmos master, what other readers pass in silence of {name}": alone(
        name, patched(f"masters/{name}.wav", b"chna", 0, b"\1\0")) for name in ATMOS},
    **{f"master {name}, played by another renderer": alone(name, softer(f"masters/{name}.wav")) for name in ATMOS},
    **{f"master {name}": alone(name, softer(f"masters/{name}.wav"))
       for name in ("streaming_51", "streaming_20", "broadcast_kr_20", "cinema_51", "cinema_71", "ost_20")},
    "every stretch of speech is listed with its distance from the music": alone("ost_20", edited(
        "observations/speech.json", lambda found: found["speech"].append(
            {"start_s": 1.0, "end_s": 2.0, "confidence": 0.9, "f0_hz": None, "level_lufs": -24.0, "line": None}))),
    "masters say that they are met": alone("ost_20", edited("masters/masters.json", _unmet)),
    "scored.mp4 has every frame": film("video", lambda at: at < 7.9),
    "its sound is as long as the picture": film("audio", lambda at: at < 7.5),
    "scores and parts are A4": paper(_letter),
    "their fonts are embedded": paper(_without_outlines),
    "every player has a part": removed("cues/1m01/parts/*.pdf"),
    "report stands alone": texts("report.html", "</body>", '<img src="https://example.org/a.png"></body>'),
}
# a second fault for measures that ask several things
MORE: tuple[tuple[str, Plant], ...] = (
    ("how far the run went", edited("run.json", lambda found: found.update(until="composing", index="0" * 64))),
    ("how far the run went", _killed),
    ("JSON keeps to its schemas", edited("emotion/graph.json", lambda found: found["tension"].pop())),
    ("cues and silences tile the picture", edited(SPOTTING, lambda found: found["silences"].pop())),
    ("EDL agrees with the spotting", texts("session/cues.edl", "(?<=C        )00:00:00:00", "00:00:00:10")),
    ("EDL agrees with the spotting", texts("session/cues.edl", "1M01", "1M02")),
    ("cue sheet has its columns and cues", texts("paperwork/cue_sheet.csv", "performer", "singer")),
    ("hits in the MIDI", edited(SPOTTING, lambda found: found["cues"][0]["hits"][0]["lands"].update(part="flute"))),
    ("DAWproject holds together", project("/stems/02", "/stems/12")),
    ("DAWproject holds together", project(r'vel="0', 'vel="2')),
    ("DAWproject holds together", project(r'id="n1"', 'id="n0"')),
    ("REAPER project holds together", texts("session/score.rpp", "(FILE .*/stems/)02", r"\g<1>12")),
    ("REAPER project holds together", texts("session/score.rpp", "^>$", "")),
    ("every cue is heard beside the picture's own sound, or told not to be", edited("score.json", lambda found: found["warnings"].append(
        {"code": "cue_unheard", "message": "cue 1m01 will hardly be heard"}))),
    ("sessions play the picture's own sound", project(r'(id="own_volume"[^>]*value="|value=")(0\.\d+)(?="[^>]*own_volume)', r"\g<1>1")),
    ("sessions play the picture's own sound", late("mix/production_20.wav", 0.01)),
    ("sessions play the picture's own sound", softer("mix/production_20.wav")),
    ("sessions play the picture's own sound", removed("mix/production_20.wav")),
    ("master cinema_51", alone("cinema_51", shorter("masters/cinema_51.wav"))),
    ("Atmos master, what other readers pass in silence of atmos_music_adm",
     alone("atmos_music_adm", axml(rb'(end="00:00:08.00)8', rb"\g<1>7")("masters/atmos_music_adm.wav"))),
    ("report stands alone", texts("report.html", 'href="cues/1m01/1m01.pdf"', 'href="cues/1m01/1m09.pdf"')),
    ("report stands alone", texts("report.html", r'data-at="(\d)', r'data-at="9\1')),
    ("report stands alone", texts("report.html", "</html>", "")),
)
