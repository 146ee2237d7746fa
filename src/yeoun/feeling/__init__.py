"""Words, voices and light become an emotion graph: opinion, with evidence."""
