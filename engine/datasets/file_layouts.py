"""Finding the files of a data set in a folder or an archive, its name, and the catalogue its ids belong to.

It looks mostly at file names; parsing the contents is left to the readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from engine.datasets.data_files import DataFile, single_file
from engine.datasets.known import known_datasets
from engine.datasets.movie_files import MovieLayout
from engine.datasets.rating_format import is_ratings
from engine.datasets.unpacking import PACKED
from engine.errors import DataError, UsageError
from engine.movies import clean_text

# What the two files of a set are called: (ratings, films), each the usual name first. Kaggle's MovieLens 20M has the
# singular.
_PAIRS = (
    (("u.data",), ("u.item",)),
    *(
        ((f"ratings.{suffix}", f"rating.{suffix}"), (f"movies.{suffix}", f"movie.{suffix}"))
        for suffix in ("dat", "csv", "tsv", "txt")
    ),
)
_LINKS = tuple(f"{stem}.{suffix}" for suffix in ("csv", "tsv", "txt") for stem in ("links", "link"))
_TABLES = (".csv", ".tsv", ".dat", ".txt")
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar")
_FOLDER_NAMES = {"ml-10m100k": "ml-10m"}
_ML_100K, _LATER = "ml-100k", "movielens"


@dataclass(frozen=True)
class Layout:
    """The files of one data set, and its name. `others` are the ratings of further sets below it, not read."""

    name: str
    ratings: DataFile
    movies: DataFile
    links: DataFile | None = None
    others: tuple[str, ...] = ()


class _Folder:
    """The files of one folder by their lower-case names."""

    def __init__(self) -> None:
        self._files: dict[str, list[DataFile]] = {}

    def add(self, file: DataFile) -> None:
        self._files.setdefault(file.name.lower(), []).append(file)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def find(self, names: Sequence[str]) -> DataFile | None:
        """The first file that has one of `names`, packed or not. Raises DataError if two differ only in case."""
        for name in names:
            for packed in (name, *(name + ending for ending in PACKED)):
                if packed in self._files:
                    return self[packed]
        return None

    def __getitem__(self, name: str) -> DataFile:
        first, *others = self._files[name]
        if others:
            raise DataError(
                f"{first.label} and {others[0].name} next to it have the same name but for case", "remove one of them"
            )
        return first


def find_layout(path: Path, files: Mapping[PurePosixPath, DataFile]) -> Layout:
    """The data set among `files` that is nearest to the top of `path`, a folder or an archive. Raises DataError if
    there is none, or more than one."""
    folders: dict[PurePosixPath, _Folder] = {}
    for inside, file in files.items():
        folders.setdefault(inside.parent, _Folder()).add(file)
    found: list[tuple[PurePosixPath, Layout]] = []
    halves: list[DataError] = []
    for folder in sorted(folders, key=lambda folder: (len(folder.parts), str(folder))):
        here = folders[folder]
        for ratings_names, movies_names, stem in _pairs(here):
            ratings, movies = here.find(ratings_names), here.find(movies_names)
            if ratings is not None and movies is not None:
                name = stem or _name(path, folder)
                found.append((folder, Layout(name, ratings, movies, here.find(_LINKS))))
            elif ratings is not None or movies is not None:
                halves.append(_half(path, folder, here, ratings or movies, ratings_names, movies_names))
    if found:
        return _nearest(path, found)
    raise halves[0] if halves else _nothing(path, files)


def _nearest(path: Path, found: Sequence[tuple[PurePosixPath, Layout]]) -> Layout:
    folder, layout = found[0]
    level = [(place, other) for place, other in found if len(place.parts) == len(folder.parts)]
    if len(level) == 1:
        return replace(layout, others=tuple(other.ratings.label for _, other in found[1:]))
    message = f"{path} contains more than one data set: {', '.join(other.ratings.label for _, other in level[:5])}"
    if level[1][0] == folder:
        how = f"--ratings {layout.ratings.label} --movies {layout.movies.label}"
        raise DataError(message, f"choose the two files, as in {how}" if path.is_dir() else _two_files_of(path))
    if path.is_dir():
        raise DataError(message, f"pass the folder of just one of them, as in --source {path / folder}")
    raise DataError(message, f"unpack it and pass the folder of just one of them, as in --source {folder}")


def _two_files_of(archive: Path) -> str:
    return f"unpack {archive.name}, and pass two of its files with --ratings and --movies"


def _nothing(path: Path, files: Mapping[PurePosixPath, DataFile]) -> DataError:
    message = (
        f"{path} contains no data set: neither u.data and u.item, ratings.dat and movies.dat, ratings.csv and"
        " movies.csv, nor RecBole's .inter and .item"
    )
    if not files:
        message = f"{path} contains no data set, nor any file"
    packed = next((file for file in files.values() if file.name.lower().endswith(_ARCHIVES)), None)
    if packed is not None:
        how = f"pass the archive in it, as in --source {packed.label}" if path.is_dir() else "unpack the archive in it"
        return DataError(message, how)
    return DataError(message, "pass the folder or zip of a MovieLens set, or two files with --ratings and --movies")


def links_beside(movies: Path) -> DataFile | None:
    """The file of links next to a file of films, if there is one."""
    for name in _LINKS:
        for packed in (name, *(name + ending for ending in PACKED)):
            if (links := movies.with_name(packed)).is_file():
                return single_file(links)
    return None


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


def _pairs(here: _Folder) -> list[tuple[Sequence[str], Sequence[str], str]]:
    """(ratings, films, name) for every layout that one folder could contain; file names in lower case."""
    atomic = (".inter", ".item")
    stems = {name.rsplit(".", 1)[0] for name in here if name.endswith(atomic) and name != "u.item"}
    pairs: list[tuple[Sequence[str], Sequence[str], str]] = [(ratings, movies, "") for ratings, movies in _PAIRS]
    return pairs + [((f"{stem}.inter",), (f"{stem}.item",), known_name(stem)) for stem in sorted(stems)]


def _name(path: Path, folder: PurePosixPath) -> str:
    inner = folder.name or (path.resolve().name if path.is_dir() else path.stem)
    return known_name(inner)


def _half(
    path: Path,
    folder: PurePosixPath,
    here: _Folder,
    there: DataFile | None,
    ratings_names: Sequence[str],
    movies_names: Sequence[str],
) -> DataError:
    """What to do about a folder with only one file, `there`, of the two that a layout has."""
    assert there is not None
    rated = here.find(ratings_names) is there
    missing = (movies_names if rated else ratings_names)[0]
    message = f"{path / folder} has {there.name} but no {missing}"
    if not path.is_dir():
        if len(list(here)) > 1 or path.suffix.lower() != ".zip":
            return DataError(message, _two_files_of(path))
        this, other_half = ("--ratings", "films with --movies") if rated else ("--movies", "ratings with --ratings")
        return DataError(message, f"pass {path.name} with {this}, and the file of {other_half}")
    if rated:
        other = next((film for _, names in _PAIRS if (film := here.find(names)) is not None), None)
    else:
        named = (here[name] for name in here if any(part in name for part in _TABLES))
        other = next((file for file in named if file is not there and is_ratings(file)), None)
    if other is None:
        return DataError(message, f"put {missing} next to it, or pass two files with --ratings and --movies")
    ratings, movies = (there, other) if rated else (other, there)
    return DataError(message, f"use --ratings {ratings.label} --movies {movies.label}")
