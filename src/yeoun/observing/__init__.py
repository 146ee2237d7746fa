"""Picture and sound become observations: what is there, right or wrong."""
