"""What a title search answers: hits, or guesses and why there are only guesses."""

from __future__ import annotations

from dataclasses import dataclass

from engine.movies import Movie


@dataclass(frozen=True)
class Hit:
    """A film with its score (about 100 for an exact title, plus at most 16 for popularity). `matched` is the
    alternative title that was typed, or what the person did whose name was typed ("directed by Akira Kurosawa"); empty
    if it was the title itself."""

    movie: Movie
    score: float
    matched: str = ""

    @property
    def name(self) -> str:
        """The title, with the one that was typed in parentheses if that is another: "The Boat (Das Boot)"."""
        return f"{self.movie.title} ({self.matched})" if self.matched else self.movie.title


@dataclass(frozen=True)
class Found:
    """`hits`, best first. If there are none, `nearest` has films that resemble what was typed, closest first; they are
    guesses and never to be taken for hits. `notice`: one line on why there is nothing, where that needs more than
    "nothing is called so"; else empty."""

    hits: tuple[Hit, ...] = ()
    nearest: tuple[Hit, ...] = ()
    notice: str = ""

    @property
    def movies(self) -> list[Movie]:
        """The films of the hits or, without any, of the guesses."""
        return [hit.movie for hit in self.hits or self.nearest]
