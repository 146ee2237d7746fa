"""Instruments as data: one TOML each, and their loader."""
