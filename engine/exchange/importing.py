"""One import from its files to a profile's marks: which film each row means, what becomes of it, and the steps.

Every row is accounted for. Nothing is read from disk and nothing is written here: `Import.steps` is the plan that
MarkLog.record carries out, or that a dry run looks at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias

from msgspec.structs import replace

from engine.exchange.film_finding import By, FilmFinder, Found, key_elsewhere, row_identity
from engine.exchange.merging import Said, merged
from engine.exchange.planning import Target, origin_of_services, steps_for
from engine.exchange.questions import Answer, Question, Quoted
from engine.exchange.recognition import SERVICES
from engine.exchange.rows import Reading, Row, Use
from engine.movies import Movie
from engine.profiles.decisions import Decisions
from engine.profiles.fold import Key, Mark
from engine.profiles.steps import Step

State: TypeAlias = Literal["taken", "already", "series", "absent", "ask", "skipped", "unreadable"]
STATES: tuple[State, ...] = ("taken", "already", "series", "absent", "ask", "skipped", "unreadable")
Match: TypeAlias = Callable[[Sequence[Mark]], Sequence[tuple[Mark, int | None]]]
"""Each mark with the id of its film in the current catalogue (Recommender.match)."""
_WHICH = "which list this is, only you know"


@dataclass
class RowOutcome:
    """What becomes of one row. `why` says it of a row that is skipped or unreadable."""

    row: Row
    state: State
    found: Found
    target: Target | None = None
    why: str = ""
    listed: bool = False
    """Whether the person said that it is to be watched."""

    @property
    def movie(self) -> int | None:
        """The id of its film in the catalogue."""
        return None if self.found.movie is None else self.found.movie.id

    @property
    def by(self) -> By | None:
        return self.found.by


@dataclass
class FileOutcome:
    """What becomes of one file. `unsure`: what its list is for has to be said (`Use`)."""

    reading: Reading
    rows: list[RowOutcome]
    unsure: bool
    use: Use | None = None
    """What its rows were taken as, if that was said."""

    @property
    def counts(self) -> dict[State, int]:
        """How many rows there are in each state, in the order of STATES; only those that occur."""
        counted = Counter(one.state for one in self.rows)
        return {state: counted[state] for state in STATES if counted[state]}


@dataclass
class Import:
    """The rows of `readings` for one profile. `use` says what the lists among them are for; `answers`
    are those that the profile gave to earlier questions."""

    readings: Sequence[Reading]
    finder: FilmFinder
    catalogue: str
    match: Match
    use: Use | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    files: list[FileOutcome] = field(init=False)

    def __post_init__(self) -> None:
        alone = len(self.readings) == 1
        self.files = []
        for reading in self.readings:
            use = self.use if alone or reading.unsure else None
            rows = [self._outcome(reading, row, use) for row in reading.rows]
            for one in rows:
                one.listed = use == "watchlist"
            unsure = reading.unsure and use is None and any(one.why == _WHICH for one in rows)
            self.files.append(FileOutcome(reading, rows, unsure, use))

    @property
    def origin(self) -> str:
        """The services that the rows are from."""
        return origin_of_services(SERVICES[reading.service] for reading in self.readings)

    def steps(self, marks: Sequence[Mark], decisions: Decisions) -> list[Step]:
        """The steps of the import for a profile with these marks, and from now on the state of every row."""
        here = {movie: mark for mark, movie in sorted(self.match(marks), key=_time) if movie is not None}
        kept = {(mark.catalogue, mark.movie): mark for mark in marks}
        steps: list[Step] = []
        for key, group in self._by_film().items():
            first = group[0][0]
            assert first.target is not None
            said = [one for _, one in group]
            now = kept.get(key) if first.movie is None else here.get(first.movie) or kept.get(key)
            services = frozenset(SERVICES[one.service] for one in said)
            wish = merged(said, literal=all(outcome.listed for outcome, _ in group))
            taken = steps_for(first.target, wish, now, decisions, services)
            steps += taken
            for outcome, _ in group:
                if outcome.movie is not None:
                    outcome.state = "taken" if taken else "already"
        return steps

    def questions(self, action: str | None) -> list[Question]:
        """What only the person can tell, for an import that was done as `action`."""
        asked: dict[str, list[Quoted]] = {}
        for file in self.files:
            reading = file.reading
            for one in file.rows:
                if one.state == "ask":
                    quoted = Quoted(one.row, reading.service, reading.kind)
                    asked.setdefault(row_identity(one.row, reading.service), []).append(quoted)
        return [Question(identity=name, said=tuple(said), action=action) for name, said in asked.items()]

    def absent_films(self) -> dict[Key, int | None]:
        """The films that the catalogue lacks, each with its year."""
        rows = [one for file in self.files for one in file.rows if one.state == "absent" and one.target]
        return {one.target.key: one.target.year for one in rows if one.target}

    def _outcome(self, reading: Reading, row: Row, use: Use | None) -> RowOutcome:
        if row.problem:
            return RowOutcome(row, "unreadable", Found(), why=row.problem)
        row = _not_of_tomorrow(row if use is None else _used(row, use), self.today)
        if row.skipped and not reading.unsure:
            return RowOutcome(row, "series" if row.series else "skipped", Found(), why=row.skipped)
        identity = row_identity(row, reading.service)
        given = self.answers.get(identity)
        found = self.finder.find(row) if given is None else self._answered(row, given)
        if row.skipped or row.says_nothing:
            why = row.skipped or (_WHICH if reading.unsure and use is None else "it says nothing of the film")
            return RowOutcome(row, "skipped", found, why=why)
        if found.movie is not None:
            return RowOutcome(row, "taken", found, film_of(found.movie, self.catalogue))
        if given is not None:
            return RowOutcome(row, "skipped", found, why="you said that none of the films is meant")
        if row.series:
            return RowOutcome(row, "series", found)
        if found.candidates:
            return RowOutcome(row, "ask", found)
        if row.ask:
            return RowOutcome(row, "absent", found)  # its title alone would never find its film
        imdb = f"tt{row.imdb:07d}" if row.imdb else None
        return RowOutcome(row, "absent", found, Target(key_elsewhere(row), _name(row), row.year, imdb))

    def _answered(self, row: Row, given: Answer) -> Found:
        if given.movie is None:
            return Found()
        movie = self.finder.movie(given.movie) if given.catalogue == self.catalogue else None
        return Found(movie, "title") if movie is not None else self.finder.find(row)

    def _by_film(self) -> dict[Key, list[tuple[RowOutcome, Said]]]:
        films: dict[Key, list[tuple[RowOutcome, Said]]] = {}
        for file in self.files:
            for one in file.rows:
                if one.target is not None:
                    said = Said(one.row, file.reading.service, file.reading.kind)
                    films.setdefault(one.target.key, []).append((one, said))
        return films


def _time(matched: tuple[Mark, int | None]) -> str:
    return matched[0].at


def _not_of_tomorrow(row: Row, today: date) -> Row:
    """The row without times that have not come yet, but for what a service's clock may be ahead: they would be later
    than all that the person will ever say."""
    last = (today + timedelta(days=1)).isoformat()
    late = {name: None for name in ("at", "seen_at") if (getattr(row, name) or "")[:10] > last}
    return replace(row, **late) if late else row


def _used(row: Row, use: Use) -> Row:
    """The row as a row of such a list."""
    if use == "watchlist":
        return replace(row, watchlist=True, opinion=None, seen=False, hidden=False, skipped="")
    if use == "seen":
        return replace(row, seen=True, watchlist=False, skipped="")
    return replace(row, watchlist=False, skipped="" if row.opinion is not None else "it has no rating")


def _name(row: Row) -> str:
    return row.title or (f"tt{row.imdb:07d}" if row.imdb else f"film {row.tmdb or row.movielens}")


def film_of(movie: Movie, catalogue: str) -> Target:
    """A film of the catalogue as the target of marks."""
    return Target((catalogue, movie.id), movie.title, movie.year, movie.imdb)
