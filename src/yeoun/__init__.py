"""Yeoun (여운): from a drama scene and its script to a delivered score."""

__version__ = "0.1.0"
