"""Posters of films: from a folder of pictures that a person has, or from TMDB with a person's own key; none of them is
needed for anything."""

ATTRIBUTION = "This product uses the TMDB API but is not endorsed or certified by TMDB."
"""What TMDB asks to be said where its posters are shown."""
