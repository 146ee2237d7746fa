"""Names by recipe, steps, the store and the workshop; knows no music."""
