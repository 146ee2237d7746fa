"""Tests of minutes and hours: `make soak` runs them, `make test` passes them by."""
