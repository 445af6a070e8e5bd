"""The table of data sets that have a name: what is in them, where they are, and on which terms.

Light on purpose (tomllib and msgspec): the app shows this table before anything else is loaded. It fetches nothing.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import UsageError


class KnownDataset(msgspec.Struct, frozen=True, kw_only=True):
    """One set. `bytes` is the size of its archive, `minutes` what set-up is expected to take on a two-core CPU.

    `md5` pins the archive; a set that `changes` at its source has `sha256`, the digest of one state of it.
    `catalogue` names the space of its movie ids; marks carry it.
    """

    name: str
    title: str
    films: int
    newest_year: int
    users: int
    ratings: int
    bytes: int
    minutes: int
    url: str
    licence: str
    citation: str
    catalogue: str
    md5: str | None = None
    sha256: str | None = None
    changes: bool = False


@cache
def known_datasets() -> tuple[KnownDataset, ...]:
    """All of them, in the order in which they are offered."""
    table: dict[str, Any] = tomllib.loads(_table().read_text(encoding="utf-8"))
    common = {"licence": table["licence"], "citation": table["citation"]}
    return msgspec.convert([common | row for row in table["dataset"]], tuple[KnownDataset, ...])


def find_known(name: str) -> KnownDataset:
    """The set of that name, case aside. Raises UsageError that lists the names."""
    for known in known_datasets():
        if known.name == name.strip().lower():
            return known
    raise UsageError(
        f"no data set is called '{name}'",
        f"the known ones are {', '.join(known.name for known in known_datasets())}; `movierec setup --list` tells more",
    )


def _table() -> Path:
    """In a wheel the table lies beside this module, in a checkout under data/."""
    packed = Path(__file__).with_name("known.toml")
    return packed if packed.exists() else Path(__file__).parents[2] / "data" / "datasets.toml"
