"""`make fuzz`: every reader under atheris, which mutates inputs by what they make the code reach, for so many seconds each.

python -m tests.reading.fuzz --seconds 60 [--reader srt ...] [--out out/fuzz]

What the readers may do with an input is said in mutants.py, once for both. Each reader is fuzzed in a process of its own: libFuzzer ends
the process it runs in. An input that breaks a reader lies in OUT/NAME-broke-*: make it small and put it into tests/data/mutants.
What is instrumented is `yeoun` alone: the decoders behind films and sounds are other people's C, in a process of their own, and
coverage does not reach there. atheris is Apache-2.0 and no part of the program: `pip install -e '.[dev,fuzz]'`.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LIMITS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1")    # seconds, MiB, bytes


def main() -> None:
    """Fuzz the readers one after another; the status is that of the worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--reader", nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    parser.add_argument("--one", help="fuzz this one here, and end")
    asked = parser.parse_args()
    if asked.one:
        _fuzz(asked.one, asked.seconds, asked.out)
    else:
        sys.exit(max(_apart(name, asked.seconds, asked.out) for name in asked.reader or _names()))


def _names() -> tuple[str, ...]:
    from tests.reading.mutants import NAMES

    return NAMES


def _apart(name: str, seconds: int, out: Path) -> int:
    """One reader in a process of its own; prints what libFuzzer counted, as a line of JSON."""
    out.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.reading.fuzz", "--one", name, "--seconds", str(seconds), "--out", str(out)]
    with (out / f"{name}.log").open("w", encoding="utf-8") as log:
        status = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT).returncode
    text = (out / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    counted = {key: int(value) for key, value in re.findall(r"stat::(\w+):\s+(\d+)", text)}
    reached = re.findall(r"cov: (\d+)", text)
    sys.stdout.write(json.dumps({"reader": name, "status": status, "tried": counted.get("number_of_executed_units"),
                                 "most_mib": counted.get("peak_rss_mb"), "reached_before": int(reached[0]) if reached else None,
                                 "reached": int(reached[-1]) if reached else None, "seconds": seconds}) + "\n")
    sys.stdout.flush()
    return abs(status)


def _fuzz(name: str, seconds: int, out: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["yeoun"]):
        from tests.reading.mutants import TOKENS, reader_named, tried
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=out))
    reader = reader_named(name, folder)
    corpus = out / f"{name}-corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(reader.seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    words = out / f"{name}.dict"
    words.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in TOKENS if len(token) <= 64))

    def try_one(raw: bytes) -> None:
        try:
            tried(reader, raw, folder)
        except BaseException:    # libFuzzer keeps what hangs or takes too much; what raises does not always get that far
            (out / f"{name}-broke-{hashlib.sha256(raw).hexdigest()[:12]}").write_bytes(raw)
            raise

    atheris.Setup([sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={out}/{name}-broke-",
                   *LIMITS], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
