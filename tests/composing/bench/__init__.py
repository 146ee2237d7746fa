"""Figures of spotting and composing: what was asked, and what other people's readers find in the files it became."""
