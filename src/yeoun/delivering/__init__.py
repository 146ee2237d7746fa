"""Everything becomes the files that other people's tools open."""
