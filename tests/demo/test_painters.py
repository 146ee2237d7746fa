"""Who draws the demo film ends when the program ends, however it ends: nobody comes back for what they would draw."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

DRAWING = """
import time
from yeoun.demo.reels import painters
if __name__ == "__main__":
    with painters(2) as pool:
        waiting = [pool.submit(time.sleep, 600) for _ in range(2)]
        print("drawing", flush=True)
        [each.result() for each in waiting]
"""
PATIENCE_S = 60.0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_painters_end_with_the_program(how: signal.Signals, tmp_path: Path) -> None:
    program = tmp_path / "drawing.py"
    program.write_text(DRAWING, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"drawing\n"
        painters = _painters(process.pid)
        process.send_signal(how)
        process.wait(PATIENCE_S)
        gone, alive = psutil.wait_procs(painters, PATIENCE_S)
    assert len(gone) == len(painters) and not alive


def _painters(pid: int) -> list[psutil.Process]:
    """The processes that draw, once they are all at work: each has loaded what it needs and sleeps."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = [each for each in psutil.Process(pid).children() if "spawn_main" in " ".join(each.cmdline())]
        if len(found) == 2 and all(each.num_threads() > 1 for each in found):
            return found
        time.sleep(0.1)
    raise AssertionError("nobody has begun to draw")
