"""Timelines that are well formed and say nonsense: blind damage rarely gets past the braces and brackets, this does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.reading.mutants import reader_named, tried
from yeoun.units.luck import Luck, Take, luck

COUNT = 1500
JUNK: tuple[Any, ...] = (
    None, [], {}, "", "x", -1, 0, 1e300, float("nan"), float("inf"), True, 10 ** 400, "9" * 40, [[]], {"OTIO_SCHEMA": "Clip.2"}, "Audio",
    -24.5, {"OTIO_SCHEMA": "Track.1", "children": [None]}, {"OTIO_SCHEMA": "Stack.1", "children": 5}, 1e-320)
TIMES = ("", "0s", "-1s", "1/0s", "x", "99999999999999999999s", "1/999999999999s", "-5/25s", "1e9s", "3600s", "nan", "10/25s", "1.5s", "m",
         "r1", "v", "0", "-1", "7", "all", "audio", "DF")


def places(thing: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a JSON thing that could hold something else."""
    for key, value in (thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()):
        yield thing, key
        yield from places(value)


def nonsense_json(seed: bytes, rng: Luck) -> bytes:
    root = json.loads(seed)
    for _ in range(int(rng.integers(1, 4))):
        found = list(places(root))
        holder, key = found[int(rng.integers(len(found)))]
        other, at = found[int(rng.integers(len(found)))]
        if int(rng.integers(4)):
            holder[key] = JUNK[int(rng.integers(len(JUNK)))]
        else:
            holder[key] = json.loads(json.dumps(other[at]))
    return json.dumps(root).encode()


def nonsense_xml(seed: bytes, rng: Luck) -> bytes:
    root = etree.fromstring(seed)
    for _ in range(int(rng.integers(1, 4))):
        elements = [each for each in root.iter() if isinstance(each.tag, str)]
        one, other = (elements[int(rng.integers(len(elements)))] for _ in range(2))
        match int(rng.integers(4)):
            case 0 if len(one.attrib):
                del one.attrib[sorted(one.attrib)[int(rng.integers(len(one.attrib)))]]
            case 1 if one is not root:
                other.append(etree.fromstring(etree.tostring(one, with_tail=False)))
            case 2 if (parent := one.getparent()) is not None:
                parent.remove(one)
            case _:
                names = sorted(one.attrib) or ["lane"]
                one.set(names[int(rng.integers(len(names)))], TIMES[int(rng.integers(len(TIMES)))])
    return bytes(etree.tostring(root))


@pytest.mark.parametrize(("name", "make"), [("otio", nonsense_json), ("fcpxml", nonsense_xml)])
def test_nonsense_in_a_well_formed_list_is_read_or_refused(name: str, make: Any, tmp_path: Path) -> None:
    reader, came = reader_named(name, tmp_path), []
    for take in range(COUNT):
        rng = luck(Take(take + 1), "nonsense", name)
        came.append(tried(reader, make(reader.seeds[take % len(reader.seeds)], rng), tmp_path))
    assert came.count("read") > COUNT // 4 and came.count("refused") > COUNT // 20
