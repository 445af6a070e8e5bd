"""Messages from the app's threads to the screens; each is posted with `post_message` and carries immutable records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from engine.artifact import DatasetInfo
from engine.estimates.machine import Machine
from engine.job_log import JobEvent, JobStatus
from engine.movies import Movie
from engine.profiles.diary import DiaryEntry
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from tui.graphics.drawing import Painting
from tui.state.active_filters import TightestFilter
from tui.state.company import Person, Source
from tui.state.engine_state import Titles
from tui.state.film_rows import Wished
from tui.state.filter_controls import Span
from tui.state.found_posters import Room

if TYPE_CHECKING:
    from engine.people.facts_book import FactsBook
    from engine.serving.portrait_records import TastePortrait
    from tui.state.map_films import MapFilms


class VersionOpened(Message):
    """A version was opened. `titles` and, if there are any, `facts` answer from memory; everything else goes through
    the ranking thread."""

    def __init__(self, version: str, dataset: DatasetInfo, titles: Titles, facts: FactsBook | None = None) -> None:
        super().__init__()
        self.version = version
        self.dataset = dataset
        self.titles = titles
        self.facts = facts


class VersionFailed(Message):
    """No version could be opened, or the open one could not answer; `set_up` is False if none exists yet."""

    def __init__(self, message: str, remedy: str, *, set_up: bool = True) -> None:
        super().__init__()
        self.message = message
        self.remedy = remedy
        self.set_up = set_up


class TitlesOpened(Message):
    """The titles of a first set-up that is still running: films can be found and marked, but not ranked."""

    def __init__(self, titles: Titles, dataset: DatasetInfo) -> None:
        super().__init__()
        self.titles = titles
        self.dataset = dataset


class FilmsOpened(Message):
    """The main screen has films that can be found and marked; with `ranks`, they can be ranked too."""

    def __init__(self, *, ranks: bool) -> None:
        super().__init__()
        self.ranks = ranks


class StoreNews(Message):
    """What is wrong with the stores (empty if nothing is), which newer version exists, and by how many percent it is
    better on held-out users, if that is known."""

    def __init__(self, trouble: str, newer: str | None, gain: float | None = None) -> None:
        super().__init__()
        self.trouble = trouble
        self.newer = newer
        self.gain = gain


class RankReady(Message):
    """The list for the marks and filters of `revision`. `matched` pairs each mark with its film's id in this
    catalogue, None if it has no such film.

    `tightest` is the filter that is the main cause if the filters leave nothing.
    """

    def __init__(
        self,
        revision: int,
        rows: Sequence[Recommendation],
        matched: Sequence[tuple[Mark, int | None]],
        seconds: float,
        tightest: TightestFilter | None = None,
    ) -> None:
        super().__init__()
        self.revision = revision
        self.tightest = tightest
        self.rows = tuple(rows)
        self.matched = tuple(matched)
        self.seconds = seconds


class GenresReady(Message):
    """What there is to filter by: the names of the genres, and the first and last year."""

    def __init__(self, genres: Sequence[str], span: Span) -> None:
        super().__init__()
        self.genres = tuple(genres)
        self.span = span


class PortraitPainted(Message):
    """What `profile` is like, from its marks."""

    def __init__(self, portrait: TastePortrait, profile: str) -> None:
        super().__init__()
        self.portrait = portrait
        self.profile = profile


class DiaryRead(Message):
    """What `profile` marked when, newest first."""

    def __init__(self, profile: str, entries: Sequence[DiaryEntry]) -> None:
        super().__init__()
        self.profile = profile
        self.entries = tuple(entries)


class MapRead(Message):
    """The films of `version` on its map; None if an earlier release trained it, which drew none."""

    def __init__(self, version: str, films: MapFilms | None) -> None:
        super().__init__()
        self.version = version
        self.films = films


class ProfilesRead(Message):
    """The names of the existing profiles, each with the number of films it has marked."""

    def __init__(self, profiles: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self.profiles = tuple(profiles)


class SimilarReady(Message):
    """The films like `movie` that pass the filters of `filters_revision`."""

    def __init__(self, movie: Movie, rows: Sequence[Recommendation], filters_revision: int) -> None:
        super().__init__()
        self.movie = movie
        self.rows = tuple(rows)
        self.filters_revision = filters_revision


class TogetherReady(Message):
    """The films for `people` that pass the filters of `filters_revision`."""

    def __init__(self, people: Sequence[Person], rows: Sequence[Recommendation], filters_revision: int) -> None:
        super().__init__()
        self.people = tuple(people)
        self.rows = tuple(rows)
        self.filters_revision = filters_revision


class NearReady(Message):
    """The few films most like `movie` that pass the filters of `filters_revision`."""

    def __init__(self, movie: Movie, rows: Sequence[Recommendation], filters_revision: int) -> None:
        super().__init__()
        self.movie = movie
        self.rows = tuple(rows)
        self.filters_revision = filters_revision


class FilmProposed(Message):
    """A film for tonight, from `source`; None if none is left, because all were proposed `earlier` this evening or
    because there is none."""

    def __init__(self, found: Recommendation | None, source: Source, *, earlier: bool = False) -> None:
        super().__init__()
        self.found = found
        self.source: Source = source
        self.earlier = earlier


class WishedReady(Message):
    """The films that were wished for and pass the filters of `filters_revision`."""

    def __init__(self, wished: Wished, rows: Sequence[Recommendation], filters_revision: int) -> None:
        super().__init__()
        self.wished = wished
        self.rows = tuple(rows)
        self.filters_revision = filters_revision


class MarksRead(Message):
    """All marks of `profile`, newest first, as they are on disk."""

    def __init__(self, profile: str, marks: Sequence[Mark], undoable: str | None) -> None:
        super().__init__()
        self.profile = profile
        self.marks = tuple(marks)
        self.undoable = undoable


class MarkSaved(Message):
    """A mark of `profile` is on disk. `words` say what was undone or redone, `undoable` what undo would revert."""

    def __init__(self, profile: str, mark: Mark, marks: Sequence[Mark], words: str, undoable: str | None) -> None:
        super().__init__()
        self.profile = profile
        self.mark = mark
        self.marks = tuple(marks)
        self.words = words
        self.undoable = undoable


class MarkRefused(Message):
    """Nothing was marked: the log could not be written or, if `calm`, there was nothing to do."""

    def __init__(self, message: str, remedy: str = "", *, calm: bool = False) -> None:
        super().__init__()
        self.message = message
        self.remedy = remedy
        self.calm = calm


class JobUpdated(Message):
    """The state of the job that is followed, its events since the last message, and its running time in `seconds`."""

    def __init__(self, status: JobStatus, events: Sequence[JobEvent], seconds: float) -> None:
        super().__init__()
        self.status = status
        self.events = tuple(events)
        self.seconds = seconds


class MachineMeasured(Message):
    """What this machine is, as far as it decides how long a set-up takes."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self.machine = machine


class SourceChecked(Message):
    """Whether the person's own files can be set up: with `arguments` of `movierec setup` under the name `name`, or not
    because of `problem`."""

    def __init__(self, arguments: Sequence[str] = (), name: str = "", problem: str = "") -> None:
        super().__init__()
        self.arguments = tuple(arguments)
        self.name = name
        self.problem = problem


class PosterReady(Message):
    """The poster of a film of `catalogue`, for so much room; without a `picture` it has none or, if there is `trouble`,
    that is not known."""

    def __init__(
        self, catalogue: str, movie: Movie, room: Room, picture: Painting | None, *, trouble: str = ""
    ) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.movie = movie
        self.room = room
        self.picture = picture
        self.trouble = trouble


class Unexpected(Message):
    """A bug raised an exception in a thread; the details are in the log."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message
