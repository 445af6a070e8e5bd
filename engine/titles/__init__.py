"""Titles: from what a person types to films, and from a title to the one film that is meant."""
