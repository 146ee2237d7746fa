"""What a worker process is asked to do in a test; loads little, so that the process starts at once."""

from yeoun.errors import InputRefused


def refuse(name: str) -> None:
    """Refuse a file."""
    raise InputRefused(name=name, where="byte 0", why="the file is empty", now="Export it again")
