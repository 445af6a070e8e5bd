from tui.state.phrases import count, listed
from tui.widgets.cell_text import cut, fit, join_fitting


def test_a_text_that_fits_is_left_alone():
    assert cut("Heat", 4) == "Heat"


def test_a_long_text_ends_in_an_ellipsis_within_the_width():
    assert cut("The Godfather", 8) == "The God…"


def test_wide_characters_count_two_cells():
    assert cut("千と千尋の神隠し", 7) == "千と千…"
    assert fit("千と", 6) == "千と  "


def test_escape_sequences_are_taken_out_before_measuring():
    assert fit("\x1b[31mred\x07", 10) == "[31mred   "


def test_nothing_fits_into_no_cells():
    assert cut("Heat", 0) == ""
    assert fit("Heat", 0) == ""


def test_parts_are_kept_whole():
    assert join_fitting(("Drama", "Mystery", "Sci-Fi"), 15) == "Drama, Mystery"
    assert join_fitting(("Documentary",), 6) == "Docum…"
    assert join_fitting((), 6) == ""


def test_lists_and_counts_in_words():
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert [count(n, "film") for n in (0, 1, 3883)] == ["0 films", "1 film", "3,883 films"]
