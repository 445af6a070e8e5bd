"""From marks to a ranked, explained list of the current version's films."""
