"""What one decode of the production sound gives: the production file, features, spans, onsets and loudness.

The stream is decoded once, put on picture time at 48 kHz stereo (stream.py), written to the shelf, and heard on the way
(ear.py). Its scale is the truth: only when its true peak lies over full scale is one constant gain applied, told in a
caution and kept in `Production.gain_db`; the file is then written a second time, because 24-bit sound cannot hold more
than full scale. Everything measured is on the scale of the written file.

Columns of `Heard.features`, every 10 ms (row k is centred on k x 10 ms):
    0 BRIGHT       dBFS, 300..7000 Hz
    1 LOW          dBFS, 30..150 Hz over 24 ms
    2 MID          dBFS, 150..800 Hz
    3 FULL         dBFS, 60..7500 Hz
    4 CENTROID     Hz, over 200..7000 Hz
    5 FLATNESS     0 tone .. 1 noise, over 200..7000 Hz
    6 TILT         dB, 300..7000 Hz over everything below 250 Hz
    7 VOICE_HIGH   dBFS, 500..5000 Hz
    8 VOICE_LOW    dBFS, 80..500 Hz
    9 VOWEL        dBFS, 300..3000 Hz
    10 LOUD        LUFS of these 10 ms alone
    11 LARGEST     largest |sample| of any channel, 0..1
Columns of `Heard.onsets`: onsets.py. `Heard.f0`: seconds, hertz, confidence.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yeoun.errors import InputRefused
from yeoun.model.media import Caution, Media, Production, Span
from yeoun.model.observed import Heard, SpeechSpan
from yeoun.model.shelf import FileRef, Shelf, SoundRef
from yeoun.observing.ear import Ear, Ears, momentary
from yeoun.observing.features import COLUMNS, features_of
from yeoun.observing.onsets import COLUMNS as ONSET_COLUMNS
from yeoun.observing.onsets import onsets_of
from yeoun.observing.stream import Source, Told, channels_of, stereo_blocks
from yeoun.observing.voices import Voiced, describe_speech, pitch_of, voices_of
from yeoun.units.level import to_db, to_gain
from yeoun.units.time import Samples, Seconds, frame_to_samples

EVERY = Seconds(0.01)
SAFE_DB = -0.1        # our choice: where the true peak of a source over full scale is put


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A sound on the shelf, and what was heard in it, on the scale of the file."""

    ref: SoundRef
    gain_db: float
    ears: Ears
    cautions: tuple[Caution, ...]


def listen(shelf: Shelf, picture: FileRef, media: Media, dialogue: FileRef | None) -> Heard:
    """Everything the production sound gives.

    shelf      where the files lie, and where `production.flac` and `dialogue.flac` go
    picture    the picture file, for its sound stream
    media      which stream, and how long the picture is
    dialogue   the clean dialogue, if the editor has one: speech is then found in it
    Gives      sound exactly as long as the picture, features every 10 ms, spans in seconds of picture;
               without a sound stream `production.sound` is None and the arrays are empty
    Refuses    InputRefused, when a sound file cannot be decoded at all
    """
    length = frame_to_samples(media.frames, media.rate)
    spoken = _keep(shelf, _dialogue_source(shelf, dialogue), "dialogue.flac", length) if dialogue else None
    if media.sound is None:
        return _unheard(spoken)
    source = Source(shelf.path(picture), media.sound.index, media.sound.start_s, "the production sound")
    kept = _keep(shelf, source, "production.flac", length)
    features = features_of(kept.ears)
    voiced = voices_of(kept.ears.mono16, features)
    f0 = pitch_of(kept.ears.mono16, features)
    speech, said = voiced, (features, f0)
    if spoken is not None:
        clean = features_of(spoken.ears)
        speech, said = voices_of(spoken.ears.mono16, clean), (clean, pitch_of(spoken.ears.mono16, clean))
    return Heard(
        production=_production(kept, spoken),
        every=EVERY, features=np.round(features, 3),
        loudness=tuple(round(float(level), 1) for level in momentary(kept.ears.loud)),
        speech=describe_speech(speech.speech, speech.confidence, *said),
        music=_spans(voiced.music), singing=_spans(voiced.singing), onsets=onsets_of(kept.ears.fast), f0=f0,
        cautions=(*kept.cautions, *(spoken.cautions if spoken else ()), *_told(voiced, speech)))


def _production(sound: _Kept | None, dialogue: _Kept | None) -> Production:
    return Production(sound.ref if sound else None, dialogue.ref if dialogue else None,
                      sound.gain_db if sound else 0.0, dialogue.gain_db if dialogue else 0.0)


def _unheard(spoken: _Kept | None) -> Heard:
    speech: tuple[SpeechSpan, ...] = ()
    cautions: tuple[Caution, ...] = ()
    if spoken is not None:
        clean = features_of(spoken.ears)
        voiced = voices_of(spoken.ears.mono16, clean)
        speech = describe_speech(voiced.speech, voiced.confidence, clean, pitch_of(spoken.ears.mono16, clean))
        cautions = (*spoken.cautions, *voiced.cautions)
    return Heard(
        production=_production(None, spoken), every=EVERY,
        features=np.zeros((0, COLUMNS), dtype=np.float32), loudness=(), speech=speech, music=(), singing=(),
        onsets=np.zeros((0, ONSET_COLUMNS), dtype=np.float32), f0=np.zeros((0, 3), dtype=np.float32), cautions=cautions)


def _told(voiced: Voiced, speech: Voiced) -> tuple[Caution, ...]:
    return voiced.cautions if speech is voiced else (*voiced.cautions, *speech.cautions)


def _spans(spans: tuple[tuple[float, float], ...]) -> tuple[Span, ...]:
    return tuple(Span(Seconds(start), Seconds(end)) for start, end in spans)


def _dialogue_source(shelf: Shelf, dialogue: FileRef) -> Source:
    return Source(shelf.path(dialogue), None, Seconds(0.0), "the dialogue file", keep_mono=True)


def _keep(shelf: Shelf, source: Source, name: str, length: Samples) -> _Kept:
    """Decode, write and hear a source; over full scale it is written again, turned down."""
    try:
        channels = channels_of(source)
    except (OSError, IndexError, ValueError) as fault:      # PyAV's errors are OSError or ValueError as well
        raise InputRefused(name=source.path.name, where=source.name, why=f"its sound cannot be decoded ({fault})",
                           now="Hand in WAV, FLAC or the sound of a film file that other programs can play") from fault
    told, ear = Told(), Ear(channels)
    with shelf.sound(name, layout="mono" if channels == 1 else "2.0", channels=channels) as out:
        for block in stereo_blocks(source, length, told):
            ear.hear(block)
            if told.peak <= 1.0:
                out.write(block)
    ears = ear.heard()
    peak = max(ears.true_peak, told.peak)
    if peak <= 1.0:
        return _Kept(out.ref, 0.0, ears, tuple(told.cautions))
    gain_db = round(SAFE_DB - to_db(peak), 2)
    gain = np.float32(to_gain(gain_db))
    with shelf.sound(name, layout="mono" if channels == 1 else "2.0", channels=channels) as out:
        for block in stereo_blocks(source, length, Told()):
            out.write(block * gain)
    caution = Caution("sound.over", f"{source.name.capitalize()} reaches {to_db(peak):+.1f} dBTP, over full scale: all of it was "
                      f"turned down by {-gain_db:.2f} dB.")
    return _Kept(out.ref, gain_db, _scaled(ears, float(gain)), (*told.cautions, caution))


def _scaled(ears: Ears, gain: float) -> Ears:
    def times(values: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
        return (values * np.float32(factor)).astype(np.float32)

    return replace(ears, fast=times(ears.fast, gain * gain), loud=times(ears.loud, gain * gain),
                   largest=times(ears.largest, gain), mono16=times(ears.mono16, gain), true_peak=ears.true_peak * gain)
