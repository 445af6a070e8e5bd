"""Set-up, training, versions and their state."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from tui.cli.shapes.shape import Shape, State


class TrainingOutcome(Shape):
    """The end of a set-up or a training."""

    version: str
    """the version that is now current"""
    changed: bool
    """false if the same was set up already"""


class KnownSet(Shape):
    """A data set that `setup --dataset` takes."""

    name: str
    title: str
    films: int
    newest_year: int
    users: int
    ratings: int
    bytes: int
    """the size of the download"""
    minutes: int
    """of a set-up on a usual machine with two cores"""
    minutes_here: int
    """an estimate for this machine"""
    url: str
    licence: str
    citation: str
    catalogue: str
    """the space of its ids, which marks record"""
    md5: str | None
    """of the archive; null for a set that changes at its source"""
    sha256: str | None
    """of one known edition; null where md5 counts"""
    changes: bool
    """whether the set changes at its source"""


class KnownSets(Shape):
    """The known data sets."""

    datasets: list[KnownSet]


class EnrichedFilms(Shape):
    """What `enrich` learned from IMDb's data sets."""

    catalogue: str
    """the space of the films' ids, as of the data set that is set up"""
    films: int
    """how many the data set has"""
    matched: int
    """how many of them were found at IMDb"""
    people: int
    """how many are known now"""
    files: list[str]
    """the files that were read, as in title.basics"""
    joined: int
    """with --new-films, how many new films joined"""
    left: int
    """with --no-new-films, how many were removed"""
    version: str | None
    """the version that was made of it; null if no film joined or left"""


class JobEvent(Shape):
    """An event of a job. The last one has the stage done or failed."""

    job: str
    """the job's id"""
    stage: str
    """start, download, read, graph, train, evaluate, publish; at the end done or failed"""
    done: int
    total: int
    """0 if it is not known"""
    unit: str
    """what done and total count, as in steps, bytes or percent; note: a message only, no progress"""
    message: str
    """for people; may be empty"""
    version: str | UnsetType = UNSET
    """the version that is current now; missing unless done"""
    remedy: str | UnsetType = UNSET
    """what to do; missing unless failed"""
    plan: dict[str, float] | UnsetType = UNSET
    """the seconds that each stage is expected to take, in order; missing unless a note tells it"""


class Figure(Shape):
    """One figure of an evaluation, with a 95% interval."""

    model: str
    """movierec, or the method that it is compared with"""
    metric: str
    """as in recall@20; with " lead" behind it, how far movierec is ahead of the model on the same users"""
    likes: str
    """how many films the query has, as in 80%, 5 or 1"""
    value: float
    low: float
    high: float


class Evaluation(Shape):
    """Figures of the current version and of other methods. See docs/evaluation.md."""

    protocol: str
    """what was measured and how, for people"""
    rows: list[Figure]


class DatasetFacts(Shape):
    """The data of a version."""

    name: str
    source: str
    """where they came from: a path or an address"""
    movies: int
    users: int
    interactions: int
    newest_year: int | None
    """null if no film has a year"""


class VersionFacts(Shape):
    """A published version."""

    version: str
    """as in v3"""
    current: bool
    dataset: DatasetFacts
    trained: str
    """when, ISO 8601, UTC"""
    report: dict[str, Any]
    """how it was measured at its publishing, as that release did: `rows` are figures, if it has them; all else is for
    people"""
    bytes: int
    """its size on disk"""


class VersionList(Shape):
    """The versions; `models use` and `models remove` print them as they are afterwards."""

    versions: list[VersionFacts]
    """oldest first"""


class StoreFacts(Shape):
    """One of the two stores."""

    kind: str
    """vectors: milvus-lite or milvus; catalog: sqlite, mysql, mariadb, or sql if the address does not say"""
    where: str
    """a path, or an address without user and password"""
    state: State
    """degraded: answers come from the version's own files; none: nothing is set up yet"""


class RunningJob(Shape):
    """A job that is running now."""

    id: str
    kind: Literal["setup", "train", "evaluate", "add", "remove"]
    stage: str
    """download, read, graph, train, evaluate or publish; start or starting before the first"""
    done: int
    total: int
    """0 if it is not known"""


class Status(Shape):
    """What is set up, and what runs."""

    home: str
    namespace: str
    profile: str
    version: str | None
    """the current version; null before the first set-up, or if it cannot be read"""
    dataset: DatasetFacts | None
    """null whenever version is"""
    vectors: StoreFacts
    catalog: StoreFacts
    jobs: list[RunningJob]
    """newest first"""


class Check(Shape):
    """The result of one check."""

    name: str
    state: State
    """degraded: works, but not as it should; none: nothing is set up yet"""
    detail: str
    remedy: str
    """empty if there is nothing to mend"""


class Checks(Shape):
    """The results of all checks; the exit code is 1 if any is down."""

    checks: list[Check]


class ConfigValue(Shape):
    """A setting in force."""

    name: str
    """as in config.toml; `home` and, for each key of the app that config.toml sets, `keys.ACTION` too"""
    value: str | float | bool
    """a password or a token is \\*\\*\\*, an address lacks user, password and options; an empty text is none"""
    source: str
    """`default`, `config.toml line N` (`config.toml` if no line can be told), `environment MOVIEREC_NAME` or `command
    line`"""


class Config(Shape):
    """Every setting and where it is from."""

    shapes: int
    """the version of the shapes on this page, 1"""
    file: str
    """the path of config.toml, which need not exist"""
    values: list[ConfigValue]
