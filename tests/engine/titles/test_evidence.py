from __future__ import annotations

import pytest

from engine.titles.evidence import Evidence, evidence
from engine.titles.normalization import fold
from engine.titles.scoring import Typed
from engine.titles.slips import is_slip, sound

VOCABULARY = {"bill", "dark", "water", "waters", "night", "the", "bastards"}


def weighed(typed: str, title: str) -> Evidence | None:
    return evidence(Typed(fold(typed)), fold(title), VOCABULARY.__contains__)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("matri", "The Matrix"),
        ("strangelove", "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"),
        ("wars star", "Star Wars"),
        ("rocky 2", "Rocky II"),
        ("rocky v", "Rocky V"),
        ("rocky 5", "Rocky V"),
        ("rocky 1", "Rocky"),
        ("kill bill volume 2", "Kill Bill: Vol. 2"),
        ("starwars", "Star Wars"),
        ("spider man", "Spiderman"),
        ("the fargo", "Fargo"),
        ("teh matrix", "The Matrix"),
        ("shawshenk redemtion", "The Shawshank Redemption"),
        ("godfahter", "The Godfather"),
        ("the dark night", "The Dark Knight"),
        ("interstellr", "Interstellar"),
        ("phsyco", "Psycho"),
        ("princess monoke", "Princess Mononoke"),
        ("batman begings", "Batman Begins"),
        ("monsters icn", "Monsters, Inc."),
        ("citizen cane", "Citizen Kane"),
        ("the princess mono", "Princess Mononoke"),
    ],
)
def test_a_name_with_every_typed_word_is_a_hit(typed: str, title: str) -> None:
    assert weighed(typed, title) == Evidence()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("toy story 4", "Toy Story 3"),
        ("titanic 2", "Titanic"),
        ("apollo 1", "Apollo 13"),
        ("the van", "Van Helsing"),
        ("hamnet", "Hamlet"),
        ("codfather", "The Godfather"),
        ("eternals", "Eternal Sunshine of the Spotless Mind"),
        ("hustlers", "The Hustler"),
        ("four weddings and a wedding", "Four Weddings and a Funeral"),
        ("matrix resurrections", "The Matrix"),
        ("5 for vendetta", "V for Vendetta"),
    ],
)
def test_a_name_that_lacks_a_typed_word_is_none(typed: str, title: str) -> None:
    assert weighed(typed, title) is None


def test_a_word_of_another_title_is_a_misspelling_only_where_the_rest_leaves_few_films() -> None:
    assert weighed("raging bill", "Raging Bull") is None
    assert weighed("dark waters", "Dark Water") is None
    assert weighed("inglourious bastards", "Inglourious Basterds") == Evidence(("inglourious",))


def test_a_part_of_a_title_that_is_all_misspelled_has_to_be_unique() -> None:
    assert weighed("shawshenk", "The Shawshank Redemption") == Evidence(("shawshank",))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("alein", "alien"), ("gladiater", "gladiator"), ("jurrassic", "jurassic"), ("matrux", "matrix")],
)
def test_slips_of_the_hand_and_the_ear(typed: str, meant: str) -> None:
    assert is_slip(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"), [("hamnet", "hamlet"), ("warts", "wars"), ("aliens", "alien"), ("maze", "made")]
)
def test_other_words_are_no_slips(typed: str, meant: str) -> None:
    assert not is_slip(typed, meant)


def test_words_that_sound_the_same() -> None:
    assert sound("knight") == sound("night") == sound("nite")
    assert sound("forrest") == sound("forest")
    assert sound("bill") != sound("bull")
