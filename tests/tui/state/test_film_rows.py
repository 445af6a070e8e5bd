from engine.movies import Movie
from engine.serving.explanations import Recommendation
from tui.state.film_rows import Row, changed, place_of, ranked


def found(*ids):
    return [Recommendation(movie=Movie(id=i, title=f"film {i}"), score=1.0, base=1.0) for i in ids]


def changes(before, after):
    return [row.change for row in ranked(found(*after), ranked(found(*before)))]


def test_a_first_list_shows_no_changes():
    assert [row.change for row in ranked(found(1, 2))] == ["", ""]


def test_films_that_passed_others_moved():
    assert changes([1, 2, 3], [3, 1, 2]) == ["▲2", "▼1", "▼1"]


def test_closing_the_gap_of_a_film_that_left_is_no_move():
    assert changes([1, 2, 3], [2, 3]) == ["", ""]


def test_a_film_that_was_not_there_is_new():
    rows = ranked(found(2, 9), ranked(found(1, 2)))
    assert [row.change for row in rows] == ["", "new"]
    assert changed(rows) == 1


def test_of_what_is_beyond_the_end_of_the_list_before_nothing_is_told():
    assert changes([1, 2], [2, 1, 3, 4]) == ["▲1", "▼1", "", ""]


def test_the_cursor_stays_on_its_film():
    before, after = ranked(found(1, 2, 3)), ranked(found(3, 2, 1))
    assert place_of(after, before, 0) == 2


def test_where_its_film_left_the_cursor_keeps_its_place():
    before, after = ranked(found(1, 2, 3, 4)), ranked(found(4, 1))
    assert place_of(after, before, 1) == 1


def test_the_cursor_never_leaves_the_list():
    before = ranked(found(1, 2, 3))
    assert place_of(ranked(found(7)), before, 2) == 0
    assert place_of((), before, 2) == 0


def test_a_row_of_another_catalogue_is_inactive():
    assert Row(movie=Movie(id=1, title="Heat")).active


def test_a_row_names_the_title_that_was_searched_for_beside_the_one_shown():
    boat = Movie(id=1, title="The Boat", alternatives=("Das Boot",))
    assert Row(movie=boat, matched="Das Boot").name == "The Boat (Das Boot)"
    assert Row(movie=boat).name == "The Boat"


def test_a_row_has_a_taste_only_if_the_list_has_several():
    heat = Movie(id=2, title="Heat")
    one = Recommendation(movie=heat, score=1.0, base=1.0)
    several = Recommendation(movie=heat, score=1.0, base=1.0, taste=1, taste_films=(heat,))
    assert [row.taste for row in ranked([one, several])] == [None, 1]
    assert Row(movie=heat).taste is None
