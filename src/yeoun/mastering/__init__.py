"""One mix becomes a master for every destination."""
