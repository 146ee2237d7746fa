"""The projection booth: where films that people hand in are run, apart from everything else, behind a fire door."""
