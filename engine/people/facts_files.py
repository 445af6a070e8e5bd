"""The facts of one catalogue under home: written as a whole, read as memory-mapped arrays.

    about.json                      About
    records, record_starts          the facts, msgpack, one film after the other by ascending movie id
    movies (F), watchers (F)        the films' ids, and how many users of the data set watched each
    people_names, people_starts     the P people's names, UTF-8
    credits, credit_starts (P + 1)  of each person: the places of the films, the first of them directed
    directed (P)                    how many that are
    person_*, title_*               the keys of names and of other titles (engine.people.name_keys)

They belong to no version: a version never changes, and people are learned later, or again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.atomic import new_folder
from engine.file_faults import file_fault
from engine.home import FACTS_ABOUT
from engine.people.film_facts import FilmFacts
from engine.people.name_keys import keys_of_name, keys_of_title, sorted_keys
from engine.titles.normalization import fold

FORMAT = 1
TITLES = 64
"""More titles than any film has here."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the facts of a catalogue were made of: the data set's `name` and number of `films`, how many of these were
    `matched`, the `people` named, and the IMDb `files` that were read."""

    format: int = FORMAT
    catalogue: str
    dataset: str
    films: int
    matched: int
    people: int
    files: tuple[str, ...]
    made: str
    """UTC, ISO 8601."""


def write_facts(folder: Path, about: About, facts: Iterable[FilmFacts], watchers: Mapping[int, int]) -> About:
    """Write the facts, replacing earlier ones; the `about` that was written, with its people counted. `watchers` says
    how many users watched each film. Raises FileFault."""
    films = sorted(facts, key=lambda one: one.movie)
    names, arrays = _people_arrays(films)
    about = msgspec.structs.replace(about, people=names)
    arrays |= _film_arrays(films, watchers)
    arrays |= sorted_keys(_title_keys(films), "title")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with new_folder(folder) as building:
            for name, array in arrays.items():
                np.save(building / f"{name}.npy", array, allow_pickle=False)
            (building / FACTS_ABOUT).write_bytes(msgspec.json.encode(about))
    except OSError as cause:
        raise file_fault(cause, folder, "cannot write") from cause
    return about


def read_about(folder: Path) -> About | None:
    """What the facts in `folder` were made of; None if there are none that this release reads."""
    try:
        about = msgspec.json.decode((folder / FACTS_ABOUT).read_bytes(), type=About)
    except (OSError, msgspec.MsgspecError):
        return None
    return about if about.format == FORMAT else None


def read_arrays(folder: Path) -> dict[str, NDArray[Any]]:
    """The arrays that `write_facts` wrote, memory-mapped. Raises whatever numpy says of a damaged one."""
    return {file.stem: np.load(file, mmap_mode="r", allow_pickle=False) for file in folder.glob("*.npy")}


def _film_arrays(films: Sequence[FilmFacts], watchers: Mapping[int, int]) -> dict[str, NDArray[Any]]:
    records = [msgspec.msgpack.encode(one) for one in films]
    return {
        "records": np.frombuffer(b"".join(records), np.uint8),
        "record_starts": _starts([len(record) for record in records]),
        "movies": np.array([one.movie for one in films], np.int64),
        "watchers": np.array([watchers.get(one.movie, 0) for one in films], np.int64),
    }


def _people_arrays(films: Sequence[FilmFacts]) -> tuple[int, dict[str, NDArray[Any]]]:
    """The number of people, and the arrays of their names and films."""
    names: dict[str, str] = {}
    directed: dict[str, list[int]] = defaultdict(list)
    played: dict[str, list[int]] = defaultdict(list)
    for place, film in enumerate(films):
        for person in film.directors:
            directed[person.imdb].append(place)
        for person in film.cast:
            played[person.imdb].append(place)
        names.update((person.imdb, person.name) for person in film.people)
    credited = [
        list(
            dict.fromkeys(
                [*directed.get(person, ()), *(p for p in played.get(person, ()) if p not in directed[person])]
            )
        )
        for person in list(names)
    ]
    encoded = [name.encode() for name in names.values()]
    arrays: dict[str, NDArray[Any]] = {
        "people_names": np.frombuffer(b"".join(encoded), np.uint8),
        "people_starts": _starts([len(name) for name in encoded]),
        "credits": np.array([place for some in credited for place in some], np.int32),
        "credit_starts": _starts([len(some) for some in credited]),
        "directed": np.array([len(dict.fromkeys(directed.get(person, ()))) for person in names], np.int32),
    }
    keyed = ((keys_of_name(fold(name)), place) for place, name in enumerate(names.values()))
    return len(names), arrays | sorted_keys(keyed, "person")


def _title_keys(films: Sequence[FilmFacts]) -> Iterator[tuple[set[str], int]]:
    """The keys of each title that a film has elsewhere, and what they stand for: the place of the film, TITLES times,
    and that of the title in `FilmFacts.titles`."""
    for place, film in enumerate(films):
        for number, title in enumerate(film.titles[:TITLES]):
            yield keys_of_title(title), place * TITLES + number


def _starts(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.array(lengths, np.int64))]).astype(np.int64)
