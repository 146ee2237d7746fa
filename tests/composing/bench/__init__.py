"""Figures of spotting and composing: what was composed, read back by other code. `make bench-composing` lays them out."""
