"""How much each kind of evidence counts in a series: a page an episode, beside its themes.

`weights/<episode>.toml` holds what people corrected in that episode (notes of kind graph), beside what the evidence said there, and
the factors that were learnt from all corrections up to it. Episode N weighs as the last page before it says and writes only its own,
so that rerunning gives the same bytes. Factors that a person changed on a page are theirs: a rerun leaves them, and later episodes
stay near them. Which those are is seen from `made`, the digest of the factors as they were learnt.
"""

import hashlib
import json
import math
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from yeoun.errors import InputRefused
from yeoun.model.feeling import Correction, Factors, Source, Weighing
from yeoun.pipeline.arriving import refusing, written
from yeoun.studio.series import in_story_order

SCHEMA = 1
MOST = 10.0    # our choice: ten times as much as designed is a slip of the finger, not a taste
AXES = ("valence", "arousal", "tension")
HEAD = """# How much each kind of evidence counts from the episode after this one on, beside the weights as designed: 1 is as designed,
# 2 twice as much, 0 not at all. Learnt from the graph notes of this and earlier episodes. What you change under [factors] is yours.
"""


def weights_before(series: Path, episode: str) -> Weighing:
    """What the pages of all episodes before this one say.

    series   the series' folder; an empty or missing one says nothing
    episode  such as s01e03
    Refuses  InputRefused, a page that cannot be read
    """
    weighing = Weighing()
    for path in in_story_order(series / "weights", "toml", episode):
        factors, rows, is_theirs = _read(path)
        weighing = replace(weighing, factors=factors, centre=factors if is_theirs else weighing.centre,
                           corrections=(*weighing.corrections, *rows))
    return weighing


def look_at_own(series: Path, episode: str) -> None:
    """Read the page of this episode, if it has one: its end, hours later, is too late to hear that it cannot be read.

    Refuses  InputRefused, as `weights_before`
    """
    path = series / "weights" / f"{episode}.toml"
    if path.is_file():
        _read(path)


def keep_weights(series: Path, episode: str, before: Weighing, after: Weighing) -> tuple[str, ...]:
    """Write what this episode taught; a page is replaced whole, and where nobody corrected anything there is none. Gives what to say.

    before, after  as of the episode before, and with this one's corrections
    """
    path = series / "weights" / f"{episode}.toml"
    own, factors = after.corrections[len(before.corrections):], after.factors
    if path.is_file():
        there, _, is_theirs = _read(path)
        factors = there if is_theirs else factors
    elif not own:
        return ()
    lines = [f"schema = {SCHEMA}", f"episode = {json.dumps(episode)}", f'made = "{_digest(after.factors)}"',
             f"corrections = {sum(map(len, after.corrections))}    # scenes: {len(after.corrections)}, with those of earlier episodes"]
    if after.error is not None:
        lines += [f"error_as_designed = {after.error[0]}    # mean distance from what people said, of scenes that were left out",
                  f"error_as_learnt = {after.error[1]}    # taken where it is clearly smaller"]
    lines += ["", "[factors]    # valence, arousal, tension",
              *(f"{source.value} = [{', '.join(map(str, by))}]" for source, by in factors)]
    for row in own:
        lines += ["", "[[scene]]", "heard = [", *(f"    {_told(one)}," for one in row), "]"]
    with refusing(series, "Make room or mend its permissions, then run again: everything else is finished and kept"):
        path.parent.mkdir(parents=True, exist_ok=True)
        written(path, (HEAD + "\n".join(lines) + "\n").encode())
    return (_said(path, factors, after),)


def _said(path: Path, factors: Factors, after: Weighing) -> str:
    """What a run says of its page of weights, at its end."""
    many, scenes = sum(map(len, after.corrections)), len(after.corrections)
    count = f"{path}: {many} correction{'' if many == 1 else 's'} of the graph in {scenes} scene{'' if scenes == 1 else 's'}"
    if factors != after.factors:
        return f"{count}; the factors there are yours, and stay."
    if factors == after.centre:
        return f"{count}; " + ("too few to learn from yet." if after.error is None else
                               "what they teach does not foretell scenes that were left out, so evidence counts as before.")
    by = [f"{source.value} {axis} x{factor:g}" for source, three in factors for axis, factor in zip(AXES, three, strict=True)
          if not 0.8 < factor < 1.25]
    if after.error is None or factors != after.factors:
        return f"{count}; from the next episode on evidence counts as the episodes before taught."
    return (f"{count}; from the next episode on evidence counts otherwise ({', '.join(by) or 'by little'}), as scenes left "
            f"out are then foretold within {after.error[1]:.3f} of what people said, and as before within {after.error[0]:.3f}.")


def _told(one: Correction) -> str:
    said = ", ".join(f'["{source.value}", {weight}, {says}]' for source, weight, says in one.heard)
    return f'{{ axis = "{one.axis}", says = {one.says}, believed = {one.believed}, sources = [{said}] }}'


def _digest(factors: Factors) -> str:
    return hashlib.sha256(repr([(source.value, by) for source, by in factors]).encode()).hexdigest()[:16]


def _read(path: Path) -> tuple[Factors, tuple[tuple[Correction, ...], ...], bool]:
    """The factors of a page, its corrections, and whether a person wrote the factors."""
    try:
        page = tomllib.loads(path.read_text(encoding="utf-8"))
        if page["schema"] != SCHEMA:
            raise InputRefused(name=str(path), where="the page", now="Use the version that wrote it",
                               why=f"it is a page of weights of schema {str(page['schema'])[:20]}, and this version reads schema {SCHEMA}")
        factors = tuple((_source(name), _three(by, name)) for name, by in page.get("factors", {}).items())
        rows = tuple(tuple(_correction(one) for one in scene["heard"]) for scene in page.get("scene", []))
        return factors, rows, page["made"] != _digest(factors)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as why:
        said = f"{type(why).__name__} {why}" if isinstance(why, KeyError) else str(why)
        raise InputRefused(name=str(path), where="the page", why=f"it is no page of weights ({said})",
                           now="Restore it from a backup, or remove it: its corrections are learnt again when its episode is scored again"
                           ) from why


def _source(name: Any) -> Source:
    known = [each.value for each in Source if each is not Source.NOTE]
    if name not in known:
        raise ValueError(f"{str(name)[:40]!r} is no kind of evidence: there are {', '.join(known)}")
    return Source(name)


def _three(by: Any, name: str) -> tuple[float, float, float]:
    numbers = [_number(each, f"factors.{name}", 0.0, MOST) for each in by]
    if len(numbers) != 3:
        raise ValueError(f"factors.{name} has {len(numbers)} numbers and not 3: valence, arousal, tension")
    return numbers[0], numbers[1], numbers[2]


def _number(value: Any, what: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
        raise ValueError(f"{what} is {str(value)[:20]}, and not between {low:g} and {high:g}")
    return float(value)


def _correction(one: dict[str, Any]) -> Correction:
    if one["axis"] not in AXES:
        raise ValueError(f"{str(one['axis'])[:20]!r} is no axis")
    heard = tuple((_source(name), _number(weight, "a weight", 0.0, 100.0), _number(says, "what a source says", -1.0, 1.0))
                  for name, weight, says in one["sources"])
    return Correction(one["axis"], _number(one["says"], "says", -1.0, 1.0), _number(one["believed"], "believed", -1.0, 1.0), heard)
