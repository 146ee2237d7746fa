"""Where music is, where silence is, and which moments to hit."""
