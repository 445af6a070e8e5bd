"""How many pixels a cell of the terminal has, by what the system knows of the terminal's window."""

from __future__ import annotations

import fcntl
import struct
import termios

from engine.posters.picture import Cell

USUAL: Cell = (10, 20)
"""The cell of a VT340, which terminals that scale pictures to cells take for theirs."""
_LARGEST = 200


def cell_size(descriptor: int = 0) -> Cell | None:
    """The size of a cell of the terminal that is open as `descriptor` (stdin, where Textual reads keys); None if it has
    not been told."""
    try:
        told = fcntl.ioctl(descriptor, termios.TIOCGWINSZ, bytes(8))
    except (OSError, ValueError):
        return None
    rows, columns, width, height = struct.unpack("HHHH", told)
    if not rows or not columns:
        return None
    cell = width // columns, height // rows
    return cell if 1 < cell[0] <= _LARGEST and 1 < cell[1] <= _LARGEST else None
