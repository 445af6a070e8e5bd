"""The command line that a person is typing, as a shell reads it: whole words, and the one at the cursor.

What is offered for that word has to be quoted as it was begun. bash replaces less than the word: what follows the last
quote or the last of some characters (COMP_WORDBREAKS), such as the colon of `id:10`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BREAKS = frozenset("\"'@><=;|&(:")
_SAFE = re.compile(r"[\w@%+=:,./-]")
_DOUBLE = frozenset('"$`\\')
"""What a backslash quotes inside double quotes."""


class Typed(NamedTuple):
    """`words` come before the one at the cursor, `word` is what that one means so far. `quote` is the quote that is
    open in it, if any, and `kept` how many of its characters come before what bash replaces."""

    words: list[str]
    word: str
    quote: str
    kept: int

    def quoted(self, whole: str) -> str | None:
        """What takes the place of what bash replaces, so that the word means `whole`; None if the rest differs."""
        if not whole.startswith(self.word[: self.kept]):
            return None
        text = whole[self.kept :]
        if self.quote == "'":
            return text.replace("'", "'\\''")
        if self.quote == '"':
            escaped = "".join(f"\\{c}" if c in _DOUBLE else c for c in text)
            return re.sub(r"!(?=[^\s\"])", '"\\\\!"', escaped)  # elsewhere bash would look into its history
        return "".join(c if _SAFE.match(c) else f"\\{c}" for c in text)


def read_line(line: str) -> Typed:
    """What was typed, up to the cursor at the end of `line`."""
    words: list[str] = []
    word, begun, quote, kept = "", False, "", 0
    at = 0
    while at < len(line):
        c, following = line[at], line[at + 1 : at + 2]
        at += 1
        if quote == "'" and c != "'":
            word += c
        elif c == "\\":
            taken = not quote or following in _DOUBLE or not following
            word += following if taken else c
            begun, at = True, at + taken
        elif quote and c != quote:
            word += c
        elif c in ("'", '"'):
            quote, begun = "" if quote else c, True
            kept = len(word)
        elif c.isspace():
            if begun:
                words.append(word)
            word, begun, kept = "", False, 0
        else:
            word, begun = word + c, True
            if c in _BREAKS:
                kept = len(word)
    return Typed(words, word, quote, kept)
