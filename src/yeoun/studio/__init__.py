"""What outlives an episode: the series' folder; and the studio, where people finish a score together. It knows no web."""
