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
Columns of `Heard.onsets`: onsets.py; of `Heard.bands`: bands.py. `Heard.f0`: seconds, hertz, confidence.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from yeoun.model.media import Caution, Media, Production, Span
from yeoun.model.observed import Heard, SpeechSpan
from yeoun.model.shelf import FileRef, Shelf, SoundRef
from yeoun.observing import bands as banded
from yeoun.observing.ear import Ear, Ears, momentary
from yeoun.observing.features import COLUMNS, features_of
from yeoun.observing.onsets import AT, onsets_of
from yeoun.observing.onsets import COLUMNS as ONSET_COLUMNS
from yeoun.observing.stream import Source, Told, running, stereo_blocks
from yeoun.observing.voices import Voiced, describe_speech, joined, pitch_caution, pitch_of, voices_of
from yeoun.units.level import to_db, to_gain
from yeoun.units.time import Samples, Seconds, frame_to_samples

EVERY = Seconds(0.01)
SAFE_DB = -0.1        # our choice: where the true peak of a source over full scale is put


CENTRED = 0.5         # our choice: speech is sought in the centre alone when it holds this share of what the whole holds


@dataclass(slots=True, eq=False)
class _Gathered:
    """What was heard so far, stretch by stretch; times are seconds of picture."""

    loud: list[NDArray[np.float32]] = field(default_factory=list)
    features: list[NDArray[np.float32]] = field(default_factory=list)
    onsets: list[NDArray[np.float32]] = field(default_factory=list)
    f0: list[NDArray[np.float32]] = field(default_factory=list)
    bands: list[NDArray[np.uint8]] = field(default_factory=list)
    voices: list[tuple[Voiced, float, float, float]] = field(default_factory=list)

    def add(self, ears: Ears) -> None:
        """Hear one stretch; what its neighbours will tell is left to them."""
        features, start, low, high = features_of(ears), ears.start_s, ears.low, ears.high
        end = len(features) if high == float("inf") else round((high - start) * 100)
        first = (low - start) * 100
        self.loud.append(ears.loud[first:end])
        self.features.append(np.round(features[first:end], 3))
        self.bands.append(banded.bands_of(ears.mono16)[first // 2:-(-end // 2)])
        self.voices.append((voices_of(ears.mono16, features), start, low, high))
        onsets, f0 = onsets_of(ears.fast), pitch_of(ears.mono16, features)
        for rows, kept in ((onsets, self.onsets), (f0, self.f0)):
            inside = (rows[:, AT] >= low - start - 1e-6) & (rows[:, AT] < high - start - 1e-6)
            moved = rows[inside].astype(np.float64)
            moved[:, AT] = moved[:, AT] + start
            kept.append(moved.astype(np.float32))

    def heard(self) -> "_Sounds":
        """All of it."""
        features = _rows(self.features, COLUMNS)
        loud = np.concatenate(self.loud) if self.loud else np.zeros(0, dtype=np.float32)
        bands = np.concatenate(self.bands) if self.bands else np.zeros((0, banded.COLUMNS), dtype=np.uint8)
        return _Sounds(features, loud, _rows(self.onsets, ONSET_COLUMNS), _rows(self.f0, 3), bands, joined(self.voices, features))


def _rows(parts: list[NDArray[np.float32]], columns: int) -> NDArray[np.float32]:
    return np.concatenate(parts) if parts else np.zeros((0, columns), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Sounds:
    """A whole sound as heard."""

    features: NDArray[np.float32]
    loud: NDArray[np.float32]
    onsets: NDArray[np.float32]
    f0: NDArray[np.float32]
    bands: NDArray[np.uint8]
    voiced: Voiced

    def speech(self) -> tuple[SpeechSpan, ...]:
        """Its speech, each span with its voice."""
        return describe_speech(self.voiced.speech, self.voiced.confidence, self.features, self.f0)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A sound on the shelf, and what was heard in it, on the scale of the file; `centre` is its centre channel alone."""

    ref: SoundRef
    gain_db: float
    whole: _Sounds
    centre: _Sounds | None
    cautions: tuple[Caution, ...]


def listen(shelf: Shelf, picture: FileRef, media: Media, dialogue: FileRef | None) -> Heard:
    """Everything the production sound gives.

    shelf      where the files lie, and where `production.flac` and `dialogue.flac` go
    picture    the picture file, for its sound stream
    media      which stream, and how long the picture is
    dialogue   the clean dialogue, if the editor has one: speech is then found in it; else in the centre, if there is one
    Gives      sound exactly as long as the picture, features every 10 ms, spans in seconds of picture;
               without a sound stream `production.sound` is None and the arrays are empty
    Refuses    InputRefused, when a sound file cannot be decoded at all
    """
    length = frame_to_samples(media.frames, media.rate)
    spoken = None
    if dialogue is not None:
        spoken = _keep(shelf, Source(shelf.path(dialogue), None, None, "the dialogue file", dialogue.name, keep_mono=True),
                       "dialogue.flac", length)
    if media.sound is None:
        return _unheard(spoken)
    source = Source(shelf.path(picture), media.sound.index, media.first_pts * media.time_base, "the production sound", picture.name)
    kept = _keep(shelf, source, "production.flac", length)
    speaking = spoken.whole if spoken is not None else _speaking(kept)
    cautions = [*kept.cautions, *(spoken.cautions if spoken else ()), *kept.whole.voiced.cautions, *speaking.voiced.cautions,
                *pitch_caution()]
    return Heard(
        production=_production(kept, spoken), every=EVERY, features=kept.whole.features,
        loudness=tuple(round(float(level), 1) for level in momentary(kept.whole.loud)), speech=speaking.speech(),
        music=_spans(kept.whole.voiced.music), singing=_spans(kept.whole.voiced.singing), onsets=kept.whole.onsets,
        f0=kept.whole.f0, cautions=tuple(dict.fromkeys(cautions)), bands=kept.whole.bands)


def _speaking(kept: _Kept) -> _Sounds:
    """Where speech is sought: the centre channel, when words lie there."""
    if kept.centre is None:
        return kept.whole
    there, everywhere = (sum(end - start for start, end in each.voiced.speech) for each in (kept.centre, kept.whole))
    return kept.centre if there > 0 and there >= CENTRED * everywhere else kept.whole


def _production(sound: _Kept | None, dialogue: _Kept | None) -> Production:
    return Production(sound.ref if sound else None, dialogue.ref if dialogue else None,
                      sound.gain_db if sound else 0.0, dialogue.gain_db if dialogue else 0.0)


def _unheard(spoken: _Kept | None) -> Heard:
    speech: tuple[SpeechSpan, ...] = ()
    cautions: tuple[Caution, ...] = ()
    if spoken is not None:
        speech, cautions = spoken.whole.speech(), (*spoken.cautions, *spoken.whole.voiced.cautions, *pitch_caution())
    return Heard(
        production=_production(None, spoken), every=EVERY,
        features=np.zeros((0, COLUMNS), dtype=np.float32), loudness=(), speech=speech, music=(), singing=(),
        onsets=np.zeros((0, ONSET_COLUMNS), dtype=np.float32), f0=np.zeros((0, 3), dtype=np.float32), cautions=cautions,
        bands=np.zeros((0, banded.COLUMNS), dtype=np.uint8))


def _spans(spans: tuple[tuple[float, float], ...]) -> tuple[Span, ...]:
    return tuple(Span(Seconds(start), Seconds(end)) for start, end in spans)


class _OverScale(Exception):
    """The sound goes over full scale: what was written of it is given up, and it is written again turned down."""

    def __init__(self, peak: float) -> None:
        super().__init__(peak)
        self.peak = peak


def _keep(shelf: Shelf, source: Source, name: str, length: Samples) -> _Kept:
    """Decode, write and hear a source; over full scale it is written and heard again, turned down."""
    told = Told()
    try:
        ref, whole, centre = _written(shelf, source, name, length, told, 1.0)
        return _Kept(ref, 0.0, whole, centre, tuple(told.cautions))
    except _OverScale as over:
        peak = over.peak
    gain_db = round(SAFE_DB - to_db(peak), 2)
    ref, whole, centre = _written(shelf, source, name, length, Told(), float(np.float32(to_gain(gain_db))))
    caution = Caution("sound.over", f"{source.name.capitalize()} reaches {to_db(peak):+.1f} dBTP, over full scale: all of it was "
                      f"turned down by {-gain_db:.2f} dB.")
    return _Kept(ref, gain_db, whole, centre, (*told.cautions, caution))


def _written(shelf: Shelf, source: Source, name: str, length: Samples, told: Told,
             gain: float) -> tuple[SoundRef, _Sounds, _Sounds | None]:
    """One pass: the sound on the shelf, and what was heard of all of it and of its centre.

    Refuses  _OverScale, with the peak of the whole source, when it was not turned down and has to be
    """
    run = running(source, length)
    shape, ear = run.shape, Ear(run.shape.channels, run.shape.has_centre)
    whole, centre = _Gathered(), _Gathered()
    with shelf.sound(name, layout=shape.layout.name, channels=shape.layout.channels) as out:
        for block in stereo_blocks(run, length, told):
            scaled = block if gain == 1.0 else block * np.float32(gain)
            ear.hear_peak(shape.written(scaled))
            if told.peak * gain > 1.0:    # it will be heard again, turned down: only how far over it goes matters now
                continue
            ear.hear(scaled)
            out.write(shape.written(scaled))
            for ears in ear.stretches():
                _hear(ears, whole, centre)
        peak = max(ear.true_peak, told.peak)
        if peak > 1.0 and gain == 1.0:
            raise _OverScale(peak)
    _hear(ear.last(), whole, centre)
    return out.ref, whole.heard(), centre.heard() if centre.features else None


def _hear(ears: Ears, whole: _Gathered, centre: _Gathered) -> None:
    whole.add(ears)
    if len(ears.centre16):
        centre.add(replace(ears, mono16=ears.centre16))
