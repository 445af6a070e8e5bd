"""From marks to a ranked, explained list over the current version."""
