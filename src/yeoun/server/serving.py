"""`yeoun studio`: one process on this machine, and an address that opens it once."""

import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from yeoun.errors import OutputRefused
from yeoun.server.app import Settings, studio_app
from yeoun.server.entering import OneTime
from yeoun.server.gate import local_names
from yeoun.studio.identity import new_secret
from yeoun.studio.running import Runs
from yeoun.studio.studio import Studio

HOST = "127.0.0.1"
ENDS_S = 2    # how long a page that is still open is waited for when the server ends


def serve(folder: Path, port: int, opens: bool, now_ms: Callable[[], int], clock: Callable[[], float], say: Callable[[str], None]) -> int:
    """Serve a studio until somebody ends it; gives the exit status.

    port     0 for a free one
    opens    whether to open the browser
    Refuses  OutputRefused, when the port is taken or the folder cannot be used; InputRefused, when a newer version made the studio
    """
    place = _listening(port)
    with place:
        port = place.getsockname()[1]
        studio = Studio(folder, now_ms)
        try:
            token = new_secret()
            once = OneTime(token, studio.first_person("나 (me)"))
            runs = Runs(studio, (sys.executable, "-m", "yeoun"))
            app = studio_app(studio, runs, Settings(local_names(port), clock, once))
            address = f"http://{HOST}:{port}/enter?token={token}"
            say(f"The studio of {studio.folder} is open for you, once, at {address}")
            say("It is on this machine alone. Ctrl-C ends it; what was answered is on the disk.")
            for each in runs.go_on():
                say(f"Going on with the run {each}.")
            if opens:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
            try:
                uvicorn.Server(uvicorn.Config(
                    app, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False, date_header=False,
                    timeout_graceful_shutdown=ENDS_S)).run([place])
            finally:
                runs.close()
        finally:
            studio.close()
    return 0


def _listening(port: int) -> socket.socket:
    place = socket.socket()
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((HOST, port))
        place.listen(1024)
    except OSError as why:
        place.close()
        raise OutputRefused(place=f"port {port}", why=why.strerror or str(why), now="Name another with --port, or 0") from why
    return place
