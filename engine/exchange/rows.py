"""What every reader of a service's file produces: one row for each record, whatever the service.

A row holds what the file says, not what becomes of it: which film it means is found in engine.exchange.film_finding,
and what it changes in engine.exchange.planning.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from engine.profiles.opinions import Opinion

Use: TypeAlias = Literal["watchlist", "ratings", "seen"]
"""What a file is to be taken as (`--as`)."""


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record of a file.

    `line` is its line in the file, counted from 1 (of a record of several lines the first one); in a file without lines
    of its own (JSON, XML) it is the record's number, counted from 1.
    """

    line: int
    title: str = ""
    """In display order, without the year; empty if the file names the film by an id alone."""
    year: int | None = None
    titles: tuple[str, ...] = ()
    """Other titles of the film in this record, such as the original one; each is tried after `title`."""
    key: tuple[str, int] | None = None
    """The catalogue and the movie id, where movierec itself wrote them."""
    movielens: int | None = None
    """MovieLens' movie id."""
    imdb: int | None = None
    """The number in the IMDb id."""
    tmdb: int | None = None
    """TMDB's number, if it is that of a film (films and series are numbered apart)."""
    series: bool = False
    """Whether the file says that it is a series, a season or an episode: then it is never matched by title."""

    opinion: Opinion | None = None
    seen: bool = False
    watchlist: bool = False
    hidden: bool = False
    """Not interested; only movierec's own files say so."""
    at: str | None = None
    """When the opinion or flag was given: an ISO 8601 date ("2024-11-03") or a UTC time ("2024-11-03T20:15:00Z");
    None if the file does not say."""
    seen_at: str | None = None
    """When the film was watched, if that is another day than `at`."""

    ask: bool = False
    """Whether the person must be asked even if just one film fits, as the file says too little."""
    skipped: str = ""
    """Why the record is not for movierec ("a list", "private"); empty if it is."""
    problem: str = ""
    """Why the record cannot be read; empty if it can."""

    @property
    def says_nothing(self) -> bool:
        """Whether the row has neither an opinion nor a flag."""
        return self.opinion is None and not (self.seen or self.watchlist or self.hidden)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One file (or member of an archive) that was read."""

    file: str
    """The name for people: the path as given, and behind a slash the member of an archive or folder."""
    service: str
    """The service's id, as in "letterboxd" or "imdb"."""
    kind: str
    """What the file holds: ratings, watchlist, watched, diary, reviews, likes, history, list, favorites, collection,
    import (what a service's importer takes), marks, log, tags or private."""
    rows: tuple[Row, ...] = ()
    unsure: bool = False
    """Whether only the person knows what the list is: unless told (`Use`), its rows without an opinion are left."""
