"""Exchanging marks with other film services: reading what they export, and writing what they import."""
