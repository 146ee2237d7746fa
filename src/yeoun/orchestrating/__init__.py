"""Who plays what, and why."""
