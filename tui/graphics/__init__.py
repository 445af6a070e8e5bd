"""Real pictures in terminals that can show them. The terminal is asked nothing: what it can do is told from the
environment or by the person."""
