"""Marks, and their way from and to other services."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from tui.cli.shapes.failure_shapes import Trouble
from tui.cli.shapes.film_shapes import Film
from tui.cli.shapes.shape import Shape


class MarkedFilm(Film):
    """A film and what the profile says of it. The score is the weight of the opinion in the ranking now: 0 without one,
    and for a film that is not active."""

    opinion: float | None
    """the weight of the opinion: like 1, dislike -1, stars from -1 (0.5) to 1.5 (5); null without one"""
    seen: bool
    watchlist: bool
    hidden: bool
    """not interested"""
    active: bool
    """whether the film is in the current data set; if not, id, title and year are those recorded with the mark"""


class MarkList(Shape):
    """The marks of a profile; of `mark`, the one that it changed, without opinion and flags if it is cleared."""

    profile: str
    marks: list[MarkedFilm]
    """newest first"""


class WrittenFile(Shape):
    """A file that `export` wrote."""

    file: str
    """its path"""
    films: int


class ExportSummary(Shape):
    """What `export` wrote to files."""

    files: list[WrittenFile]
    """in the order in which to import them"""
    left_out: int
    """films of which these files can say nothing"""
    profile: str


class BackupMark(Shape, kw_only=True):
    """A mark as it is kept."""

    catalogue: str
    """the space of ids that `movie` belongs to"""
    movie: int
    title: str
    year: int | None
    """null if it was not known"""
    imdb: str | None
    """the IMDb id, as in tt0133093; null if it is not known"""
    tmdb: int | UnsetType = UNSET
    """TMDB's number; missing if it is not known"""
    opinion: str | None
    """like, dislike, or stars as text (0.5 to 5); null without one"""
    seen: bool
    watchlist: bool
    hidden: bool
    """not interested"""
    at: str
    """when it was last changed, ISO 8601, UTC"""


class Backup(Shape):
    """All marks of a profile, which `import` reads again. Its format has a number of its own."""

    movierec: int
    """the backup's format, 1"""
    profile: str
    exported: str
    """when, ISO 8601, UTC"""
    marks: list[BackupMark]
    """newest first; of a film that was marked in several catalogues, all of them"""


class ImportedRow(Shape):
    """A row of an imported file, and what became of it."""

    line: int
    """its line from 1; in JSON and XML, the record's number"""
    title: str
    """as the file has it; may be empty"""
    year: int | None
    """null if the file does not say"""
    state: Literal["taken", "already", "series", "absent", "ask", "skipped", "unreadable"]
    """absent: not in this data set, and kept; ask: the app asks which film is meant"""
    movie: int | None
    """the film's id; null if none was found"""
    by: Literal["id", "title"] | None
    """what it was found by; null if it was not"""
    reason: str | UnsetType = UNSET
    """why it was skipped or is unreadable; missing otherwise"""


class ImportedFile(Shape):
    """A file that was given to `import`, or a member of an archive."""

    file: str
    service: str | None
    """whose export it is, as in letterboxd; null if it was refused"""
    kind: str | None
    """as in ratings or watchlist; null if it was refused"""
    counts: dict[str, int]
    """the number of rows by state"""
    rows: list[ImportedRow]
    error: Trouble | UnsetType = UNSET
    """why the file was refused (the exit code is 1 then); missing otherwise"""


class ImportReport(Shape):
    """What an import did, or would do."""

    files: list[ImportedFile]
    undo: str | UnsetType | None = UNSET
    """the import's id for --undo; null if it changed nothing, missing with --dry-run"""


class ImportUndone(Shape):
    """An import that was undone."""

    profile: str
    undone: str
    """the import's id"""
