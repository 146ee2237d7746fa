"""People, reviews, versions, house and credits; knows no web."""
