"""Themes, tempo map, harmony, melody and form become a sketch."""
