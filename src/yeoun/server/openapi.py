"""The description of the API that the front end's client is generated from: `python -m yeoun.server.openapi > web/openapi.json`."""

import json
import sys
import tempfile
from pathlib import Path

from yeoun.server.app import Settings, studio_app
from yeoun.server.gate import local_names
from yeoun.studio.running import Runs
from yeoun.studio.studio import Studio


def described() -> str:
    """The OpenAPI of this version, as JSON."""
    with tempfile.TemporaryDirectory(prefix="yeoun-openapi-") as place:
        studio = Studio(Path(place), lambda: 0)
        try:
            app = studio_app(studio, Runs(studio, ()), Settings(local_names(0), lambda: 0.0))
            return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        finally:
            studio.close()


if __name__ == "__main__":
    sys.stdout.write(described())
