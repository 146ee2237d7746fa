"""What outlives an episode: the series' folder. It knows no web."""
