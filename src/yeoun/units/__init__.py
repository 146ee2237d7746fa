"""What numbers mean: time, level, pitch, colour; names and luck."""
