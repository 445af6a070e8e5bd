"""A reason in a narrow place keeps its figures and loses letters of the title."""

import pytest
from rich.cells import cell_len

from engine.movies import Movie
from engine.serving.explanations import Part, Reason, Recommendation
from tui.widgets.reason_cells import why_within

NEST = Movie(id=1, title="One Flew Over the Cuckoo's Nest", n_ratings=400)
PARTS = (Part(movie=NEST, part=1.0), Part(movie=Movie(id=3, title="Heat"), part=1.5))
FOUND = Recommendation(
    movie=Movie(id=2, title="Amadeus"),
    score=2.5,
    base=0.0,
    why=PARTS,
    bar=90,
    everybody=0.06,
    reason=Reason(movie=NEST, together=0.41),
)


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (90, "of 100 who watched One Flew Over the Cuckoo's Nest, 41 watched this; of all people, 6"),
        (76, "41 of 100 who watched One Flew Over the Cuckoo's Nest (all: 6)"),
        (48, "41 of 100 who watched One Flew Over th… (all: 6)"),
    ],
)
def test_the_title_is_cut_first(width, said):
    assert why_within(FOUND, width, "short") == said


@pytest.mark.parametrize("width", [1, 10, 20, 26, 30, 40, 60, 80, 120])
def test_nothing_is_wider_than_its_place(width):
    for form in ("short", "column"):
        assert cell_len(why_within(FOUND, width, form)) <= width
