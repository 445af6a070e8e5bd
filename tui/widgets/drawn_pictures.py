"""The poster that the terminal draws itself: sent with the updates of the screen, so that it is there whenever its
cells are painted, and taken back when they are not shown any more."""

from __future__ import annotations

from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.geometry import Region

from tui.graphics.drawing import Drawing
from tui.terminal_driver import TerminalDriver
from tui.widgets.poster import Poster


class DrawnPictures:
    """What the terminal keeps is in `owed` of the driver, which is empty again once the terminal was others'."""

    def __init__(self) -> None:
        self._place: Region | None = None
        """Where the picture is that the terminal keeps."""

    def completed(self, update: object, poster: Poster | None, driver: TerminalDriver) -> object:
        """An update of the screen with what `poster` needs; None if it is out of sight, perhaps under another
        screen."""
        if not isinstance(update, CompositorUpdate) or driver.is_suspended:
            return update
        drawing = poster.drawing if poster is not None else None
        if poster is None or drawing is None:
            after, driver.owed = driver.owed, ""
        else:
            after = self._drawn(drawing, poster.region, update, driver)
        return _Completed(update, after) if after else update

    def _drawn(self, drawing: Drawing, place: Region, update: CompositorUpdate, driver: TerminalDriver) -> str:
        at = f"\x1b[{place.y + 1};{place.x + 1}H"
        painted = _paints(update, place)
        if not drawing.removal:
            return at + drawing.sequence if painted else ""
        if drawing.removal == driver.owed and place == self._place:
            return at + drawing.placement if painted else ""
        before = "" if drawing.removal == driver.owed else driver.owed + drawing.sequence
        driver.owed, self._place = drawing.removal, place
        return before + at + drawing.placement


class _Completed(CompositorUpdate):
    def __init__(self, update: CompositorUpdate, after: str) -> None:
        self._update = update
        self._after = after

    def render_segments(self, console: Console) -> str:
        return self._update.render_segments(console) + self._after


def _paints(update: CompositorUpdate, place: Region) -> bool:
    """Whether any cell of a place is painted by an update."""
    if not isinstance(update, ChopsUpdate):
        return True
    return any(place.y <= y < place.bottom and x1 < place.right and x2 > place.x for y, x1, x2 in update.spans)
