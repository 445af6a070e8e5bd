"""Titles as MovieLens writes them, and how they should be shown and found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.title_parsing import parse_title


@pytest.mark.parametrize(
    ("raw", "title", "year", "alternatives"),
    [
        ("Toy Story (1995)", "Toy Story", 1995, ()),
        ("Matrix, The (1999)", "The Matrix", 1999, ()),
        ("Beautiful Mind, A (2001)", "A Beautiful Mind", 2001, ()),
        ("American in Paris, An (1951)", "An American in Paris", 1951, ()),
        ("City of Lost Children, The (Cité des enfants perdus, La) (1995)", "The City of Lost Children", 1995,
         ("La Cité des enfants perdus",)),
        ("Misérables, Les (1995)", "Les Misérables", 1995, ()),
        ("Boot, Das (Boat, The) (1981)", "Das Boot", 1981, ("The Boat",)),
        ("Wings of Desire (Himmel über Berlin, Der) (1987)", "Wings of Desire", 1987, ("Der Himmel über Berlin",)),
        ("Homme du train, L' (2002)", "L'Homme du train", 2002, ()),
        ("Besieged (a.k.a. L' Assedio) (1998)", "Besieged", 1998, ("L'Assedio",)),
        ("Postman, The (Postino, Il) (1994)", "The Postman", 1994, ("Il Postino",)),
        ("Day of the Beast, The (Día de la Bestia, El) (1995)", "The Day of the Beast", 1995, ("El Día de la Bestia",)),
        ("Seven (a.k.a. Se7en) (1995)", "Seven", 1995, ("Se7en",)),
        ("European Vacation (aka National Lampoon's European Vacation) (1985)", "European Vacation", 1985,
         ("National Lampoon's European Vacation",)),
        ("Léon: The Professional (a.k.a. The Professional) (Léon) (1994)", "Léon: The Professional", 1994,
         ("The Professional", "Léon")),
        ("Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966)", "The Good, the Bad and the Ugly",
         1966, ("Il Buono, il brutto, il cattivo",)),
        ("Crow, The: Wicked Prayer (2005)", "The Crow: Wicked Prayer", 2005, ()),
        ("Lord of the Rings: The Two Towers, The (2002)", "The Lord of the Rings: The Two Towers", 2002, ()),
        ("Associate, The (L'Associe)(1982)", "The Associate", 1982, ("L'Associe",)),
        ("White Balloon, The (Badkonake Sefid ) (1995)", "The White Balloon", 1995, ("Badkonake Sefid",)),
        ("Blechtrommel, Die (1979)", "Die Blechtrommel", 1979, ()),
        ("Tin Drum, The (Blechtrommel, Die) (1979))", "The Tin Drum", 1979, ("Die Blechtrommel",)),
        ("Boot, Das (Boat, The (1981))", "Das Boot", 1981, ("The Boat",)),
        ("Bride of Frankenstein, The (The Bride of Frankenstein) (1935)", "The Bride of Frankenstein", 1935, ()),
    ],
)  # fmt: skip
def test_titles_are_shown_as_people_say_them(raw, title, year, alternatives):
    parsed = parse_title(raw)
    assert (parsed.title, parsed.year, parsed.alternatives) == (title, year, alternatives)


@pytest.mark.parametrize(
    ("raw", "title", "year"),
    [
        ("1984 (1984)", "1984", 1984),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968),
        ("300 (2007)", "300", 2007),
        ("Babylon 5", "Babylon 5", None),
        ("Death Note: Desu nôto (2006–2007)", "Death Note: Desu nôto", 2006),
        ("Big Bang Theory, The (2007-)", "The Big Bang Theory", 2007),
        ("Black Mirror (2011– ) ", "Black Mirror", 2011),
        ("Land Before Time III: The Time of the Great Giving (1995) (V)",
         "Land Before Time III: The Time of the Great Giving", 1995),
        ("Rip (1983))", "Rip", 1983),
        ("(...) (1983))", "(...)", 1983),
        ("Rip ((1983))", "Rip", 1983),
        ("Rip (1983", "Rip", 1983),
        ("Rip  (1983)  ", "Rip", 1983),
        ("Rip （１９８３）", "Rip", 1983),
        ("Rip (1998-present)", "Rip", 1998),
        ("Rip (2006-07)", "Rip", 2006),
        ("Rip (1983/II)", "Rip", 1983),
        ("Rip (????)", "Rip", None),
        ("Rip (None)", "Rip", None),
    ],
)  # fmt: skip
def test_the_year_is_taken_from_the_end(raw, title, year):
    assert (parse_title(raw).title, parse_title(raw).year) == (title, year)


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("(500) Days of Summer (2009)", "(500) Days of Summer"),
        ("Frontière(s) (2007)", "Frontière(s)"),
        ("(Untitled) (2009)", "(Untitled)"),
        ("Evangelion: 3.0 You Can (Not) Redo (2012)", "Evangelion: 3.0 You Can (Not) Redo"),
        ("Birdman: Or (The Unexpected Virtue of Ignorance) (2014)", "Birdman: Or (The Unexpected Virtue of Ignorance)"),
        ("Hotel Chevalier (Part 1 of 'The Darjeeling Limited') (2007)",
         "Hotel Chevalier (Part 1 of 'The Darjeeling Limited')"),
        ("I Love You, Man (2009)", "I Love You, Man"),
        ("Lust, Caution (2007)", "Lust, Caution"),
        ("Play It Again, Sam (1972)", "Play It Again, Sam"),
        ("Die, Mommie, Die (2003)", "Die, Mommie, Die"),
        ("Live, Love, Die (1999)", "Live, Love, Die"),
        ("Let the Right One In (2008)", "Let the Right One In"),
        ("(1999)", "(1999)"),
        ("unbalanced) (1999)", "unbalanced)"),
    ],
)  # fmt: skip
def test_what_belongs_to_the_title_stays(raw, title):
    assert parse_title(raw).title == title
    assert parse_title(raw).alternatives == ()


def test_escape_sequences_never_get_in():
    parsed = parse_title("\x1b[31mRed\x1b[0m (\x1b]0;x\x07Rouge) (1994)")
    assert "\x1b" not in parsed.title + "".join(parsed.alternatives)
    assert parsed.year == 1994


@given(st.text())
def test_any_text_gives_a_title_without_controls(raw):
    parsed = parse_title(raw)
    shown = (parsed.title, *parsed.alternatives)
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for text in shown for letter in text)
    assert all(text == " ".join(text.split()) for text in shown)
    assert all(parsed.alternatives)


WORDS = st.lists(st.sampled_from(["Blue", "Night", "Tree", "Rouge", "Äpfel", "7"]), min_size=1, max_size=4).map(
    " ".join
)


@given(WORDS, st.sampled_from(["The", "A", "Le", "Das", "Il"]), WORDS, st.integers(1890, 2030))
def test_article_alternative_and_year_come_apart_again(words, article, other, year):
    parsed = parse_title(f"{words}, {article} ({other}, La) ({year})")
    assert parsed.title == f"{article} {words}"
    assert parsed.alternatives == (f"La {other}",)
    assert parsed.year == year
