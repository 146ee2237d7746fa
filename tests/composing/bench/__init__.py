"""Figures of composing: what was asked of a cue, and what other people's readers find in the files it became."""
