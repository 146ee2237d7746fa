"""Small films made for a test, and nouns made by hand."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from yeoun.model.media import Curve, Media, Production, Shot, Span, Transition
from yeoun.model.observed import Light, Observations, ShotLight, SpeechSpan
from yeoun.model.script import Caption, CutPoint, Draft, DraftScene
from yeoun.model.shelf import FileRef
from yeoun.units.names import Digest, Person, ShotId
from yeoun.units.time import Seconds, at_frame

RATE = Fraction(24000, 1001)
LIGHTS = {    # mired against the median, L*, saturation
    Light.DAY: (-20.0, 65.0, 0.3), Light.GOLDEN: (90.0, 60.0, 0.5), Light.NIGHT: (-60.0, 15.0, 0.3),
    Light.NEON: (0.0, 25.0, 0.7), Light.DAWN: (-20.0, 55.0, 0.2), Light.NEUTRAL: (0.0, 50.0, 0.2),
    Light.TUNGSTEN: (110.0, 22.0, 0.4),
}  # fmt: skip


def make_film(
    path: Path,
    *,
    frames: int = 72,
    rate: Fraction = RATE,
    pts: Sequence[int] | None = None,
    timecode: str = "",
    rotation: int = 0,
    aspect: Fraction | None = None,
    sound: bool = False,
    group: int = 24,
    faststart: bool = False,
) -> Path:
    """A film of grey frames; `pts` in ticks of 1 / numerator of the rate, when it is not to be constant."""
    options = {"movflags": "faststart"} if faststart else {}
    with av.open(str(path), "w", options=options) as container:
        video = container.add_stream("mpeg4", rate=rate)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        video.codec_context.gop_size = group
        video.codec_context.time_base = Fraction(1, rate.numerator)
        if aspect:
            video.codec_context.sample_aspect_ratio = aspect
        if timecode:
            video.metadata["timecode"] = timecode
        if rotation:
            video.set_display_rotation(rotation)
        audio = container.add_stream("pcm_s16le" if path.suffix == ".mov" else "aac", rate=48000) if sound else None
        for n in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), n % 200, dtype=np.uint8), format="rgb24")
            frame.pts = n * rate.denominator if pts is None else pts[n]
            frame.time_base = Fraction(1, rate.numerator)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None:
            for n in range(int(frames / rate * 48000) // 1024):
                block = av.AudioFrame.from_ndarray(np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono")
                block.sample_rate, block.pts = 48000, n * 1024
                container.mux(audio.encode(block))
            container.mux(audio.encode(None))
    return path


def media_of(frames: int, rate: Fraction = RATE) -> Media:
    """The facts of a film that does not exist."""
    return Media("mp4", "h264", 0, rate, frames, 1280, 720, 0, 0, Fraction(1, 24000), None)


def caption(start_s: float, end_s: float, text: str, *, kind: str = "speech", language: str = "ko", source: str = "a.srt",
            speaker: str | None = None, number: int = 1) -> Caption:  # fmt: skip
    """A subtitle."""
    span = Span(Seconds(start_s), Seconds(end_s))
    return Caption(span, text, language, kind, Person(speaker) if speaker else None, source, number)


def draft_of(
    frames: int,
    scenes: tuple[DraftScene, ...] = (),
    captions: tuple[Caption, ...] = (),
    cuts: tuple[CutPoint, ...] = (),
) -> Draft:
    """A draft of a film that does not exist."""
    picture = FileRef("picture", "a.mp4", Digest("0" * 64), 1)
    return Draft("s01e01", picture, media_of(frames), (), scenes, captions, cuts, (), ())


def seen_in(
    borders: Sequence[int], lights: Sequence[Light] = (), speech: Sequence[tuple[float, float]] = ()
) -> Observations:
    """What would be seen: shots between `borders` (the last is the end), their lights, and spans of speech."""
    pairs = list(zip(borders, borders[1:], strict=False))
    shots = tuple(Shot(ShotId(f"sh{n:03}"), a, b, Transition.CUT, 0.9) for n, (a, b) in enumerate(pairs, start=1))
    light = tuple(
        ShotLight(shot.id, 200.0 + LIGHTS[kind][0], LIGHTS[kind][0], 0.0, 0.0, 0.2, LIGHTS[kind][1], 20.0,
                  LIGHTS[kind][2], 0.3, kind, 0.7)
        for shot, kind in zip(shots, lights, strict=False)
    )  # fmt: skip
    still = Curve(Seconds(0.5), (0.0,))
    voices = tuple(SpeechSpan(Span(Seconds(a), Seconds(b)), 0.8, None, -25.0, None, None) for a, b in speech)
    return Observations(
        shots, light, still, still, still, still, still, voices, (), (), (), Production(None, None), True, ()
    )


def seconds(frame: int) -> float:
    """A frame of a film at `RATE`, in seconds."""
    return float(at_frame(frame, RATE))


def cut_until(frames: int, light: Light, shots: list[int], lights: list[Light], rng: np.random.Generator) -> None:
    """Shots of 40 to 200 frames in one light, by luck, up to a frame; added to the borders and lights there are."""
    while shots[-1] < frames - 60:
        shots.append(min(frames, shots[-1] + int(rng.integers(40, 200))))
        lights.append(light)
    if shots[-1] < frames:
        shots.append(frames)
        lights.append(light)
