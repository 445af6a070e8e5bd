from rich.cells import cell_len

from engine.movies import FIRST_NEW_ID, Movie
from tui.widgets.title_cells import parted, tagged, title_and_genres

LONG = "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"


def test_genres_stand_in_a_column_of_their_own():
    assert title_and_genres("Heat", ("Action", "Crime"), 40) == ("Heat" + " " * 23, "Action, Crime")
    assert title_and_genres("Alien", ("Horror", "Sci-Fi"), 40) == ("Alien" + " " * 22, "Horror       ")


def test_a_title_that_is_longer_pushes_the_genres_on_or_out():
    assert title_and_genres("Indiana Jones and the Last Crusade", ("War", "Drama"), 40) == (
        "Indiana Jones and the Last Crusade  ",
        "War ",
    )
    assert title_and_genres("Indiana Jones and the Temple of Doom", ("Action",), 40) == (
        "Indiana Jones and the Temple of Doom    ",
        "",
    )


def test_a_title_is_cut_only_where_it_has_all_cells():
    for room, spare in ((20, 0), (20, 5), (40, 0), (40, 5), (100, 5)):
        for name in ("M", "Solaris", "The Silence of the Lambs", LONG, "Spirited Away (千と千尋の神隠し)"):
            title, genres = title_and_genres(name, ("Comedy", "War"), room, spare)
            assert cell_len(title + genres) == room + spare
            assert title.rstrip() == name or (not genres.strip() and cell_len(title.rstrip()) >= room + spare - 1)


def test_where_there_is_little_room_there_are_titles_only():
    assert title_and_genres("Heat", ("Action",), 20) == ("Heat" + " " * 16, "")


def test_more_genres_are_shown_where_the_film_has_no_marks():
    assert title_and_genres("Heat", ("Action", "Crime", "War"), 40) == ("Heat" + " " * 23, "Action, Crime")
    assert title_and_genres("Heat", ("Action", "Crime", "War"), 40, 5) == ("Heat" + " " * 23, "Action, Crime, War")


def test_a_new_film_is_tagged_behind_its_title_and_keeps_the_tag_when_it_is_cut():
    new, old = Movie(id=FIRST_NEW_ID + 1, title=LONG), Movie(id=1, title=LONG)
    assert tagged("Dune", new, 40) == "Dune · unrated"
    assert tagged(LONG, new, 40).endswith("… · unrated") and cell_len(tagged(LONG, new, 40)) == 40
    assert tagged("Dune", old, 40) == "Dune"
    assert tagged("Dune", new, 15) == "Dune"  # no room for both


def test_the_tag_is_told_from_the_title():
    new = Movie(id=FIRST_NEW_ID + 1, title="Dune · unrated")
    cell = title_and_genres(tagged(new.title, new, 40), ("Sci-Fi",), 40)[0]
    assert parted(cell, new)[0] == "Dune · unrated"
    assert parted(cell, new)[1].rstrip() == " · unrated"
    assert "".join(parted(cell, new)) == cell
    assert parted("Dune  ", new) == ("Dune  ", "")
    assert parted("Dune · unrated", Movie(id=1, title="Dune · unrated")) == ("Dune · unrated", "")
