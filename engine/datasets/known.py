"""The table of named data sets: their contents, download URLs and license terms.

Light on purpose (tomllib and msgspec): the app shows this table before anything else is loaded. Nothing is downloaded.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import UsageError


class KnownDataset(msgspec.Struct, frozen=True, kw_only=True):
    """One data set. `bytes` is the size of its archive, `minutes` the expected set-up time on a two-core CPU.

    `md5` pins the archive; a set that `changes` at its source has instead `sha256`, the digest of one known edition.
    `catalogue` names the space of its movie ids; marks record it.
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
    """All known data sets, in display order."""
    table: dict[str, Any] = tomllib.loads(_table().read_text(encoding="utf-8"))
    common = {"licence": table["licence"], "citation": table["citation"]}
    return msgspec.convert([common | row for row in table["dataset"]], tuple[KnownDataset, ...])


def find_known(name: str) -> KnownDataset:
    """The data set called `name`, ignoring case. Raises UsageError, listing the known names, if there is none."""
    for known in known_datasets():
        if known.name == name.strip().lower():
            return known
    raise UsageError(
        f"no data set is called '{name}'",
        f"choose one of {', '.join(known.name for known in known_datasets())}; for details see `movierec setup --list`",
    )


def _table() -> Path:
    """The path of the table: next to this module in a wheel, under data/ in a checkout."""
    packed = Path(__file__).with_name("known.toml")
    return packed if packed.exists() else Path(__file__).parents[2] / "data" / "datasets.toml"
