"""Telling files that were dropped on the terminal, which pastes their paths, from a title that was pasted."""

from __future__ import annotations


def may_be_files(text: str) -> bool:
    """Whether a pasted text begins as a path does. Nothing is looked up."""
    return text.lstrip(" \t\r\n'\"").lower().startswith(("/", "~", "file://"))


def dropped_files(text: str) -> str:
    """The paths in a pasted text on one line, if it is nothing but paths of what exists; else an empty text."""
    if not may_be_files(text):
        return ""  # nearly every paste: what tells paths apart need not be loaded for it
    import shlex

    from engine.datasets.typed_sources import dropped_paths

    return " ".join(shlex.quote(str(path)) for path in dropped_paths(text))
