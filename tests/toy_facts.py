"""Who made the toy films, as `movierec enrich` learns it."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from engine.home import HomeFiles
from engine.people.enrichment import enrich
from engine.people.facts_book import FactsBook
from engine.progress import silent
from tests.imdb_files import write_imdb
from tests.toy_films import DATASET, FILMS


def learn_toy_facts(home: HomeFiles, folder: Path) -> FactsBook:
    """Write the facts of the toy films to `home`, from files written to `folder`, and open them."""
    write_imdb(folder)
    enrich(home, DATASET, [replace(film, imdb=None) for film in FILMS], silent, folder=folder)
    book = FactsBook.open(home.facts(DATASET.catalogue))
    assert book is not None
    return book
