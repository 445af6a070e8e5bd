"""The message in the status line: what it says, which keys it names, and what makes it untrue."""

from __future__ import annotations

from typing import Literal, NamedTuple

About = Literal["", "marks", "filters", "loading", "ranking", "search", "page", "job"]
"""What a message is about: it goes as soon as that changes. A message about nothing stays until the next one."""


class Notice(NamedTuple):
    """`hint` follows the text as long as its keys act; it names them by action id, as in "; {undo} reverts it"."""

    text: str = ""
    style: str = "quiet"
    hint: str = ""
    about: About = ""
