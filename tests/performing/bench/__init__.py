"""Sound measured: the sections of docs/bench/sound.md."""
