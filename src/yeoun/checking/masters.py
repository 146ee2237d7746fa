"""Masters and the scored film, read back by programs that did not make them: libebur128, MediaInfo, FFmpeg."""

import json
from typing import Any

import av
import numpy as np
import pyebur128
from numpy.typing import NDArray
from pymediainfo import MediaInfo

from yeoun.checking.adm import check_adm
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder, chunks

Sound = NDArray[np.float64]

PROFILE = "Dolby Atmos Master, Version 1"
PIECE = 19_200    # 400 ms
GRACE_DB = 0.05
SPEECH_GRACE_LU = 0.2    # spans are written to the millisecond, and a meter starts anew in each


def loudness(sound: Sound, channels: list[str]) -> tuple[float, float]:
    """Integrated loudness and true peak by libebur128, channels told by label. Silence gives minus infinity."""
    state = pyebur128.R128State(sound.shape[1], 48000, pyebur128.MeasurementMode.MODE_I | pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    for k, label in enumerate(channels):
        state.set_channel(k, _kind(label))
    state.add_frames(np.ascontiguousarray(sound.reshape(-1)), len(sound))
    peak = max(pyebur128.get_true_peak(state, k) for k in range(sound.shape[1]))
    return pyebur128.get_loudness_global(state), 20 * np.log10(peak) if peak > 0 else -np.inf


def _kind(label: str) -> Any:
    kinds = pyebur128.ChannelType
    names = {"L": "LEFT", "R": "RIGHT", "C": "CENTER", "LFE": "UNUSED", "Ls": "LEFT_SURROUND", "Rs": "RIGHT_SURROUND",
             "Lss": "M_PLUS_090", "Rss": "M_MINUS_090", "Lrs": "M_PLUS_135", "Rrs": "M_MINUS_135"}
    return getattr(kinds, names[label])


def of_masters(folder: Folder) -> list[Finding]:
    """Each speaker master measured again from the file, against its target and its own figures; ADM files by two readers."""
    found = []
    sheet = folder.json("masters/masters.json")
    spans = [(each["start_s"], each["end_s"]) for each in
             sheet["dialogue"]["per_line"] or folder.json("observations/speech.json")["speech"]]
    for master in sheet["masters"]:
        if "adm" in master["file"]:
            found += _adm(folder, master)
        else:
            found.append(_speakers(folder, master, spans))
    missed = [each["name"] for each in sheet["masters"] if not each["ok"]]
    return [*found, Finding("masters say that they are met", "masters.json", "all", f"{len(missed)} are not {', '.join(missed)}".strip(),
                            not missed)]


def _speakers(folder: Folder, master: dict[str, Any], spans: list[tuple[float, float]]) -> Finding:
    sound = folder.sound(master["file"])
    integrated, peak = loudness(sound, master["channels"])
    target, measured = master["target"], master["measured"]
    asked, told = [f"peak ≤ {target['true_peak_dbtp']:g} dBTP"], [f"{integrated:.2f} LUFS", f"{peak:.2f} dBTP"]
    ok = peak <= target["true_peak_dbtp"] + GRACE_DB
    ok &= _as_told(integrated, measured["integrated_lufs"]) and _as_told(peak, measured["true_peak_dbtp"])
    for anchor in ("integrated_lufs", "dialogue_gated_lufs"):
        wanted = target.get(anchor)
        if wanted is None:
            continue
        read, grace = (integrated, 0.0) if anchor == "integrated_lufs" else (_over(sound, master["channels"], spans), SPEECH_GRACE_LU)
        asked.append(f"{wanted:g} LUFS" + (" over words" if grace else ""))
        told += [f"{read:.2f} LUFS over words"] if grace else []
        ok &= not np.isfinite(read) or abs(read - wanted) <= (target["tolerance_lu"] or 0.5) + grace + GRACE_DB
    if "ost" not in master["name"] and len(sound) != folder.samples:
        ok, told = False, [*told, f"{len(sound)} samples for {folder.samples}"]
    return Finding(f"master {master['name']}", master["file"], ", ".join(asked), ", ".join(told), bool(ok))


def _as_told(read: float, said: float | None) -> bool:
    """Whether a figure of masters.json is what we read; silence has no figure."""
    return not np.isfinite(read) if said is None else abs(read - said) <= 0.1


def _over(sound: Sound, channels: list[str], spans: list[tuple[float, float]]) -> float:
    """Loudness of the stretches that hold words taken together, ungated (BS.1770-1, as speech-gated loudness is measured)."""
    energy, length = 0.0, 0
    for start, end in spans:
        part = sound[round(start * 48_000):round(end * 48_000)]
        if len(part) < 4800:
            continue
        state = pyebur128.R128State(sound.shape[1], 48000, pyebur128.MeasurementMode.MODE_M)
        for k, label in enumerate(channels):
            state.set_channel(k, _kind(label))
        for at in range(0, len(part), PIECE):    # its window is slow beyond a moment: energies of moments add up
            piece = part[at:at + PIECE]
            state.add_frames(np.ascontiguousarray(piece.reshape(-1)), len(piece))
            energy += 10 ** (pyebur128.get_loudness_window(state, len(piece) // 48) / 10) * len(piece)
        length += len(part)
    return 10 * np.log10(energy / length) if energy > 0 else -np.inf


def _adm(folder: Folder, master: dict[str, Any]) -> list[Finding]:
    name = master["file"]
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


def of_picture(folder: Folder) -> list[Finding]:
    """The scored film: as many frames as the picture, and sound of its length."""
    with av.open(str(folder.root / "picture/scored.mp4")) as film:
        video, sound = film.streams.video[0], film.streams.audio[0]
        frames = sum(1 for packet in film.demux(video) if packet.pts is not None)
        seconds = float(sound.duration * sound.time_base) if sound.duration else 0.0
    length = folder.samples / 48000
    return [Finding("scored.mp4 has every frame", "picture/scored.mp4", f"{folder.frames} frames", f"{frames} frames",
                    frames == folder.frames),
            Finding("its sound is as long as the picture", "picture/scored.mp4", f"{length:.2f} s", f"{seconds:.2f} s",
                    abs(seconds - length) < 0.1)]
