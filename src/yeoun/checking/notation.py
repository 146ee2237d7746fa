"""The same cue in MIDI, MusicXML and both sessions: read back by other people's readers, and held against one another."""

import importlib
import math
import re
import warnings
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring
from yeoun.checking.unreadable import number, xml_in

EXACT_S = 0.001    # our choice: note onsets of one cue agree within a millisecond in every file


@measuring("notes")
def of_notes(folder: Folder) -> list[Finding]:
    """Counts of notes, hits in the MIDI, and the sessions."""
    return [*_in_midi(folder), *_counts(folder), *_music_xml(folder), *_daw(folder), *_reaper(folder)]


@measuring("the MIDI")
def _in_midi(folder: Folder) -> list[Finding]:
    """Hits as the cue's own MIDI file has them: their marker against the picture, and a note of the part that plays them."""
    worst, count, bare = 0.0, 0, 0
    for cue in folder.cues():
        tracks = folder.midi(cue["id"])
        marks = [at for events in tracks.values() for at, what, _ in events if what.startswith("HIT ")]
        for hit in (each for each in cue["hits"] if each["lands"] is not None):
            count, at = count + 1, hit["at_s"] - cue["start_s"]
            worst = max(worst, min((abs(mark - at) for mark in marks), default=math.inf))
            notes = [note for note, what, _ in tracks.get(hit["lands"]["part"], ()) if what == "note"]
            bare += hit["lands"]["kind"] != "stop" and not any(abs(note - at) <= EXACT_S for note in notes)
    return [Finding("hits in the MIDI", "cues/*.mid", "within 1 ms of the picture, a note on each",
                    f"{count} hits, worst {1000 * worst:.3f} ms, {bare} without a note", worst <= EXACT_S and not bare)]


@measuring("notes of the MIDI")
def _counts(folder: Folder) -> list[Finding]:
    wrong, total = [], 0
    for cue in folder.cues():
        tracks = folder.midi(cue["id"])
        for layer in folder.json(f"cues/{cue['id']}/sketch.json")["layers"]:
            notes = sum(what == "note" for _, what, _ in tracks.get(layer["part"], ()))
            total += notes
            if notes != layer["notes"]:
                wrong.append(f"{cue['id']} {layer['part']} {notes} of {layer['notes']}")
    return [Finding("every note is in the MIDI", "cues/*.mid", "as sketch.json counts them",
                    f"{total} notes" + (f"; wrong: {', '.join(wrong[:4])}" if wrong else ""), not wrong)]


def read_by_partitura(path: Path) -> Any:
    """A MusicXML file as partitura reads it. It is loaded only here: it takes a second, and speaks in warnings."""
    partitura: Any = importlib.import_module("partitura")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return partitura.load_musicxml(str(path))
        except partitura.score.InvalidTimePointException as why:
            raise ValueError(str(why)) from why
        except Exception as why:
            if type(why) is not Exception:    # of a family: `reading` knows it
                raise
            raise ValueError(str(why)) from why    # partitura raises it bare


@measuring("the MusicXML")
def _music_xml(folder: Folder) -> list[Finding]:
    """Loaded by partitura: every onset and pitch that the MIDI has, on the written grid (notes may share a written head)."""
    wrong, total = [], 0
    for cue in folder.cues():
        with folder.reading(f"cues/{cue['id']}/{cue['id']}.musicxml") as path:
            moved, score = _transpositions(path), read_by_partitura(path)
            keys = [[note.midi_pitch + by for note in part.notes_tied]    # as it sounds: partitura gives what is written
                    for part, by in zip(score.parts, moved, strict=True)]
        tracks = list(folder.midi(cue["id"]).items())[1:]
        for written, (name, events) in zip(keys, tracks, strict=False):
            total += len(written)
            played = [key for _, what, key in events if what == "note"]
            heard = {key % 12 for key in played}
            if {key % 12 for key in written} != heard or not 0 <= len(played) - len(written) <= 0.1 * len(played):
                wrong.append(f"{cue['id']} {name}: {len(written)} written, {len(played)} played")
        if len(keys) != len(tracks):
            wrong.append(f"{cue['id']}: {len(keys)} parts written, {len(tracks)} played")
    return [Finding("MusicXML holds the notes (partitura)", "cues/*.musicxml", "pitches and counts of the MIDI",
                    f"{total} notes" + (f"; wrong: {', '.join(wrong[:4])}" if wrong else ""), not wrong)]


def _transpositions(path: Path) -> list[int]:
    """Semitones from written to sounding pitch of each part, as the file itself says."""
    root = xml_in(path.read_bytes())
    return [int(part.findtext(".//transpose/chromatic") or 0) for part in root.findall("part")]


@measuring("the DAWproject")
def _daw(folder: Folder) -> list[Finding]:
    """DAWproject: ids resolve, values in range, media there; notes where the MIDI has them."""
    root = folder.project()
    with folder.reading("session/score.dawproject"):
        ids = [str(each.get("id")) for each in root.iter() if each.get("id")]
        known, files = Counter(ids), [each.get("path", "") for each in root.iter("File")]
        faults = [f"id {name} twice" for name, times in sorted(known.items()) if times > 1]
        for each in root.iter():
            for name in ("track", "destination", "parameter"):
                if each.get(name) is not None and each.get(name) not in known:
                    faults.append(f"{each.tag} names {each.get(name)}, which is not there")
        for note in root.iter("Note"):
            if not (0 <= int(note.get("key", "-1")) <= 127 and 0 <= number(note.get("vel", "1")) <= 1
                    and number(note.get("time", "-1")) >= 0 and number(note.get("duration", "0")) > 0):
                faults.append(f"a note out of range: {dict(note.items())}")
        faults += [f"{name} is missing" for name in files if not (folder.root / "session" / name).resolve().is_file()]
    worst, count = _against_midi(folder, root)
    wrong = f"; {len(faults)} faults: {', '.join(faults[:3])}" if faults else ""
    return [Finding("DAWproject holds together", "session/score.dawproject", "ids, ranges and media",
                    f"{len(ids)} ids, {len(files)} sounds{wrong}", not faults),
            Finding("DAWproject has the notes of the MIDI", "session/score.dawproject", "each within 1 ms",
                    f"{count} notes, worst {1000 * worst:.3f} ms", worst <= EXACT_S)]


def _struck(root: etree._Element) -> dict[str, list[float]]:
    """When notes are struck in a session, by the clip's name, in seconds of the picture."""
    steps: list[tuple[float, float, float]] = []    # (beats, seconds, bpm)
    for point in root.iterfind(".//TempoAutomation/RealPoint"):
        beat, bpm = number(point.get("time", "0")), number(point.get("value", "60"))
        seconds = steps[-1][1] + (beat - steps[-1][0]) * 60 / steps[-1][2] if steps else 0.0
        steps.append((beat, seconds, bpm))

    def seconds_at(beat: float) -> float:
        start, seconds, bpm = next((step for step in reversed(steps) if step[0] <= beat + 1e-9), steps[0])
        return seconds + (beat - start) * 60 / bpm

    session: dict[str, list[float]] = {}
    for clip in root.iter("Clip"):
        start = number(clip.get("time", "0"))
        for note in clip.iterfind("Notes/Note"):
            session.setdefault(clip.get("name", ""), []).append(seconds_at(start + number(note.get("time", "0"))))
    return session


def _against_midi(folder: Folder, root: etree._Element) -> tuple[float, int]:
    """Largest distance of a note's onset between session and MIDI, infinite when one is missing; and how many notes."""
    with folder.reading("session/score.dawproject"):
        session = _struck(root)
    worst, count = 0.0, 0
    for cue in folder.cues():
        played, there = [cue["start_s"] + at for at in folder.struck(cue["id"])], sorted(session.get(cue["id"], []))
        count += len(there)
        worst = max(worst, math.inf if len(played) != len(there) else
                    max((abs(one - other) for one, other in zip(played, there, strict=True)), default=0.0))
    return worst, count


@measuring("the REAPER project")
def _reaper(folder: Folder) -> list[Finding]:
    """The REAPER project: its tree closes, its media are there, every stem stands at its cue's first sample."""
    text, starts = folder.text("session/score.rpp"), {cue["id"]: cue["start_s"] for cue in folder.cues()}
    with folder.reading("session/score.rpp"):
        depth = [1 if line.lstrip().startswith("<") else -1 if line.strip() == ">" else 0 for line in text.splitlines()]
        faults = [] if sum(depth) == 0 else ["its tree does not close"]
        items = re.findall(r"POSITION ([\d.]+)\n.*?FILE (?:\"([^\"]+)\"|'([^']+)')", text, re.S)
        for at, *names in items:
            path = PurePosixPath(next(name for name in names if name))
            if not (folder.root / "session" / path).resolve().is_file():
                faults.append(f"{path} is missing")
            if "stems" in path.parts and abs(number(at) - starts.get(path.parts[2], -1.0)) > 1 / 48_000:
                faults.append(f"{path} stands at {at}")
    found: Any = f"{len(items)} items" + (f"; {', '.join(faults[:3])}" if faults else "")
    return [Finding("REAPER project holds together", "session/score.rpp", "tree, media and places", found, bool(items) and not faults)]
