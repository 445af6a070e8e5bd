import io

from rich.cells import cell_len

from engine.profiles.fold import Mark
from tui.theme import glyphs


def mark(**fields):
    return Mark(catalogue="movielens", movie=1, title="Heat", **fields)


def test_opinions_have_signs():
    assert glyphs.opinion(None) == ""
    assert glyphs.opinion(mark(opinion="like")) == "♥"
    assert glyphs.opinion(mark(opinion="dislike")) == "✗"
    assert glyphs.opinion(mark(opinion="4")) == "★4"
    assert glyphs.opinion(mark(opinion="3.5")) == "★3½"
    assert glyphs.opinion(mark(opinion="0.5")) == "★½"


def test_flags_have_signs():
    assert glyphs.flags(mark(seen=True, watchlist=True)) == "✓+"
    assert glyphs.flags(mark(hidden=True)) == "∅"


def test_a_line_is_always_as_long_as_asked():
    assert glyphs.line(100, 4) == ("━━━━", "")
    assert glyphs.line(50, 4) == ("━━", "──")
    assert glyphs.line(40, 4) == ("━╸", "──")
    assert glyphs.line(0, 4) == ("", "────")
    assert glyphs.line(250, 4) == ("━━━━", "")


def test_each_plain_sign_is_as_wide_as_what_it_stands_for():
    assert all(cell_len(sign) == cell_len(plain) for sign, plain in glyphs.PLAIN.items())


def test_a_stream_without_utf_8_gets_plain_signs_of_the_same_width():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors=glyphs.FALLBACK)
    stream.write("▸ ♥ Amélie ━╸─ 千と Łódź")
    stream.flush()
    assert stream.buffer.getvalue().decode() == "> L Amelie =-. ???? ?odz"


def test_the_dots_of_a_map_are_denser_the_more_there_are():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors=glyphs.FALLBACK)
    stream.write("\u2801\u280f\u28ff ◆◇●")
    stream.flush()
    assert stream.buffer.getvalue().decode() == ".:# %&@"


def test_latin_1_keeps_what_it_has():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", errors=glyphs.FALLBACK)
    stream.write("Amélie · ★")
    stream.flush()
    assert stream.buffer.getvalue().decode("latin-1") == "Amélie · *"
