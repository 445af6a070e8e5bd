"""What a portrait of a person's taste is made of, as records. Films are those of one version, shares from 0 to 1."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.movies import Movie

Role = Literal["director", "actor"]


class TasteShare(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what somebody likes is of one genre or decade, beside what everybody watches.

    `films` is the number of liked films, `share` their part of all liked films, `everybody` the part of all watching.
    `times` says how many times as much that is as everybody's; where few films tell, it is drawn towards 1.
    """

    name: str
    films: int
    share: float
    everybody: float
    times: float


class LovedMaker(msgspec.Struct, frozen=True, kw_only=True):
    """A director or an actor of several liked films, which are `liked` of the `films` that the version has of them."""

    name: str
    role: Role
    liked: int
    films: int


class StarredFilm(msgspec.Struct, frozen=True, kw_only=True):
    """A film with the stars that the person gave; everybody's mean is the movie's."""

    movie: Movie
    stars: float


class GivenStars(msgspec.Struct, frozen=True, kw_only=True):
    """The stars that a person gave. `counts` has the number of films for each half star, from 0.5 to 5.

    `mean` is over the `compared` films that everybody rated too, `everybody` the mean of everybody's means of these
    films, and `everybodys_shares` how everybody's stars of them are spread, each film counting alike; where the data
    set has no ratings, `compared` is 0, both means are None, and the shares are empty.
    """

    counts: tuple[int, ...]
    compared: int = 0
    mean: float | None = None
    everybody: float | None = None
    everybodys_shares: tuple[float, ...] = ()
    harshest: tuple[StarredFilm, ...] = ()
    kindest: tuple[StarredFilm, ...] = ()

    @property
    def films(self) -> int:
        """How many films have stars."""
        return sum(self.counts)


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """What the version's report says of people whose films it did not learn from, of whom it was told `told` films
    ("5", or "80%" of theirs): which part of the `listed` films that could be theirs was theirs (95% of such figures
    are from `low` to `high`), and the same for a list of the most watched films, None where that was not measured.

    `about` is roughly how many films that is.
    """

    told: str
    about: float
    found: float
    low: float
    high: float
    most_watched: float | None
    listed: int


class TastePortrait(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is like, from their marks.

    `marked` films of this version have a mark, `liked` of them are liked or have 3.5 stars and more; `absent` marked
    films are not in this version, and count for nothing. `unrated` of the liked ones have no ratings here, because they
    were added or are new: nobody can be compared there, so only their makers count. Decades are in order of time,
    genres by falling share, makers by falling number of liked films (None where nobody has learned who made the films).
    `uncommon` are liked films that few people watched, the least watched first; `apart` those that have least in common
    with the other liked ones. `measured` has the measurements by the number of films told, over `people` people;
    `expected` is the one that this many likes come to, None where there is none.
    """

    version: str
    marked: int
    liked: int
    absent: int
    unrated: int = 0
    decades: tuple[TasteShare, ...] = ()
    genres: tuple[TasteShare, ...] = ()
    makers: tuple[LovedMaker, ...] | None = None
    stars: GivenStars | None = None
    uncommon: tuple[Movie, ...] = ()
    apart: tuple[Movie, ...] = ()
    measured: tuple[Measurement, ...] = ()
    expected: Measurement | None = None
    people: int = 0
