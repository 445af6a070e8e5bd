from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

from engine.exchange.film_finding import FilmFinder
from engine.exchange.import_run import carry_out
from engine.exchange.importing import Import
from engine.exchange.parts import Part
from engine.exchange.questions import read_questions
from engine.exchange.recognition import read_parts
from engine.home import HomeFiles
from engine.movies import Movie
from engine.profiles.marks import MarkLog
from engine.serving.mark_matching import MarkMatcher
from engine.titles.index import TitleIndex

CATALOGUE = "movielens"
FILMS = [
    Movie(id=1214, title="Alien", year=1979, imdb="tt0078748", tmdb=348, n_ratings=50),
    Movie(id=1200, title="Aliens", year=1986, imdb="tt0090605", tmdb=679, n_ratings=40),
    Movie(id=2571, title="The Matrix", year=1999, imdb="tt0133093", tmdb=603, n_ratings=90),
    Movie(id=4973, title="Amélie", year=2001, imdb="tt0211915", tmdb=194, n_ratings=30),
    Movie(id=6, title="Heat", year=1995, imdb="tt0113277", tmdb=949, n_ratings=20),
    Movie(id=7, title="Emma", year=1995, n_ratings=4),
    Movie(id=8, title="Emma", year=1997, n_ratings=3),
]
TITLES = TitleIndex.of(FILMS)


class Desk:
    """Does imports for the profile anna, whose marks are in a log of their own."""

    def __init__(self, home: HomeFiles, log: MarkLog) -> None:
        self.home = home
        self.log = log

    def prepared(self, files: dict[str, str | bytes], **given: object) -> Import:
        parts = [
            Part(PurePosixPath(name), name, text if isinstance(text, bytes) else text.encode())
            for name, text in files.items()
        ]
        titles = given.pop("titles", TITLES)
        assert titles is None or isinstance(titles, TitleIndex)
        match = MarkMatcher(titles or TitleIndex.of([]), CATALOGUE).match
        answers = read_questions(self.home, "anna").answers
        return Import(read_parts(parts)[0], FilmFinder(titles, CATALOGUE), CATALOGUE, match, answers=answers, **given)  # type: ignore[arg-type]

    def take(self, files: dict[str, str | bytes], **given: object) -> list[tuple[str, str]]:
        """Import the files; the title and the state of each row."""
        wanted = self.prepared(files, **given)
        self.action = carry_out(wanted, self.log, self.home, "anna")
        return [(one.row.title, one.state) for file in wanted.files for one in file.rows]

    def marks(self) -> dict[str, tuple[object, ...]]:
        """The marks by title, in the order of marks: what is set, and the day."""
        return {
            mark.title: (
                *([mark.opinion] if mark.opinion else []),
                *(name for name in ("seen", "watchlist", "hidden") if getattr(mark, name)),
                mark.at[:10],
            )
            for mark in self.log.marks("anna")
        }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    home = HomeFiles(tmp_path / "home")
    with MarkLog(home.marks) as log:
        yield Desk(home, log)


@pytest.fixture
def part() -> Callable[[str, str | bytes], Part]:
    def make(name: str, text: str | bytes) -> Part:
        return Part(PurePosixPath(name), name, text if isinstance(text, bytes) else text.encode())

    return make
