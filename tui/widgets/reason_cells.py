"""A reason (tui.state.reason_texts) cut to a given width in cells, so that its figures stay whole."""

from __future__ import annotations

from rich.cells import cell_len

from engine.serving.explanations import Recommendation
from tui.state.reason_texts import Form, why
from tui.theme import glyphs
from tui.widgets.cell_text import cut

_LEAST = 6
"""The fewest cells of a title by which a film can still be told."""


def why_within(found: Recommendation, width: int, form: Form) -> str:
    """The reason for a film as a sentence if that fits into `width` cells, else in `form`, with the title that it names
    cut as far as needed."""
    sentence = why(found)
    if found.reason is None or cell_len(sentence) <= width:
        return cut(sentence, width)
    rest = cell_len(why(found, form, glyphs.ELLIPSIS)) - 1
    return cut(why(found, form, cut(found.reason.movie.title, max(width - rest, _LEAST))), width)
