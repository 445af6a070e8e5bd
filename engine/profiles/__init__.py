"""Profiles' marks on films (an append-only log and its fold) and their list filters."""
