"""How many pixels a cell has, by what the system knows of the terminal."""

import fcntl
import os
import pty
import struct
import termios

import pytest

from tui.graphics.cell_size import cell_size


@pytest.mark.parametrize(
    ("told", "cell"),
    [
        ((40, 120, 1080, 720), (9, 18)),
        ((40, 120, 1085, 731), (9, 18)),
        ((40, 120, 0, 0), None),
        ((0, 0, 1080, 720), None),
        ((40, 120, 120, 40), None),
        ((1, 1, 60_000, 60_000), None),
    ],
)
def test_it_is_what_the_window_has_for_each(told, cell):
    master, terminal = pty.openpty()
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *told))
        assert cell_size(terminal) == cell
    finally:
        os.close(master)
        os.close(terminal)


def test_what_is_no_terminal_has_no_cells(tmp_path):
    with (tmp_path / "file").open("w") as file:
        assert cell_size(file.fileno()) is None
    assert cell_size(-1) is None
