from __future__ import annotations

import subprocess

import pytest

from tui.cli.typed_line import read_line


@pytest.mark.parametrize(
    ("line", "words", "word", "quote", "kept"),
    [
        ("movierec ", ["movierec"], "", "", 0),
        ("movierec sim", ["movierec"], "sim", "", 0),
        ('movierec similar "The God', ["movierec", "similar"], "The God", '"', 0),
        ('movierec similar "The ', ["movierec", "similar"], "The ", '"', 0),
        (r"movierec similar The\ God", ["movierec", "similar"], "The God", "", 0),
        ("movierec recommend Heat 'It''s A", ["movierec", "recommend", "Heat"], "Its A", "'", 2),
        ('movierec recommend "Heat" "Alien ', ["movierec", "recommend", "Heat"], "Alien ", '"', 0),
        ("movierec similar id:1", ["movierec", "similar"], "id:1", "", 3),
        (r"movierec similar Star\ Wars:\ E", ["movierec", "similar"], "Star Wars: E", "", 10),
        ('movierec similar "Star Wars: E', ["movierec", "similar"], "Star Wars: E", '"', 0),
        ("movierec recommend --genre=Sc", ["movierec", "recommend"], "--genre=Sc", "", 8),
        ('movierec recommend --genre="Sc', ["movierec", "recommend"], "--genre=Sc", '"', 8),
        ('movierec similar "a\\"b\\c', ["movierec", "similar"], 'a"b\\c', '"', 0),
        ("movierec similar The\\", ["movierec", "similar"], "The", "", 0),
        ('movierec mark "" ', ["movierec", "mark", ""], "", "", 0),
    ],
)
def test_a_line_is_read_as_the_shell_reads_it(line: str, words: list[str], word: str, quote: str, kept: int) -> None:
    assert read_line(line) == (words, word, quote, kept)


TITLES = [
    "The Godfather",
    "Who's Afraid?",
    'Say "No"',
    "Tora! Tora!",
    "wow!wow",
    "$9.99",
    "a`b\\c",
    "M*A*S*H",
    "(500) Days",
]
TITLES += ["Amélie", "Star Wars: Episode V - The Empire", "#1", "~x", "Me & You; a|b <c> {d}", "Face/Off"]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("begun", ["", '"', "'"])
def test_what_is_offered_means_the_title_once_the_quote_is_closed(title: str, begun: str) -> None:
    offered = read_line(f"movierec similar {begun}").quoted(title)
    assert offered is not None
    said = subprocess.run(["bash", "-c", f"printf %s {begun}{offered}{begun}"], capture_output=True, check=True)
    assert said.stdout.decode() == title


def test_of_a_word_that_is_replaced_in_part_only_the_end_is_offered() -> None:
    assert read_line(r"m similar Star\ Wars:\ E").quoted("Star Wars: Episode V") == r"\ Episode\ V"
    assert read_line(r"m similar star\ wars:\ e").quoted("Star Wars: Episode V") is None
    assert read_line("m --genre=S").quoted("--genre=Sci-Fi") == "Sci-Fi"
