"""Masters and the scored film, read back by programs that did not make them: libebur128, MediaInfo, FFmpeg."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import av
import numpy as np
from pymediainfo import MediaInfo

from yeoun.checking.adm import check_adm, counts_up
from yeoun.checking.finding import Finding
from yeoun.checking.folder import BLOCK, Folder, chunks, payload
from yeoun.checking.measuring import measuring
from yeoun.checking.meters import Peak, Sound, loudness, loudness_and_peak, over_words
from yeoun.checking.rerender import CHANNELS, Renderer, tracks_in

PROFILE = "Dolby Atmos Master, Version 1"
GRACE_DB = 0.05
SPEECH_GRACE_LU = 0.2    # spans are written to the millisecond, and a meter starts anew in each
ALONE = "every track alone"    # a bed channel or an object on a loudspeaker of its own
TOLD_WITHIN = 0.1        # LU or dB between a figure of masters.json and ours


@measuring("masters")
def of_masters(folder: Folder) -> Iterator[Finding]:
    """Every master measured again from the file, against its target and its own figures; Atmos masters played by another renderer."""
    sheet = folder.json("masters/masters.json")
    spans = [(each["start_s"], each["end_s"]) for each in sheet["dialogue"]["per_line"]]
    for master in sheet["masters"]:
        yield from _master(folder, master, spans)
    yield from _speech(folder, spans)
    missed = [each["name"] for each in sheet["masters"] if not each["ok"]]
    yield Finding("masters say that they are met", "masters.json", "all", f"{len(missed)} are not {', '.join(missed)}".strip(), not missed)


@measuring("a master")
def _master(folder: Folder, master: dict[str, Any], spans: list[tuple[float, float]]) -> Iterator[Finding]:
    with folder.reading(master["file"]):
        if "adm" not in master["file"]:
            yield _speakers(folder, master, spans)
            return
        form = _form(folder, master)
        yield from form
        if all(each.ok for each in form):
            yield _rendered(folder, master, spans)


@measuring("speech")
def _speech(folder: Folder, spans: list[tuple[float, float]]) -> list[Finding]:
    heard = folder.json("observations/speech.json")["speech"]
    untold = [each for each in heard if (each["start_s"], each["end_s"]) not in spans]
    return [Finding("every stretch of speech is listed with its distance from the music", "masters.json", "all",
                    f"{len(untold)} of {len(heard)} are not", not untold)]


def _speakers(folder: Folder, master: dict[str, Any], spans: list[tuple[float, float]]) -> Finding:
    name, channels = master["file"], master["channels"]

    def read(start: int, end: int | None, size: int) -> Iterator[Sound]:
        return folder.blocks(name, start, end, size)

    integrated, peak = loudness_and_peak(read(0, None, BLOCK), channels)
    found = _judged(folder, master, integrated, peak, lambda: over_words(read, channels, spans))
    length = folder.length(name)
    if "ost" in master["name"] or length == folder.samples:
        return found
    return replace(found, ok=False, measured=f"{found.measured}, {length} samples for {folder.samples}")


def _rendered(folder: Folder, master: dict[str, Any], spans: list[tuple[float, float]]) -> Finding:
    """An Atmos master on loudspeakers: loudness on 5.1, the peak on every layout it is heard on."""
    name = master["file"]
    tracks = tracks_in(folder.root / name)
    everywhere, only_51 = Renderer(tracks, tuple(CHANNELS)), Renderer(tracks, ("5.1",))
    peaks = {each: Peak() for each in (*CHANNELS, ALONE)}

    def in_51(start: int, end: int | None, size: int) -> Iterator[Sound]:
        for block in folder.blocks(name, start, end, size):
            yield only_51.play(block, start)["5.1"]
            start += len(block)

    def heard() -> Iterator[Sound]:
        start = 0
        for block in folder.blocks(name):
            played = {**everywhere.play(block, start), ALONE: block}
            for layout, peak in peaks.items():
                peak.feed(played[layout])
            start += len(block)
            yield played["5.1"]

    integrated = loudness(heard(), CHANNELS["5.1"])
    highest = {layout: peak.read() for layout, peak in peaks.items()}
    found = _judged(folder, master, integrated, max(highest.values()), lambda: over_words(in_51, CHANNELS["5.1"], spans))
    told = ", ".join(f"{layout} {peak:.2f}" for layout, peak in highest.items())
    return replace(found, what=f"master {master['name']}, played by another renderer",
                   asked=f"{found.asked} in every layout, loudness on 5.1", measured=f"{found.measured} (peaks: {told})")


def _judged(folder: Folder, master: dict[str, Any], integrated: float, peak: float, words: Callable[[], float]) -> Finding:
    """What was read against the target and against what masters.json says. Silence is only well where no cue was wished."""
    target, measured = master["target"], master["measured"]
    asked, told = [f"peak ≤ {target['true_peak_dbtp']:g} dBTP"], [f"{integrated:.2f} LUFS", f"{peak:.2f} dBTP"]
    if not np.isfinite(integrated):
        cues = len(folder.cues())
        told = ["silent, and the spotting has no cue" if not cues else f"silent, but the spotting has {cues} cues"]
        return Finding(f"master {master['name']}", master["file"], ", ".join(asked), told[0],
                       not cues and measured["integrated_lufs"] is None)
    ok = peak <= target["true_peak_dbtp"] + GRACE_DB
    ok &= _as_told(integrated, measured["integrated_lufs"]) and _as_told(peak, measured["true_peak_dbtp"])
    for anchor in ("integrated_lufs", "dialogue_gated_lufs"):
        wanted = target.get(anchor)
        if wanted is None:
            continue
        is_words = anchor == "dialogue_gated_lufs"
        read, grace = (words(), SPEECH_GRACE_LU) if is_words else (integrated, 0.0)
        asked.append(f"{wanted:g} LUFS" + (" over words" if is_words else ""))
        told += [f"{read:.2f} LUFS over words"] if is_words else []
        ok &= np.isfinite(read) and abs(read - wanted) <= (target["tolerance_lu"] or 0.5) + grace + GRACE_DB
    return Finding(f"master {master['name']}", master["file"], ", ".join(asked), ", ".join(told), bool(ok))


def _as_told(read: float, said: float | None) -> bool:
    """Whether a figure of masters.json is what we read; silence has no figure."""
    return not np.isfinite(read) if said is None else abs(read - said) <= TOLD_WITHIN


def _form(folder: Folder, master: dict[str, Any]) -> list[Finding]:
    """The Atmos file as a file: its profile by MediaInfo, and what other readers pass in silence."""
    name = master["file"]
    if not counts_up(payload(folder.root / name, b"chna")):
        return [Finding("Atmos master profile (MediaInfo)", name, f"{PROFILE}, no error, no warning",
                        "not asked: chna does not number its tracks from one on", False)]
    tracks = json.loads(MediaInfo.parse(str(folder.root / name), output="JSON"))["media"]["track"]
    extra = [each["extra"] for each in tracks if isinstance(each.get("extra"), dict)]
    profile = next((str(each["AdmProfile"]) for each in extra if "AdmProfile" in each), "none")
    errors, warnings = (_named(tracks, word) for word in ("ConformanceErrors", "ConformanceWarnings"))
    said = f"{profile}; errors: {errors or 'none'}; warnings: {warnings or 'none'}"
    own = list(check_adm(folder.root / name))
    at, size = chunks(folder.root / name).get(b"data", (0, 0))
    count = len(master["channels"])
    if at and size != folder.samples * count * 3:
        own.append(f"it holds {size} bytes of sound, not {folder.samples} samples of {count} tracks")
    return [Finding("Atmos master profile (MediaInfo)", name, f"{PROFILE}, no error, no warning", said,
                    profile == PROFILE and not errors and not warnings),
            Finding("Atmos master, what other readers pass in silence", name, "nothing", "; ".join(own[:3]) or "nothing", not own)]


def _named(found: Any, word: str) -> list[str]:
    """Every value under a key of that name, however deep."""
    if isinstance(found, dict):
        return [text for key, value in found.items()
                for text in ([json.dumps(value)[:160]] if key.startswith(word) else _named(value, word))]
    return [text for value in found for text in _named(value, word)] if isinstance(found, list) else []


@measuring("the scored film")
def of_picture(folder: Folder) -> list[Finding]:
    """The scored film: as many frames as the picture, and sound of its length."""
    with folder.reading("picture/scored.mp4") as path, av.open(str(path)) as film:
        video, sound = film.streams.video[0], film.streams.audio[0]
        frames = sum(1 for packet in film.demux(video) if packet.pts is not None)
        seconds = float(sound.duration * sound.time_base) if sound.duration else 0.0
    length = folder.samples / 48000
    return [Finding("scored.mp4 has every frame", "picture/scored.mp4", f"{folder.frames} frames", f"{frames} frames",
                    frames == folder.frames),
            Finding("its sound is as long as the picture", "picture/scored.mp4", f"{length:.2f} s", f"{seconds:.2f} s",
                    abs(seconds - length) < 0.1)]
