"""What more than one stage asks about languages: the meaning of a line (`meaning.py`)."""
