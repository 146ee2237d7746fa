"""Tests of the demo film."""
