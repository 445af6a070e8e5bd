"""What IMDb's data sets say of one film, as records: shown, searched and filtered by, but never ranked by."""

from __future__ import annotations

import msgspec


class Person(msgspec.Struct, frozen=True, array_like=True):
    """A director or an actor; `imdb` is the person's id there, such as "nm0000041"."""

    imdb: str
    name: str


class OtherTitle(msgspec.Struct, frozen=True, array_like=True):
    """A title that the film has somewhere. `region` is IMDb's code of the country ("DE"); empty if it names none."""

    title: str
    region: str = ""


class FilmFacts(msgspec.Struct, frozen=True, array_like=True):
    """The facts of the film `movie` (an id of the catalogue), which IMDb knows as `imdb` ("tt0047478").

    `cast` has the main actors, in IMDb's order; `runtime` is in minutes; `original` is the title in the film's own
    language, empty if IMDb gives none. `others` are titles that the film has elsewhere. `votes` and `average` (of 10)
    are IMDb's, kept of new films only, which have no ratings in the data set.
    """

    movie: int
    imdb: str
    directors: tuple[Person, ...] = ()
    cast: tuple[Person, ...] = ()
    runtime: int | None = None
    original: str = ""
    others: tuple[OtherTitle, ...] = ()
    votes: int | None = None
    average: float | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        """Directors and cast, each once."""
        return tuple({person.imdb: person for person in (*self.directors, *self.cast)}.values())

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles by which it is found beside those of the data set: the original one, then the others."""
        return (self.original, *(other.title for other in self.others))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries in which the film has a title of its own."""
        return tuple(sorted({other.region for other in self.others if other.region}))
