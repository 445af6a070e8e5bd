"""The app's glyphs, and what replaces them if the terminal's encoding lacks them.

Every state has a glyph or a word besides its color. On a stream that cannot encode a character (a non-UTF-8 locale),
the codec error handler below substitutes plain ones of the same width, for the app's own glyphs, for borders and for
letters in titles alike, so no screen needs to know about it.
"""

from __future__ import annotations

import codecs
import unicodedata

from rich.cells import cell_len

from engine.profiles.marks import Mark

LIKE = "♥"
DISLIKE = "✗"
STAR = "★"
HALF = "½"
SEEN = "✓"
WATCHLIST = "+"
HIDDEN = "∅"
CURSOR = "▸"
LESS = "◂"
MORE = "▸"
UP = "▲"
DOWN = "▼"
DOT = "·"
ELLIPSIS = "…"
TOWARDS = "→"
HERE = "●"
IN_FRONT = "◆"
IN_LIST = "◇"
WARNING = "!"
DONE = "✓"
RUNNING = "▸"
WAITING = "·"
FULL = "█"
HALF_FULL = "▌"
TICK = "┃"

PLAIN = {
    "♥": "L", "✗": "x", "★": "*", "½": "+", "✓": "v", "∅": "o", "▸": ">", "◂": "<", "▲": "^", "▼": "v", "·": "-",
    "…": "~", "█": "#", "▉": "#", "▊": "#",
    "▋": "=", "▌": "=", "▍": "=", "▎": "-", "▏": "-", "▁": "_", "▂": "_", "▃": "_",
    "▄": "=", "▅": "=", "▆": "#", "▇": "#", "─": ".", "━": "=", "│": "|", "┃": "|", "╭": "+", "╮": "+", "╰": "+",
    "╯": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "╸": "-", "╺": "-", "“": '"', "”": '"',
    "’": "'", "‘": "'", "–": "-", "—": "-", "→": ">", "←": "<", "↑": "^", "↓": "v", "×": "x", "▔": "-", "▕": "|",
    "◆": "%", "◇": "&", "●": "@",
}  # fmt: skip


_DOTS, _ALL_DOTS = "\u2800", "\u28ff"
"""Braille patterns; the last eight bits are the dots."""


def line(level: float, width: int) -> tuple[str, str]:
    """A bar of `width` cells in two parts: filled up to `level` of 100, in half-cell steps, and the rest."""
    halves = round(min(max(level, 0.0), 100.0) / 100 * width * 2)
    full = "━" * (halves // 2) + "╸" * (halves % 2)
    return full, "─" * (width - len(full))


def opinion(mark: Mark | None) -> str:
    """The mark's opinion in at most three cells: ♥, ✗, ★4, ★3½."""
    if mark is None or mark.opinion is None:
        return ""
    if mark.opinion == "like":
        return LIKE
    if mark.opinion == "dislike":
        return DISLIKE
    return stars(float(mark.opinion))


def stars(value: float) -> str:
    """So many stars, in half stars: ★4, ★3½, ★½."""
    return f"{STAR}{int(value) if value >= 1 else ''}{HALF if value % 1 else ''}"


def flags(mark: Mark | None) -> str:
    """The mark's flags (seen, watchlist, not interested) in at most three cells."""
    if mark is None:
        return ""
    return (SEEN if mark.seen else "") + (WATCHLIST if mark.watchlist else "") + (HIDDEN if mark.hidden else "")


def taste(number: int) -> str:
    """The sign of a person's taste with that number from 0, one cell: A, B, C."""
    return chr(ord("A") + number)


def plain(char: str) -> str:
    """The substitute for a `char` that cannot be encoded, equally wide."""
    if char in PLAIN:
        return PLAIN[char]
    if _DOTS <= char <= _ALL_DOTS:
        return ".:#"[min((ord(char) & 0xFF).bit_count() // 3, 2)]
    bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    width = cell_len(char)
    return bare if len(bare) == width else "?" * width


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(plain(char) for char in error.object[error.start : error.end]), error.end


FALLBACK = "movierec-plain"
"""The name of the codec error handler, as in open(..., errors=FALLBACK)."""
codecs.register_error(FALLBACK, _handle)
