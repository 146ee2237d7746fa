"""Figures: how long everything takes beside its baseline, on one clip. `make bench` writes docs/bench/speed.md and .json."""
