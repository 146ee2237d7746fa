"""The first players of a process begin at the same moment, and each plays what he plays alone.

FluidSynth says that its shared tables are filled before they are. Where nobody waits for the first player, about one process
in twelve here gives another sound: four tries find that one time in three, the tests of kills find it too.
"""

import subprocess
import sys

CODE = """
import hashlib, sys, threading
from yeoun.performing.fluid import playing

def heard(program):
    with playing() as player:
        player.choose(0, 0, program)
        player.on(0, 60, 40)
        return hashlib.sha256(player.render(4800).tobytes()).hexdigest()

count = int(sys.argv[1])
ready, told = threading.Barrier(count), {}

def first():
    ready.wait()
    told[threading.get_ident()] = heard(0)

many = [threading.Thread(target=first) for _ in range(count)]
[each.start() for each in many]
[each.join() for each in many]
print(*sorted(set(told.values())))
"""


def sounds(threads: int) -> str:
    """What so many first players of a fresh process give, each sound once."""
    return subprocess.run([sys.executable, "-c", CODE, str(threads)], capture_output=True, text=True, check=True).stdout


def test_players_that_begin_together_sound_like_one_alone() -> None:
    alone = sounds(1)
    assert len(alone.split()) == 1
    assert {sounds(8) for _ in range(4)} == {alone}
