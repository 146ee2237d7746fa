"""The workshop makes things once, keeps what is finished, and names what failed."""

from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from pathlib import Path

import numpy as np
import pytest
import soundfile

from yeoun.errors import InputRefused, StepFailed
from yeoun.model.media import Curve, Span
from yeoun.model.shelf import BlobRef, Shelf, SoundRef
from yeoun.pipeline.codec import Codec, Damaged
from yeoun.pipeline.step import ShelfStep, Step
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Enough, Told, Workshop
from yeoun.units.time import Seconds

CODEC = Codec([Curve, Span, SoundRef, BlobRef])


def rising(length: int) -> Curve:
    return Curve(Seconds(1.0), tuple(float(k) for k in range(length)))


def hummed(shelf: Shelf, hertz: float) -> SoundRef:
    with shelf.sound("hum.flac", layout="mono", channels=1) as out:
        out.write(0.25 * np.sin(np.arange(4800)[:, None] * hertz / 48000 * 2 * np.pi))
    return out.ref


def broken(length: int) -> Curve:
    raise ZeroDivisionError(f"no curve of {length}")


def refused(length: int) -> Curve:
    raise InputRefused(name="clip.mp4", where="byte 0", why="it is empty", now="Choose another file")


RISING = Step("composing", "rising", 1, lambda: rising)
HUMMED = ShelfStep("performing", "hummed", 1, lambda: hummed)
BROKEN = Step("composing", "broken", 1, lambda: broken)
REFUSED = Step("reading", "refused", 1, lambda: refused)


def workshop(folder: Path, heard: list[Told], last: frozenset[str] | None = None) -> Workshop:
    return Workshop(Store(str(folder)), CODEC, {}, ThreadPoolExecutor(2), lambda: 0.0, heard.append, last)


def steps(heard: list[Told], what: str) -> list[str]:
    return [each.step for each in heard if each.what == what]


def test_a_thing_is_made_once_and_found_ever_after(tmp_path: Path) -> None:
    heard: list[Told] = []
    first = workshop(tmp_path, heard).make(RISING(3))
    again = workshop(tmp_path, heard).make(RISING(3))
    assert first == again == Curve(Seconds(1.0), (0.0, 1.0, 2.0))
    assert (steps(heard, "made"), steps(heard, "found")) == (["rising"], ["rising"])


def test_a_new_version_of_a_step_makes_its_things_anew(tmp_path: Path) -> None:
    heard: list[Told] = []
    workshop(tmp_path, heard).make(RISING(3))
    workshop(tmp_path, heard).make(Step("composing", "rising", 2, lambda: rising)(3))
    assert steps(heard, "made") == ["rising", "rising"]


def test_sound_comes_back_bit_for_bit_in_24_bits(tmp_path: Path) -> None:
    ref = workshop(tmp_path, []).make(HUMMED(440.0))
    back, _ = soundfile.read(Store(str(tmp_path)).path(ref.recipe, ref.name), dtype="int32")
    wanted = np.rint(0.25 * np.sin(np.arange(4800) * 440.0 / 48000 * 2 * np.pi) * 2**23).astype(np.int32)
    assert np.array_equal(back >> 8, wanted)


def test_a_thing_whose_sound_was_pruned_is_made_again(tmp_path: Path) -> None:
    heard: list[Told] = []
    ref = workshop(tmp_path, heard).make(HUMMED(440.0))
    assert Store(str(tmp_path)).prune(0) == ref.bytes
    workshop(tmp_path, heard).make(HUMMED(440.0))
    assert steps(heard, "made") == ["hummed", "hummed"]


def test_a_damaged_thing_is_made_again_and_never_believed(tmp_path: Path) -> None:
    heard: list[Told] = []
    workshop(tmp_path, heard).make(RISING(3))
    (kept,) = [path for path in (tmp_path / "things").rglob("*") if path.is_file()]
    contents = bytearray(kept.read_bytes())
    contents[-40] ^= 1
    kept.write_bytes(bytes(contents))
    with pytest.raises(Damaged, match="digest"):
        CODEC.decode(bytes(contents))
    assert workshop(tmp_path, heard).make(RISING(3)) == rising(3)
    assert steps(heard, "made") == ["rising", "rising"]


def test_a_word_that_an_older_version_knew_is_damage_and_no_crash() -> None:
    class Pace(Enum):
        SLOW = 1
        HURRIED = 2

    contents = Codec([Pace]).encode(Pace.HURRIED)
    assert Codec([Pace]).decode(contents) is Pace.HURRIED

    def newer() -> type[Enum]:
        class Pace(Enum):
            SLOW = 1

        return Pace

    with pytest.raises(Damaged, match="a Pace this version does not know: HURRIED"):
        Codec([newer()]).decode(contents)


def test_a_failing_step_is_named_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    heard: list[Told] = []
    with pytest.raises(StepFailed, match="The step broken failed.*no curve of 2"):
        workshop(tmp_path, heard).make_all([BROKEN(2), RISING(5)])
    assert workshop(tmp_path, heard).make(RISING(5)) == rising(5)
    assert steps(heard, "found") == ["rising"]


def test_a_refusal_passes_through_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="clip.mp4 .byte 0.: it is empty"):
        workshop(tmp_path, []).make(REFUSED(1))


def test_a_step_that_fails_leaves_no_half_file(tmp_path: Path) -> None:
    def stops(shelf: Shelf, length: int) -> BlobRef:
        with shelf.file("half.txt") as out:
            out.path.write_text("half")
            raise ZeroDivisionError("stopped")

    with pytest.raises(StepFailed, match="stopped"):
        workshop(tmp_path, []).make(ShelfStep("mixing", "stops", 1, lambda: stops)(1))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_work_ends_at_the_stage_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Enough):
        workshop(tmp_path, [], frozenset({"reading"})).make(RISING(3))


def test_over_full_scale_is_refused_and_not_clipped(tmp_path: Path) -> None:
    def loud(shelf: Shelf, level: float) -> SoundRef:
        with shelf.sound("loud.flac", layout="mono", channels=1) as out:
            out.write(np.full((10, 1), level))
        return out.ref

    with pytest.raises(StepFailed, match="over full scale: 1.5"):
        workshop(tmp_path, []).make(ShelfStep("mixing", "loud", 1, lambda: loud)(1.5))


def test_a_store_in_memory_works_like_a_folder(tmp_path: Path) -> None:
    store = Store("memory://yeoun-test", cache=tmp_path)
    heard: list[Told] = []
    for _ in range(2):
        ref = Workshop(store, CODEC, {}, ThreadPoolExecutor(1), lambda: 0.0, heard.append).make(HUMMED(220.0))
    assert store.path(ref.recipe, ref.name).stat().st_size == ref.bytes
    assert steps(heard, "made") == ["hummed"]
