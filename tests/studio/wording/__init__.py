"""Phrases of a spotting session."""
