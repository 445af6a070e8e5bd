"""From any source of MovieLens-like data to one Dataset of pandas frames."""
