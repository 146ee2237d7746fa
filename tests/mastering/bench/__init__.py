"""What `make bench-masters` measures: mixes and masters, by other code than made them."""
