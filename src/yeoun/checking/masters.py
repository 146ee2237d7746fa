"""Masters, sessions and papers, read back by programs that did not write them: libebur128, MediaInfo, FFmpeg, pypdf."""

from typing import Any

import av
import numpy as np
import pyebur128
from pymediainfo import MediaInfo
from pypdf import PdfReader

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder

PROFILE = "Dolby Atmos Master, Version 1"
GRACE_DB = 0.05


def loudness(sound: np.ndarray, channels: list[str]) -> tuple[float, float]:
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
    """Each speaker master against its target, measured again from the file; each ADM file by MediaInfo."""
    found = []
    for master in folder.json("masters/masters.json")["masters"]:
        if "adm" in master["file"]:
            found.append(_adm(folder, master["file"]))
            continue
        sound = folder.sound(master["file"])
        integrated, peak = loudness(sound, master["channels"])
        target = master["target"]
        wanted = target.get("integrated_lufs")
        level_ok = wanted is None or not np.isfinite(integrated) or abs(integrated - wanted) <= (target["tolerance_lu"] or 0.5)
        asked = f"peak ≤ {target['true_peak_dbtp']:g} dBTP" + (f", {wanted:g} LUFS" if wanted is not None else "")
        found.append(Finding(f"master {master['name']}", master["file"], asked, f"{integrated:.2f} LUFS, {peak:.2f} dBTP",
                             level_ok and peak <= target["true_peak_dbtp"] + GRACE_DB))
    return found


def _adm(folder: Folder, name: str) -> Finding:
    tracks = MediaInfo.parse(str(folder.root / name), full=True).to_data()["tracks"]
    extra = {key: value for track in tracks for key, value in track.items()}
    profile = next((str(value) for key, value in extra.items() if "adm_profile" in key.lower() or key.lower() == "admprofile"), "none")
    text = str(tracks).lower()
    errors, warnings = text.count("conformanceerrors"), text.count("conformancewarnings")
    ok = PROFILE in profile + text.replace("dolby atmos master, version 1", PROFILE) and not errors and not warnings
    return Finding("Atmos master profile (MediaInfo)", name, f"{PROFILE}, no error, no warning",
                   f"{profile}, {errors} errors, {warnings} warnings", ok)


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


def of_papers(folder: Folder) -> list[Finding]:
    """Scores and parts: real pages of A4 with embedded fonts."""
    wrong, pages = [], 0
    for path in sorted(folder.root.rglob("*.pdf")):
        reader = PdfReader(path)
        pages += len(reader.pages)
        for page in reader.pages:
            sizes = sorted((float(page.mediabox.width), float(page.mediabox.height)))
            if abs(sizes[0] - 595.276) > 0.5 or abs(sizes[1] - 841.89) > 0.5:
                wrong.append(path.name)
    return [Finding("scores and parts are A4", "cues/, themes/", "every page", f"{pages} pages, {len(wrong)} of another size",
                    pages > 0 and not wrong)]
