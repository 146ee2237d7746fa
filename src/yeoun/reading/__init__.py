"""Files become a draft, and draft and observations become an episode."""
