"""What a person is like, and their diary."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType, field

from tui.cli.shapes.shape import Shape


class LikedFilm(Shape, kw_only=True):
    """A film of the current data set."""

    movie: int
    """the film's id in the data set"""
    title: str
    year: int | None
    """null if the data set has none"""
    genres: list[str]
    ratings: int
    """how many users of the data set rated (or watched) it"""


class StarredFilm(LikedFilm, kw_only=True):
    """A film with the stars that the person gave."""

    stars: float
    """0.5 to 5"""
    mean: float
    """everybody's mean, in stars"""


class TasteShare(Shape):
    """A decade or a genre. Shares are from 0 to 1; those of genres add up to more, as a film has several."""

    name: str
    """as in 1970s, or the genre as the data set has it"""
    films: int
    """liked films"""
    share: float
    """their part of the liked films"""
    everybody: float
    """the part of all that users of the data set watched"""
    times: float
    """how many times everybody's share that is, drawn towards 1 where few films tell"""


class Maker(Shape):
    """A director or an actor of several liked films."""

    name: str
    role: Literal["director", "actor"]
    liked: int
    films: int
    """films of theirs in the data set"""


class GivenStars(Shape):
    """The stars that the person gave."""

    counts: list[int]
    """films for each half star, from 0.5 to 5"""
    compared: int
    """films with stars that everybody rated too; 0 where the data set has no ratings"""
    mean: float | None
    """over these films; null if there are none"""
    everybody: float | None
    """the mean of everybody's means of these films; null if there are none"""
    everybodys_shares: list[float]
    """how everybody's stars of these films are spread, each film counting alike; empty if there are none"""
    harshest: list[StarredFilm]
    """furthest below everybody's mean, by half a star and more"""
    kindest: list[StarredFilm]
    """furthest above it"""


class Measured(Shape):
    """What the version's report has measured on people whom it did not learn from."""

    told: str
    """how many of their films it was told, as in 5, or 80% of them"""
    about: float
    """roughly how many films that is"""
    found: float
    """Recall: the part of a list (or of the films left to find, if that is fewer) that was theirs, 0 to 1"""
    low: float
    """where 95 % of such figures begin"""
    high: float
    """and end"""
    most_watched: float | None
    """the same for a list of the most watched films; null if that was not measured"""
    listed: int
    """films in the list"""


class Taste(Shape):
    """What a person is like, beside everybody of the data set."""

    profile: str
    version: str
    marked: int
    """marked films of this data set"""
    liked: int
    """of these, the films that are liked or have 3.5 stars and more"""
    absent: int
    """marked films that are not in this data set, and count for nothing here"""
    unrated: int
    """liked films that were added or are new: nobody here rated them, so that only their makers count"""
    decades: list[TasteShare]
    """in order of time"""
    genres: list[TasteShare]
    """the largest share first"""
    makers: list[Maker] | None
    """directors, then actors, those of most liked films first; null before `movierec enrich`"""
    stars: GivenStars | None
    """null if no film has stars"""
    uncommon: list[LikedFilm]
    """liked films that few people watched, the least watched first"""
    apart: list[LikedFilm]
    """liked films that have least in common with the others"""
    measured: list[Measured]
    """the fewest films told first; empty if the report has none"""
    expected: Measured | None
    """the measurement with the most films told that are not more than the liked ones; null if there is none"""
    people: int
    """how many people were measured; 0 if the report does not say"""


class DiaryFilm(Shape, kw_only=True):
    """A film, as its mark keeps it, and the fields of the mark that changed; a field that stayed as it was is
    missing."""

    catalogue: str
    """the space of ids that `movie` belongs to"""
    movie: int
    title: str
    year: int | None
    """null if it was not known"""
    opinion: str | UnsetType | None = UNSET
    """like, dislike, or stars as text (0.5 to 5); null if it was taken back, missing if it stayed"""
    seen: bool | UnsetType = UNSET
    """missing if it stayed"""
    watchlist: bool | UnsetType = UNSET
    """missing if it stayed"""
    hidden: bool | UnsetType = UNSET
    """not interested; missing if it stayed"""


class DiaryEntry(Shape):
    """One thing that was done."""

    kind: Literal["mark", "import", "dated"]
    """mark: one film was marked; import: films were taken from a service; dated: one film of an import that gave its
    day, which is in that import too"""
    day: str
    """the day in the machine's time zone, ISO 8601"""
    at: str | None
    """the moment, ISO 8601 with that zone's offset; null for a film of an import"""
    origin: str | None = field(name="from")
    """the service that was imported from; null for a mark"""
    films: list[DiaryFilm]
    """one; of an import, all"""


class Diary(Shape):
    """What was marked when. What was undone is left out."""

    profile: str
    entries: list[DiaryEntry]
    """newest first"""
