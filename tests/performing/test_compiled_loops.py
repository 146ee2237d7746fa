"""Sample loops are compiled once, by set-up, for everyone who may use the installation."""

import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import yeoun.performing
from tests.fakes import FolderShelf
from yeoun.instruments.load import every_instrument
from yeoun.model.scored import Modelled
from yeoun.performing.solo import play_alone
from yeoun.performing.warm import compile_all

LOOP = """
from yeoun.performing.kernel import compiled

@compiled
def total(values):
    found = 0.0
    for each in values:
        found += each
    return found

if __name__ == "__main__":
    import sys
    import numpy
    assert total(numpy.ones(4)) == 4.0
    print(sum(total.stats.cache_hits.values()), sum(total.stats.cache_misses.values()), total.stats.cache_path)
"""
EVERY = """
from tests.performing.test_compiled_loops import compile_all, every_loop
compile_all()
print([name for name, loop in every_loop().items() if len(loop.signatures) != 1])
"""


def every_loop() -> dict[str, object]:
    """Every compiled loop of the room, by the name of its module and its own."""
    modules = [import_module(f"yeoun.performing.{each.name}") for each in pkgutil.iter_modules(yeoun.performing.__path__)]
    return {f"{module.__name__}.{name}": thing for module in modules for name, thing in vars(module).items()
            if hasattr(thing, "signatures") and hasattr(thing, "py_func")}


def ran(*arguments: str, **environ: str) -> str:
    """What a process of its own printed."""
    done = subprocess.run([sys.executable, *arguments], env=os.environ | environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_set_up_compiles_every_loop_there_is() -> None:
    assert len(every_loop()) >= 4
    assert ran("-c", EVERY) == "[]"


def test_set_up_compiles_the_loops_in_the_types_the_players_use() -> None:
    compile_all()
    players = [each for each in every_instrument() if isinstance(each.sound, Modelled)]
    assert players
    for each in players:
        play_alone(FolderShelf(), each, ((each.low + each.high) // 2,), 0.2, 0.6, "")
    assert {name: len(loop.signatures) for name, loop in every_loop().items() if len(loop.signatures) > 1} == {}    # type: ignore[attr-defined]


def test_what_set_up_compiled_is_used_where_nobody_may_write_beside_the_program(tmp_path: Path) -> None:
    """numba is told to look elsewhere than beside the module, as it does itself where it may not write there."""
    home = {"NUMBA_CACHE_LOCATOR_CLASSES": "UserWideCacheLocator", "XDG_CACHE_HOME": str(tmp_path / "home")}
    homeless = {"NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator"}    # and no such place is named
    loops, beside = tmp_path / "loops.py", str(tmp_path / "__pycache__")
    loops.write_text(LOOP, encoding="utf-8")
    assert ran(str(loops), **homeless).split()[:2] == ["0", "1"], "without set-up it is compiled"
    assert ran(str(loops)).split() == ["0", "1", beside]
    for elsewhere in (home, homeless):
        hits, misses, kept = ran(str(loops), **elsewhere).split()
        assert (hits, misses) == ("1", "0") and kept != beside
    assert not Path(kept).exists(), "without a home the copy goes with the process"
    loops.write_text(LOOP.replace("+= each", "+= each * 1.0"), encoding="utf-8")
    assert ran(str(loops), **homeless).split()[:2] == ["0", "1"], "a loop that was changed after set-up is compiled anew"
