"""Ten thousand mutants for each reader of texts, films and sounds; YEOUN_MUTANTS=2000 makes it two.

Measured: docs/bench/faults.md, which these tests write. A film or a sound is opened in a process of its own, 0.1 processor seconds each.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reading.mutants import NAMES
from tests.soak.figures import Row, Watch, told

COUNT = int(os.environ.get("YEOUN_MUTANTS", "10000"))
MOST_MIB = 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
@pytest.mark.parametrize("name", NAMES)
def test_no_mutant_breaks_a_reader(name: str, tmp_path: Path) -> None:
    watch = Watch()
    command = [sys.executable, "-W", "error", "-m", "tests.reading.mutated", name, str(COUNT), str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert ran.returncode == 0, f"{ran.stderr}\nthe input: {tmp_path / 'broke'}"
    found = json.loads(ran.stdout)
    assert found["most_mib"] < MOST_MIB and set(found["came"]) == {"read", "refused"} and sum(found["came"].values()) == COUNT
    told(Row("mutated inputs", name, COUNT, found["came"] | {"MiB at most": found["most_mib"]}, *watch.read(),
             f"make soak ONLY=mutant, YEOUN_MUTANTS={COUNT}"))


def test_no_mutant_of_a_finished_folder_breaks_the_check() -> None:
    """Two thousand, over all kinds of files; `make test` has six hundred."""
    subprocess.run([sys.executable, "-m", "pytest", "-q", "tests/checking/test_damaged.py", "-k", "mutants"], check=True,
                   env=os.environ | {"YEOUN_MUTANTS": "2000"}, cwd=Path(__file__).parents[2])
