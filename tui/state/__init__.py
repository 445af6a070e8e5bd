"""The app's state as plain records and rules: no widgets, no threads, no blocking calls."""
