"""Measures a finished folder with other code than made it."""
