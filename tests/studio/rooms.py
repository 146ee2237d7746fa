"""A studio for tests: small finished folders, people with roles, a calendar that can be set."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile

from yeoun.studio.anchors import Anchor
from yeoun.studio.ledger import Ledger
from yeoun.studio.people import add_person, enrol
from yeoun.studio.permissions import Held, Role
from yeoun.studio.studio import Studio
from yeoun.studio.versions import add_episode, add_series, takes_of

NOON = 1_800_000_000_000    # some day, in milliseconds
RATE = Fraction(24000, 1001)
FRAMES = 96                 # four seconds


@dataclass
class Calendar:
    """A calendar that stands still until it is set."""

    now_ms: int = NOON

    def __call__(self) -> int:
        return self.now_ms


def finished(place: Path, *, tune: int = 0, second: int = 0, picture: str = "the picture") -> Path:
    """A finished folder of 4 seconds with two cues, 1m01 in its first and 1m02 in its last second.

    tune, second  what the first and the second cue sound like: other numbers, other sound and notes
    """
    (place / "spotting").mkdir(parents=True)
    (place / "mix").mkdir()
    length = round(FRAMES * 48_000 / RATE)
    music = np.zeros((length, 2), np.float32)
    cues = []
    for number, frames, kind in (("1m01", (0, 24), tune), ("1m02", (72, 96), second)):
        start, end = (round(each * 48_000 / RATE) for each in frames)
        sound = (np.sin(np.arange(end - start) * (0.03 + 0.01 * kind)) / 4).astype(np.float32)
        music[start:end] += sound[:, None]
        folder = place / "cues" / number
        (folder / "stems").mkdir(parents=True)
        soundfile.write(folder / "stems" / "01_felt_piano.wav", np.repeat(sound[:, None], 2, 1), 48_000, "PCM_24")
        (folder / "sketch.json").write_text(json.dumps({
            "id": number, "kind": kind, "titles": {"ko": f"큐 {number}", "en": f"Cue {number}"}, "beat0_s": 0.0,
            "tempo_map": [{"at_beat": 0.0, "bpm": 480.0, "microseconds": 125_000}], "metre": [{"bar": 1, "beats": 2, "unit": 4}],
            "key": "F", "mode": "aeolian", "layers": [
                {"part": "felt_piano", "hangul": "펠트 피아노", "role": "melody", "why": "it is night"}]}))
        cues.append({"reason": "longing", "hits": [{"at_s": round(float(frames[0] / RATE), 3), "class": "A", "reason": "the door"}],
                     "key": f"key-{number}", "id": number, "start_frame": frames[0], "end_frame": frames[1],
                     "end_s": float(frames[1] / RATE), "tail_s": 0.0})
    for name in ("music_20", "programme_20"):
        soundfile.write(place / "mix" / f"{name}.wav", music, 48_000, "PCM_24")
    (place / "spotting" / "spotting.json").write_text(json.dumps({"schema": 1, "cues": cues, "silences": [
        {"id": "s01", "start_s": 1.001, "end_s": 3.003, "kind": "composed", "reason": "nobody breathes"}]}))
    (place / "emotion").mkdir()
    axes = {name: [0.1, 0.2, -0.3] for name in ("valence", "arousal", "tension")}
    (place / "emotion" / "graph.json").write_text(json.dumps({
        "schema": 1, "every_s": 0.5, **axes, "nostalgia": [0.0], "confidence": [0.5],
        "scenes": [{"id": "s01", "heading": "옥상", "time_of_day": "night", "start_s": 0.0, "end_s": 4.004}],
        "characters": {"지은": {"spoken": axes, "inner": axes, "heart_bpm": [70.0, 71.0], "present": [[0.0, 1.001], [2.5, 4.004]]}},
        "turns": [{"at_s": 2.002, "kind": "release", "reason": "she turns"}],
        "evidence": [{"start_s": 0.0, "end_s": 0.5, "source": "words", "detail": "안녕", "character": None, "weight": 1.0,
                      "confidence": 0.5}]}))
    seal(place, picture)
    return place


def seal(place: Path, picture: str = "the picture") -> None:
    """Write the index of a folder over the files that are there."""
    files = [{"path": path.relative_to(place).as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
              "bytes": path.stat().st_size} for path in sorted(place.rglob("*")) if path.is_file() and path.name != "score.json"]
    (place / "score.json").write_text(json.dumps({
        "schema": 1, "yeoun": "0", "episode": "s01e01", "rate": f"{RATE.numerator}/{RATE.denominator}", "length_s": float(FRAMES / RATE),
        "start_tc": "01:00:00:00", "inputs": [{"role": "picture", "name": "p.mp4", "sha256": hashlib.sha256(picture.encode()).hexdigest()}],
        "files": files, "warnings": []}))


@dataclass
class Room:
    """An open studio with a series, two episodes, and a version of the first."""

    studio: Studio
    calendar: Calendar
    owner: str
    series: str
    episode: str
    other: str
    version: str
    cues: dict[str, str] = field(default_factory=dict)       # number -> id
    digests: dict[str, str] = field(default_factory=dict)

    def person(self, *held: Held, name: str = "누구") -> str:
        """Somebody new who holds these roles."""
        def act(ledger: Ledger) -> str:
            person = add_person(ledger, None, name, None)
            for each in held:
                enrol(ledger, person, each)
            return person

        return self.studio.do(act)

    def hand(self, role: Role) -> str:
        """Somebody new with a role for the first episode."""
        return self.person(Held(role, self.series, self.episode))

    def at(self, frame: int, **more: str | int) -> Anchor:
        """A place in the version."""
        return Anchor(frame, frame, RATE.numerator, RATE.denominator, **more)    # type: ignore[arg-type]


def room(place: Path, watch: Callable[[Studio], None] | None = None) -> Room:
    """A studio in a folder that is not there yet, with a finished folder `first` in it."""
    calendar = Calendar()
    finished(place / "first")
    studio = Studio(place, calendar)
    owner = studio.first_person("주인")
    series = studio.do(add_series, owner, "막차")
    episode, other = (studio.do(add_episode, owner, series, name) for name in ("s01e01", "s01e02"))
    version = studio.add_delivered(owner, episode, place / "first", "첫 편집")
    made = Room(studio, calendar, owner, series, episode, other, version)
    for take in studio.read(takes_of, version):
        made.cues[take.number], made.digests[take.number] = take.cue, take.digest
    return made
