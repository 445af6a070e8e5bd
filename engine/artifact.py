"""A version's files: written once, verified, and read with numpy (never torch).

    versions/v7/manifest.json        its description, and the sha256 of every other file
    versions/v7/movies.msgpack       list of Movie, in row order, where no title index among the arrays has them
    versions/v7/<name>.npy           arrays, memory-mapped when read
    versions/v7/<name>.safetensors   weights

Row indices exist only here (next to `ids`) and inside engine.model. Nothing here interprets the arrays, and there are
no pickles.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.atomic import new_folder
from engine.errors import ArtifactError
from engine.file_faults import file_fault
from engine.home import MANIFEST, MOVIES, OWNER, VERSION_LOCK
from engine.movies import Movie

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 2
"""Since 2, what serving needs in half precision is stored so, and the films stand in the title index alone."""
_READABLE = (1, FORMAT)


class DatasetInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The data set that a version was trained on."""

    name: str
    source: str
    catalogue: str
    digest: str
    movies: int
    users: int
    interactions: int
    newest_year: int | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A version's description. `report` holds the evaluation results as {"protocol": str, "rows": [...]}."""

    format: int = FORMAT
    version: str
    trained: str
    """UTC, ISO 8601."""
    dataset: DatasetInfo
    seed: int
    parameters: dict[str, Any]
    report: dict[str, Any]
    libraries: dict[str, str]
    files: dict[str, str]
    """sha256 of every other file, by name."""


class Artifact:
    """A version's folder, opened for reading. Arrays are memory-mapped and files are read only when needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        except (OSError, msgspec.MsgspecError) as cause:
            raise _unreadable(f"version {folder.name} cannot be read", cause) from cause
        if self.manifest.format not in _READABLE:
            raise ArtifactError(f"version {folder.name} was written by another release of movierec", _REMEDY)

    @property
    def version(self) -> str:
        return self.manifest.version

    def array(self, name: str) -> NDArray[Any]:
        """The array `name`, memory-mapped read-only. Raises ArtifactError if it is missing or damaged.

        Every version has `ids` (M) int64; `vectors` (M, D+1) float32, whose last coordinate is the popularity bias;
        `likeness` (M, L) float16, with rows of norm at most 1, for similar films (earlier releases wrote float32);
        `log_weights` (M) float32, the a_i of q_i = v_i exp(a_i). Versions with pairs of films also have `watchers` (M)
        int32, `bias` (M) float32, the last coordinate of `vectors`, and `pair_films`, `pair_weights`, `pair_shares`
        (M, K), see engine.film_pairs. Versions with a map have `film_map` (M, 2) float32, the films' places on it.
        Published versions also have the title index (engine.titles.index_building) and the columns of
        engine.film_columns.
        """
        import numpy as np

        try:
            return np.load(self.folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]
        except Exception as cause:  # of a damaged header, Python's own tokenizer and parser say anything
            raise _unreadable(f"version {self.version}: cannot read {name}.npy", cause) from cause

    def has(self, name: str) -> bool:
        """Whether the version has the array `name`: earlier releases wrote fewer."""
        return f"{name}.npy" in self.manifest.files

    def tensors(self, name: str) -> dict[str, NDArray[Any]]:
        """The weights in `name`.safetensors; every version has `query` (see engine.query) and `network`."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            return load_file(self.folder / f"{name}.safetensors")
        except (OSError, SafetensorError) as cause:
            raise _unreadable(f"version {self.version}: cannot read {name}.safetensors", cause) from cause

    def movies(self) -> list[Movie]:
        """The films in row order: the records of the title index, which versions of earlier releases, and those without
        an index, have in a file of their own."""
        own = MOVIES in self.manifest.files
        try:
            if own:
                return msgspec.msgpack.decode((self.folder / MOVIES).read_bytes(), type=list[Movie])
            return self._recorded()
        except (OSError, msgspec.MsgspecError, KeyError) as cause:
            file = MOVIES if own else "titles_records.npy"
            raise _unreadable(f"version {self.version}: cannot read {file}", cause) from cause

    def _recorded(self) -> list[Movie]:
        records, starts = self.array("titles_records").tobytes(), self.array("titles_record_starts").tolist()
        decode = msgspec.msgpack.Decoder(Movie).decode
        films = [decode(records[start:end]) for start, end in pairwise(starts)]
        found = {film.id: film for film in films}
        return [found[i] for i in self.array("ids").tolist()]

    def verify(self) -> None:
        """Raise ArtifactError unless every file is present and intact."""
        for name, expected in self.manifest.files.items():
            try:
                found = _sha256(self.folder / name)
            except FileNotFoundError as cause:
                raise ArtifactError(f"version {self.version}: {name} is missing", _REMEDY) from cause
            except OSError as cause:
                raise _unreadable(f"version {self.version}: cannot read {name}", cause) from cause
            if found != expected:
                raise ArtifactError(f"version {self.version}: {name} is damaged", _REMEDY)

    def bytes(self) -> int:
        """The total size of the version's files."""
        return sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file())


def _unreadable(what: str, cause: Exception) -> ArtifactError:
    """The files are there but not ours to read: another remedy than for those that are missing or damaged."""
    if isinstance(cause, PermissionError):
        fault = file_fault(cause)
        return ArtifactError(f"{what}: permission denied", fault.remedy)
    if isinstance(cause, OSError):
        return ArtifactError(f"{what}: {cause.strerror or cause}", _REMEDY)
    return ArtifactError(f"{what}: it is damaged", _REMEDY)


_REMEDY = "train again with `movierec train`, or go back to an older version with `movierec models use ID`"


def write_artifact(
    folder: Path,
    manifest: Manifest,
    movies: list[Movie],
    arrays: Mapping[str, NDArray[Any]],
    tensors: Mapping[str, Mapping[str, NDArray[Any]]],
    owner: str = "",
) -> Artifact:
    """Write a version's files into `folder` atomically: all of them or nothing.

    `manifest.files` is filled in here; `owner` goes into the file OWNER. An existing folder of that name is left from
    an unfinished attempt under the same reserved id and is replaced. Raises ArtifactError if it cannot be written.
    """
    import numpy as np
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    try:
        with new_folder(folder) as building:
            for name, array in arrays.items():
                np.save(building / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
            for name, weights in tensors.items():
                save_file({k: np.asarray(v, order="C") for k, v in weights.items()}, building / f"{name}.safetensors")
            if "titles_records" not in arrays:
                (building / MOVIES).write_bytes(msgspec.msgpack.encode(movies))
            if owner:
                (building / OWNER).write_text(owner, encoding="utf-8")
            digests = {file.name: _sha256(file) for file in sorted(building.iterdir())}
            whole = msgspec.structs.replace(manifest, files=digests)
            (building / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1))
    except (OSError, SafetensorError) as cause:
        fault = file_fault(cause, folder, "cannot write")
        raise ArtifactError(fault.message, fault.remedy) from cause
    return Artifact(folder)


@contextmanager
def shared_lock(folder: Path) -> Iterator[None]:
    """Hold the version in `folder` so that garbage collection spares it; the kernel releases the lock.

    Where the lock can be neither written nor made, it is held as it is, or not at all: whoever may remove the version
    has other rights, and reading it does not wait for that. Raises FileNotFoundError if the folder is gone.
    """
    lock = folder / VERSION_LOCK
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        raise
    except OSError:
        try:
            descriptor = os.open(lock, os.O_RDONLY)
        except OSError:
            yield
            return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def try_exclusive_lock(folder: Path) -> Iterator[bool]:
    """Yield whether no process holds the version in `folder`; if so, none can start to while the `with` lasts."""
    try:
        descriptor = os.open(folder / VERSION_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield True  # without the folder there is nothing to hold
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def owner_of(folder: Path) -> str | None:
    """The content of the file OWNER, or None if the folder or that file does not exist."""
    try:
        return (folder / OWNER).read_text(encoding="utf-8")
    except OSError:
        return None


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
