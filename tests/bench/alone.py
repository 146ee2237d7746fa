"""One thing measured in a process of its own: a stage beside the least that any program would have to do for it.

python -m tests.bench.alone WHAT PICTURE STORE RECIPE..    prints processor seconds as one line of JSON
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import av
import numpy as np

from tests.fakes import FolderShelf
from yeoun.model.scored import Part, Sampled, Score
from yeoun.model.script import Draft
from yeoun.nouns import codec
from yeoun.observing.listen import listen
from yeoun.observing.reel import stretches
from yeoun.observing.watch import watch
from yeoun.performing.fluid import BLOCK, RATE, hold, library, playing
from yeoun.performing.perform import played
from yeoun.performing.sampled import velocity_of
from yeoun.performing.warm import compile_all
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest

Figures = dict[str, float]
T = TypeVar("T")
ITS_OWN_ORDER = 4    # FLUID_INTERP_DEFAULT; ours plays with 7
RING_S = 3.0    # our choice: how long the plain renderer lets the last notes ring


def things(store: str, recipes: Sequence[str]) -> list[Any]:
    """What recipes gave, read back from a store."""
    kept = [Store(store).get(Digest(each)) for each in recipes]
    return [codec().decode(each) for each in kept if each is not None]


def seconds_of(work: Callable[[T], object], things: Iterable[T]) -> float:
    """Processor seconds that a piece of work takes, done for each thing."""
    waiting, start = list(things), time.process_time()
    for each in waiting:
        work(each)
    return time.process_time() - start


def observing(picture: Path, store: str, recipes: Sequence[str]) -> Figures:
    """Watching and listening beside decoding alone: the same reels, the same size, one thread."""
    (draft,) = things(store, recipes)
    assert isinstance(draft, Draft)
    shelf = FolderShelf()
    shelf.given[draft.reels[0].picture.sha256] = picture
    return {
        "decode_s": seconds_of(partial(_decode, picture), ["video"]),
        "shrink_s": seconds_of(lambda reel: list(stretches(picture, reel, [])), draft.reels),
        "watch_s": seconds_of(partial(watch, shelf), draft.reels),
        "decode_sound_s": seconds_of(partial(_decode, picture), ["audio"]),
        "listen_s": seconds_of(lambda file: listen(shelf, file, draft.media, None), [draft.reels[0].picture]),
    }


def _decode(picture: Path, kind: str) -> None:
    with av.open(str(picture)) as container:
        streams = getattr(container.streams, kind)
        if streams:
            streams[0].codec_context.thread_count = 1
            for _ in container.decode(streams[0]):
                pass


def performing(picture: Path, store: str, recipes: Sequence[str]) -> Figures:
    """Sampled parts beside FluidSynth alone, which plays the same notes of a cue at once, plainly; then the models."""
    compile_all()
    parts = [part for score in things(store, recipes) if isinstance(score, Score) for part in score.parts if part.notes]
    sampled = [part for part in parts if isinstance(part.instrument.sound, Sampled)]
    modelled = [part for part in parts if part not in sampled]
    presets = [(sound.bank, sound.program) for part in sampled if isinstance(sound := part.instrument.sound, Sampled)]
    loading = seconds_of(lambda preset: hold(*preset), presets)
    cues = {part.cue: [each for each in sampled if each.cue == part.cue] for part in sampled}
    return {
        "loading_s": loading,
        "sampled_s": seconds_of(played, sampled),
        "sampled_sound_s": sum(part.length_s for part in sampled),
        "fluidsynth_s": seconds_of(_plainly, cues.values()),
        "fluidsynth_apart_s": seconds_of(_plainly, [[part] for part in sampled]),
        "modelled_s": seconds_of(played, modelled),
        "modelled_sound_s": sum(part.length_s for part in modelled),
        "cues_sound_s": sum(max(part.length_s for part in each) for each in cues.values()),
        "notes": sum(len(part.notes) for part in sampled),
        "parts": len(sampled),
    }


def _plainly(parts: Sequence[Part]) -> None:
    """The notes of parts, each part on a channel of one instance: struck and let go, no expression, nothing else."""
    events = sorted((round(at * RATE / BLOCK), is_on, channel, note.key, velocity_of(note.force))
                    for channel, part in enumerate(parts) for note in part.notes
                    for at, is_on in ((note.onset_s, True), (note.onset_s + note.length_s, False)))
    with playing(max(16, 16 * -(-len(parts) // 16))) as player:
        for channel, part in enumerate(parts):
            sound = part.instrument.sound
            assert isinstance(sound, Sampled)
            player.choose(channel, sound.bank, sound.program)
        library().fluid_synth_set_interp_method(player._synth, -1, ITS_OWN_ORDER)
        at = 0
        for block, is_on, channel, key, velocity in events:
            if block > at:
                player.render((block - at) * BLOCK)
                at = block
            if is_on:
                player.on(channel, key, velocity)
            else:
                player.off(channel, key)
        player.render(round(RING_S * RATE))


def writing(picture: Path, store: str, recipes: Sequence[str]) -> Figures:
    """100 MB of finished 24-bit sound, given its digest and written: what every byte of a mix has to cost anyone."""
    contents = np.random.default_rng(1).integers(0, 256, 100_000_000, dtype=np.uint8).tobytes()
    target = Path(store) / "bench.bin"

    def write(contents: bytes) -> None:
        hashlib.sha256(contents).hexdigest()
        target.write_bytes(contents)

    seconds = seconds_of(write, [contents])
    target.unlink()
    return {"seconds_a_gb": 10.0 * seconds}


WHAT: dict[str, Callable[[Path, str, Sequence[str]], Figures]] = {
    "observing": observing, "performing": performing, "writing": writing}

if __name__ == "__main__":
    what, picture, store, *recipes = sys.argv[1:]
    figures = WHAT[what](Path(picture), store, recipes)
    print(json.dumps(figures | {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
