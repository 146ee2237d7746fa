"""Stands in for `yeoun score`: what it does is told by the name of the picture.

`good` delivers, `bad` refuses, `damaged` delivers what is not so, `slow` works until it is asked to end, `once` works until it is ended the
first time and delivers the second.
"""

import json
import sys
import time
from pathlib import Path

from tests.studio.rooms import finished


def say(line: str) -> None:
    """A line of progress, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Act as the command would."""
    words = sys.argv[1:]
    assert words[0] == "score" and "--json" in words and "--series" in words
    picture, out = Path(words[1]), Path(words[words.index("--out") + 1])
    (picture.parent / f"{picture.stem}.asked").write_text(json.dumps(words[2:]))
    for k in range(3):
        say(json.dumps({"event": "made", "stage": "composing", "about": "1m01", "done": k, "of": 3, "left_s": 3 - k}))
    say("no JSON")
    if picture.stem == "bad":
        sys.stderr.write("yeoun: bad.mp4 (video): the film has no picture. Export it again.\n")
        return 2
    mark = picture.parent / "once.begun"
    if picture.stem == "slow" or picture.stem == "once" and not mark.exists():
        mark.touch()
        while True:
            say(json.dumps({"event": "waits", "stage": "mixing", "done": 1, "of": 2}))
            time.sleep(0.02)
    if picture.stem == "damaged":
        finished(out)
        (out / "mix" / "music_20.wav").write_bytes(b"RIFF")
    else:
        finished(out, second=7)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
