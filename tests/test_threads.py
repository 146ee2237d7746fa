"""A bare `pytest`, without make: linear algebra has one thread, whatever the shell says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASKS = '''
import os
import numpy as np

def test_it(capsys):
    np.linalg.svd(np.random.default_rng(1).normal(size=(400, 400)))
    with capsys.disabled():
        print("THREADS", len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1)
'''


def test_a_bare_run_of_the_tests_has_one_thread_for_linear_algebra(tmp_path: Path) -> None:
    """As many threads as the machine has would start with the first matrix; several are asked for here, on any machine."""
    asks = tmp_path / "test_asks.py"
    asks.write_text(ASKS, encoding="utf-8")
    shutil.copy(ROOT / "conftest.py", tmp_path / "conftest.py")
    environ = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    ran = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", asks], capture_output=True, text=True,
                         cwd=tmp_path, env=environ | {"OPENBLAS_NUM_THREADS": "4"}, check=False)
    assert "THREADS 1" in ran.stdout, ran.stdout + ran.stderr
