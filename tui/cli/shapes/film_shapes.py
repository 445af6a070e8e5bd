"""The lists of films: search, similar, recommend and together, the film of pick, and the batches."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType, field

from tui.cli.shapes.shape import Shape


class Film(Shape):
    """A film of the current data set."""

    movie: int
    """the film's id in the data set; from 1,000,000,000 on it is a film that `movierec add` added, from 2,000,000,000
    on a new film: that plus the number in its IMDb id"""
    title: str
    """without the year, articles in front ("The Matrix"), without control characters"""
    year: int | None
    """null if the data set has none"""
    genres: list[str]
    """as the data set writes them; may be empty"""
    score: float
    """what it means depends on the document"""
    new: bool
    """whether it is a new film of IMDb's (`movierec enrich --new-films`), which nobody in the data set rated"""


class SearchResult(Shape):
    """What `search` finds. The score says how close the title is to the text: about 100 for an exact one, and up to 16
    more for a well-known film; the films of a person who is called so score at most 90."""

    query: str
    """the text, as it was searched for"""
    items: list[Film]
    """hits, best first"""
    nearest: list[Film]
    """guesses, where nothing is called so: never mix them with hits"""


class SimilarList(Shape):
    """Films similar to one film."""

    version: str
    """the version that answered, as in v3"""
    movie: Film
    """the film that was asked about; its score is 1"""
    items: list[Film]
    """the most similar first; the score is a likeness of at most 1"""


class Part(Shape):
    """What one of the person's films contributes to a score."""

    movie: int
    title: str
    part: float
    """in the unit of the score; negative if it speaks against the film"""
    together: float | None
    """the share (0 to 1) of this film's watchers who watched the recommended one; null where it was not kept"""
    profile: str | UnsetType = UNSET
    """whose film it is, in a list for several people; missing in a list for one"""


class RecommendedFilm(Film):
    """A film and why it is in the list. The score is `base` plus the sum of the parts, to 1e-4, in standard deviations
    of this query's scores over all films: comparable within one list only."""

    base: float
    """what of the score does not depend on one mark: popularity"""
    everybody: float | None
    """the share (0 to 1) of all users of the data set who watched it; null if it is not known"""
    why: list[Part]
    """a part for each film of the query, empty if nothing is liked"""
    taste: int
    """the number of the taste that it is listed for, from 0; all are 0 if the likes have one thing in common"""
    fits: dict[str, float] | UnsetType = UNSET
    """in a list for several people, how well it suits each profile: 0 is the usual film, 100 the best; the numbers of
    the score are then the means of theirs; missing in a list for one"""
    shares: dict[str, float] | UnsetType = UNSET
    """each profile's share of the fits, 1 altogether; missing in a list for one"""


class RecommendedList(Shape):
    """Recommendations, best first; with several tastes, several people or --varied, the order is not that of the
    scores."""

    version: str
    """the version that answered, as in v3"""
    items: list[RecommendedFilm]


class PickedFilm(Shape):
    """The film that `pick` proposes."""

    version: str
    """the version that answered, as in v3"""
    item: RecommendedFilm
    from_: Literal["list", "watchlist", "together"] = field(name="from")
    """what it was picked from; together: the list for you and those of --with"""


class FilmChange(Shape):
    """A film that was added or removed."""

    version: str
    """the version that is now current"""
    movie: Film
    """its score is 0"""


class ScoredId(Shape):
    """A film of a batch's list."""

    movie: int
    score: float
    """as in the command without --batch"""


class BatchAnswer(Shape):
    """The answer to one line of a batch."""

    id: Any
    """as given; null if the line had none or is bad"""
    items: list[ScoredId] | UnsetType = UNSET
    """best first; missing if the line is bad"""
    unknown: list[int] | UnsetType = UNSET
    """ids that the data set lacks, which were passed over; missing if there are none"""
    error: str | UnsetType = UNSET
    """what is wrong with the line, as in "line 7: …"; missing otherwise"""


class RecommendQuestion(Shape):
    """A line of `recommend --batch`."""

    id: Any = UNSET
    """anything; it comes back with the answer; may be missing"""
    liked: list[int] | UnsetType = UNSET
    """ids; may be missing"""
    disliked: list[int] | UnsetType = UNSET
    """ids; may be missing"""


class SimilarQuestion(Shape, kw_only=True):
    """A line of `similar --batch`."""

    id: Any = UNSET
    """anything; it comes back with the answer; may be missing"""
    movie: int
