"""What people think of films: an append-only log, and its fold."""
