"""A portrait laid out: every line fits its width, in as many columns as there is room for."""

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from engine.movies import Movie
from engine.serving.portrait_records import GivenStars, LovedMaker, Measurement, StarredFilm, TastePortrait, TasteShare
from tui.widgets.portrait_sections import arranged, sections

LONG = Movie(id=1, title="千と千尋の神隠し " * 9 + "[/]", year=2001, n_ratings=12, mean=4.1)
FIVE = Measurement(told="5", about=5, found=0.46, low=0.4, high=0.5, most_watched=0.2, listed=20)
WHOLE = TastePortrait(
    version="v1",
    marked=30,
    liked=20,
    absent=2,
    decades=(
        TasteShare(name="1970s", films=10, share=0.5, everybody=0.25, times=1.8),
        TasteShare(name="1980s", films=0, share=0.0, everybody=0.1, times=0.6),
    ),
    genres=(TasteShare(name="A genre with a long name", films=10, share=1.0, everybody=0.0, times=99.0),),
    makers=(
        LovedMaker(name="Akira Kurosawa", role="director", liked=5, films=12),
        LovedMaker(name="Toshirô " * 9, role="actor", liked=5, films=5),
    ),
    stars=GivenStars(
        counts=(0,) * 9 + (20,),
        compared=20,
        mean=5.0,
        everybody=4.0,
        everybodys_shares=(0.1,) * 10,
        harshest=(StarredFilm(movie=LONG, stars=0.5),),
        kindest=(StarredFilm(movie=LONG, stars=5.0),),
    ),
    uncommon=(LONG,),
    apart=(LONG,),
    measured=(FIVE,),
    expected=FIVE,
    people=61,
)
EMPTY = TastePortrait(version="v1", marked=1, liked=0, absent=0)


def text(lines):
    return ["".join(piece for piece, _ in line) for line in lines]


@pytest.mark.parametrize("portrait", [WHOLE, EMPTY], ids=["whole", "empty"])
@pytest.mark.parametrize("width", [54, 56, 76, 116, 194])
def test_no_line_is_wider_than_the_page(portrait, width):
    assert all(cell_len(line) <= width for line in text(arranged(portrait, width)))


@pytest.mark.parametrize(("width", "heads"), [(76, 1), (116, 2), (194, 3)])
def test_columns_stand_side_by_side_where_there_is_room(width, heads):
    line = next(line for line in text(arranged(WHOLE, width)) if line.startswith("DECADES"))
    assert sum(head in line for head in ("DECADES", "GENRES", "STARS")) == heads


def test_every_section_is_there_in_every_arrangement():
    for width in (76, 116, 194):
        page = "\n".join(text(arranged(WHOLE, width)))
        heads = ("DECADES", "GENRES", "STARS", "DIRECTORS", "ACTORS", "FEW OTHERS", "UNLIKE THE REST", "HOW SURE")
        assert all(head in page for head in heads)


def test_a_bar_ends_at_the_share_and_the_tick_stands_at_everybodys():
    (decades, *_) = sections(WHOLE, 67)  # bars of 40 cells
    (line,) = [line for line in text(decades) if line.startswith("1970s ")]
    assert line.startswith("1970s       " + "█" * 20 + "┃" + "█" * 19 + "  50%  25% 1.8×")
    (other,) = [line for line in text(decades) if line.startswith("1980s ")]
    assert other.startswith("1980s       " + " " * 8 + "┃" + " " * 31 + "    ·  10%")


def test_thousands_of_stars_stand_apart_from_everybodys_share():
    given = replace(WHOLE.stars, counts=(0,) * 9 + (1743,))
    page = text(arranged(replace(WHOLE, stars=given), 76))
    (line,) = [line for line in page if line.startswith("★5 ")]
    assert line.split()[-3:] == ["100%", "10%", "1743"]


def test_what_is_not_known_is_said_or_left_out():
    page = "\n".join(text(arranged(EMPTY, 76)))
    assert "`movierec enrich`" in page and "does not say how good" in page
    assert "STARS" not in page and "FEW OTHERS" not in page and "DECADES" not in page


def test_a_title_cannot_control_the_terminal():
    evil = Movie(id=1, title="\x1b]0;owned\x07[red]", n_ratings=1)
    page = text(arranged(TastePortrait(version="v1", marked=1, liked=1, absent=0, uncommon=(evil,)), 76))
    assert not any("\x1b" in line or "\x07" in line for line in page) and any("[red]" in line for line in page)
