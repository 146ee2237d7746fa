"""Disks that fill up, fail and forget, and runs that are killed. `disk.py` says which tool covers what."""
