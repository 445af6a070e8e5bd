"""What the columns of people's files are called, and where each one is.

Names are compared without case, spaces, `_`, `-` and RecBole's types, so `userId`, `user_id` and `User ID` are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

USER = ("user", "userid", "uid", "users", "member", "memberid", "viewer", "viewerid", "rater", "raterid", "reviewer",
        "reviewerid", "customer", "customerid", "profile", "profileid", "username")  # fmt: skip
MOVIE = ("movie", "movieid", "movies", "film", "filmid", "item", "itemid", "mid", "iid")
RATING = ("rating", "ratings", "stars", "star", "score", "rate", "userrating", "yourrating", "value", "vote")
TIMESTAMP = ("timestamp", "time", "unixtimestamp", "unixtime", "ts", "datetime", "date", "ratedat", "daterated",
             "ratedon", "watchedat", "watcheddate", "createdat", "created", "reviewtime", "unixreviewtime")  # fmt: skip
# In a file of films `movie` may be either the id or the title: see `film_columns`.
_FILM_ID = ("movieid", "itemid", "filmid", "mid", "iid", "movie", "item", "film", "id")
_TITLE = ("title", "movietitle", "filmtitle", "itemtitle", "name", "moviename", "filmname", "itemname")
GENRES = ("genres", "genre", "class", "categories", "category")
YEAR = ("year", "releaseyear", "movieyear", "yearofrelease", "releasedate", "released")
LINKED_FILM = ("movieid", "itemid", "filmid", "movie", "item", "film", "id")
IMDB = ("imdbid", "imdb", "tconst")
TMDB = ("tmdbid", "tmdb", "themoviedbid")

_TYPE = re.compile(r":(?:token|token_seq|float|float_seq)\Z")
_JOINTS = re.compile(r"[\s_\-.]+")


def plain_name(cell: str) -> str:
    """A header cell as it is compared."""
    return _JOINTS.sub("", _TYPE.sub("", cell.strip().lower()))


def position(columns: Sequence[str], names: Sequence[str]) -> int | None:
    """The index of the first of `names` that is among the plain names `columns`."""
    return next((columns.index(name) for name in names if name in columns), None)


def film_columns(columns: Sequence[str]) -> tuple[int, int] | None:
    """The indices of the id and the title in the header of a file of films, None if one is missing."""
    identity, title = position(columns, _FILM_ID), position(columns, _TITLE)
    if title is None and "id" in columns:
        identity, title = columns.index("id"), position(columns, ("movie", "film", "item"))
    return None if identity is None or title is None else (identity, title)
