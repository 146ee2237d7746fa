"""How a database of an earlier version comes to the tables of this one; `migrating.py` walks them."""
