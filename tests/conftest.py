"""Nothing is left behind: whatever tests and the processes they start put into the temporary directory goes when they have ended.

Each test process has a temporary directory of its own (`TMPDIR`), inside that of the process that started it: what is killed on the way is
cleared by whoever comes to an end. An exit hook would not do: workers of xdist end without theirs. Where tests fail, what pytest keeps of
them (`tmp_path`) stays where it always is.
"""

import os
import shutil
import tempfile
from multiprocessing import util

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])    # others may work on it too
settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """Give this process its directory, and take it away at the end."""
    before, usual = os.environ.get("TMPDIR"), tempfile.gettempdir()
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", usual)    # where tmp_path lies
    place = tempfile.mkdtemp(prefix="yeoun-tests-")
    os.environ["TMPDIR"] = tempfile.tempdir = place

    def gone() -> None:
        tempfile.tempdir = usual
        if before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before
        util._run_finalizers(-100)    # type: ignore[attr-defined]    # a fork server's own directory lies in it, or it misses it later
        shutil.rmtree(place, ignore_errors=True)

    config.add_cleanup(gone)
