"""Finding the files of a data set in a folder or an archive, its name, and the catalogue its ids belong to.

It looks mostly at file names; parsing the contents is left to the readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from engine.datasets.data_files import DataFile
from engine.datasets.known import known_datasets
from engine.datasets.movie_files import MovieLayout
from engine.datasets.rating_files import is_ratings
from engine.errors import DataError, UsageError
from engine.movies import clean_text

_PAIRS = (("u.data", "u.item"), ("ratings.dat", "movies.dat"), ("ratings.csv", "movies.csv"))
_FOLDER_NAMES = {"ml-10m100k": "ml-10m"}
_ML_100K, _LATER = "ml-100k", "movielens"


@dataclass(frozen=True)
class Layout:
    """The files of one data set, and its name."""

    name: str
    ratings: DataFile
    movies: DataFile
    links: DataFile | None = None


def find_layout(path: Path, files: Mapping[PurePosixPath, DataFile]) -> Layout:
    """The data set among `files` that is nearest to the top. Raises DataError if there is none, or more than one."""
    folders: dict[PurePosixPath, dict[str, DataFile]] = {}
    for inside, file in files.items():
        if "__MACOSX" not in inside.parts:
            folders.setdefault(inside.parent, {})[inside.name.lower()] = file
    found: list[tuple[int, Layout]] = []
    halves: list[DataError] = []
    for folder in sorted(folders, key=lambda folder: (len(folder.parts), str(folder))):
        here = folders[folder]
        for ratings, movies, stem in _pairs(here):
            if ratings in here and movies in here:
                name = stem or _name(path, folder)
                found.append((len(folder.parts), Layout(name, here[ratings], here[movies], _either(here, "links.csv"))))
            elif ratings in here or movies in here:
                halves.append(_half(path if folder == PurePosixPath() else path / folder, here, ratings, movies))
    nearest = [layout for depth, layout in found if depth == found[0][0]]
    if len(nearest) > 1:
        places = ", ".join(layout.ratings.label for layout in nearest[:5])
        raise DataError(f"{path} contains more than one data set: {places}", "pass the folder of just one of them")
    if nearest:
        return nearest[0]
    if halves:
        raise halves[0]
    raise DataError(
        f"{path} contains no data set: neither u.data and u.item, ratings.dat and movies.dat, ratings.csv and"
        " movies.csv, nor RecBole's .inter and .item",
        "pass the folder or zip of a MovieLens set, or two files with --ratings and --movies",
    )


def known_name(name: str) -> str:
    """The name of the known set that a folder or file called `name` belongs to, else `name` itself."""
    lower = _FOLDER_NAMES.get(name.lower(), name.lower())
    return lower if any(known.name == lower for known in known_datasets()) else clean_text(name)


def catalogue_of(layout: MovieLayout, movies: DataFile, given: str | None) -> str:
    """The catalogue of a file of films: the one `given`, else the one implied by the layout, else the file's stem."""
    if given is not None:
        name = clean_text(given).strip()
        if not name:
            raise UsageError("the catalogue name is empty", "choose a name, as in --catalogue mine")
        return name
    if layout is MovieLayout.ITEM:
        return _ML_100K
    if layout in (MovieLayout.DAT, MovieLayout.CSV):
        return _LATER
    stem = known_name(movies.stem)
    for known in known_datasets():
        if layout is MovieLayout.ATOMIC and known.name == stem:
            return known.catalogue
    return stem


def _pairs(here: Mapping[str, DataFile]) -> list[tuple[str, str, str]]:
    """(ratings, films, name) for every layout that one folder could contain, as lower-case file names."""
    pairs = []
    for ratings, movies in _PAIRS:
        pairs.append((_packed(here, ratings), _packed(here, movies), ""))
    stems = {name.rsplit(".", 1)[0] for name in here if name.endswith((".inter", ".item")) and name != "u.item"}
    return pairs + [(f"{stem}.inter", f"{stem}.item", known_name(stem)) for stem in sorted(stems)]


def _packed(here: Mapping[str, DataFile], name: str) -> str:
    return f"{name}.gz" if f"{name}.gz" in here and name not in here else name


def _either(here: Mapping[str, DataFile], name: str) -> DataFile | None:
    return here.get(_packed(here, name))


def _name(path: Path, folder: PurePosixPath) -> str:
    inner = folder.name or (path.resolve().name if path.is_dir() else path.stem)
    return known_name(inner)


def _half(place: Path, here: Mapping[str, DataFile], ratings: str, movies: str) -> DataError:
    there, missing = (ratings, movies) if ratings in here else (movies, ratings)
    message = f"{place} has {here[there].name} but no {missing}"
    if there == movies:
        for name in sorted(here):
            if name.endswith((".csv", ".csv.gz")) and is_ratings(here[name]):
                return DataError(
                    message, f"use --ratings {place / here[name].name} --movies {place / here[movies].name}"
                )
    return DataError(message, f"put {missing} next to it, or pass two files with --ratings and --movies")
