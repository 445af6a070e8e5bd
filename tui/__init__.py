"""The terminal front end of engine: the command line and the full-screen app."""
