"""What the app shows, as plain records and rules: no widgets, no threads, nothing waited for."""
