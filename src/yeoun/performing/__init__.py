"""Notes become stems of sound."""
