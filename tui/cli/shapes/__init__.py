"""The shapes of what commands print as JSON; see json_shapes."""
