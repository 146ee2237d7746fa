"""The eight masters and what each destination asks (table version 2026-11).

Sources: Netflix sound mix specification (near-field -27 speech-gated, peak -2), UMG and Apple Atmos music delivery
(at most -18 LKFS on the 5.1 re-render, peak -1), Korean broadcast loudness standard (TTA, -24 LKFS), cinema practice
(fixed monitor gain, no loudness target), AES TD1008 and the streaming services (-14 album).
"""

from yeoun.model.layouts import BED_712, FIVE_ONE, SEVEN_ONE, STEREO, TOPS
from yeoun.model.mixed import Destination, Target

PROGRAMME, SPEECH, NONE = "programme", "speech", "none"
_MUSIC_TRACKS = (*(f"MX {label}" for label in BED_712), *(f"MX {label}" for label in TOPS))

TARGETS: tuple[Target, ...] = (
    Target(Destination.ATMOS_PROGRAMME, "7.1.4", _MUSIC_TRACKS, SPEECH, -27.0, 0.5, -2.0, True,
           "near-field home programme: -27 LKFS speech-gated on the 5.1 re-render, true peaks under -2"),
    Target(Destination.ATMOS_MUSIC, "7.1.4", _MUSIC_TRACKS, PROGRAMME, -18.5, 0.5, -1.0, False,
           "Atmos music: at most -18 LKFS on the 5.1 re-render; half a unit is kept for other renderers' trims"),
    Target(Destination.STREAMING_51, "5.1", FIVE_ONE.labels, SPEECH, -27.0, 0.5, -2.0, True,
           "near-field streaming: -27 LKFS speech-gated (2 LU allowed, half used), true peaks under -2"),
    Target(Destination.STREAMING_20, "2.0", STEREO.labels, SPEECH, -27.0, 0.5, -2.0, True,
           "near-field streaming: -27 LKFS speech-gated (2 LU allowed, half used), true peaks under -2"),
    Target(Destination.BROADCAST_KR_20, "2.0", STEREO.labels, PROGRAMME, -24.0, 0.5, -2.0, True,
           "Korean broadcast: -24 LKFS (2 LU allowed, half used); the peak limit is our choice"),
    Target(Destination.CINEMA_51, "5.1", FIVE_ONE.labels, NONE, None, None, -1.0, True,
           "cinema: no loudness target, the monitor gain is fixed; peaks under -1"),
    Target(Destination.CINEMA_71, "7.1", SEVEN_ONE.labels, NONE, None, None, -1.0, True,
           "cinema: no loudness target, the monitor gain is fixed; peaks under -1"),
    Target(Destination.OST_20, "2.0", STEREO.labels, PROGRAMME, -14.0, 0.5, -1.0, False,
           "album in film order: one gain for all of it, -14 LUFS, true peaks under -1"),
)
LEAST_SPEECH = 0.15        # Netflix: with less speech than this, the whole programme is the anchor
WITHOUT_SPEECH_LUFS = -24.0
