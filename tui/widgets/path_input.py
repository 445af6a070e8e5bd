"""An input for paths: the rest of a name is suggested while one types, and tab takes it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual import events
from textual.suggester import Suggester
from textual.widgets import Input

_MOST = 2_000
"""The most entries of a folder that are looked at; a suggestion must not wait for a huge one."""


class PathInput(Input):
    def __init__(self, *, placeholder: str, id: str) -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, suggester=_PathSuggester())

    def on_key(self, event: events.Key) -> None:
        if event.key == "tab" and self._suggestion and self.cursor_at_end:
            event.prevent_default()
            event.stop()
            self.action_cursor_right()


class _PathSuggester(Suggester):
    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(complete, value)


def complete(typed: str) -> str | None:
    """`typed` with the rest of the first matching name in its folder, a slash behind a folder; None if there is none.

    Hidden names are suggested only once their dot is typed. A lone last file name is all that is completed of two.
    """
    head, slash, start = typed.rpartition("/")
    if not slash or not start:
        return None
    try:
        with os.scandir(Path(f"{head}/").expanduser()) as entries:
            names = sorted(
                (entry.name, entry.is_dir())
                for entry, _ in zip(entries, range(_MOST), strict=False)
                if entry.name.startswith(start)
            )
    except (OSError, RuntimeError, ValueError):  # no such folder or user, or not ours to read
        return None
    return next((f"{head}/{name}{'/' if folder else ''}" for name, folder in names if name != start or folder), None)
