"""Titles: searching films by what a user types, and resolving a title to one film."""
