"""IMDb's exports of ratings, watchlists and lists, under all the headers that it has used since 2011.

Films are found by their ids. The types of titles are translated, so a type tells series from films only where it is
known; what the catalogue has by its id counts whatever the type says.
"""

from __future__ import annotations

import unicodedata

from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.parts import Part
from engine.exchange.row_checks import rated
from engine.exchange.row_dates import iso_date, written_date
from engine.exchange.row_values import imdb_of, stars_of, year_of
from engine.exchange.rows import Reading, Row

SERVICE = "imdb"
_BEST = 10
_SERIES = (
    *("seri", "episod", "folge", "podcast", "game", "spiel", "jogo", "gioco", "juego", "jeu video", "dizi", "bolum"),
    *(
        "avsnitt",
        "afsnit",
        "odcinek",
        "сериал",
        "эпизод",
        "игра",
        "सीरी",
        "एपिसोड",
        "シリーズ",
        "エピソード",
        "剧集",
        "시리즈",
    ),
)
"""What the words for series, episodes and games have in them, in the languages of IMDb's interface; without accents."""
_SHAPES = ("%a %b %d %H:%M:%S %Y",)


def read_imdb(part: Part, table: CsvTable) -> Reading:
    """The titles of one file."""
    records = table.records
    name = part.path.stem.lower()
    if not table.has("position"):
        kind = "ratings"
    elif "watchlist" in name:
        kind = "watchlist"
    elif table.has("you rated") and ("rating" in name or _all_rated(records)):
        kind = "ratings"  # v1 wrote the same header for both
    else:
        kind = "list"
    rows = tuple(_row(record, kind) for record in records)
    return Reading(file=part.label, service=SERVICE, kind=kind, rows=rows, unsure=kind == "list")


def _all_rated(records: tuple[Record, ...]) -> bool:
    return bool(records) and all(_stars(record) for record in records if not record.problem)


def _stars(record: Record) -> str | None:
    return stars_of(record.text("your rating", "you rated"), best=_BEST)


def _row(record: Record, kind: str) -> Row:
    imdb = imdb_of(record.text("const"))
    stars = _stars(record)
    title = record.text("title")
    original = record.text("original title")
    problem = record.problem
    if not problem and imdb is None and not title:
        problem = "it has neither an id nor a title"
    row = Row(
        line=record.line,
        title=title,
        year=year_of(record.text("year")),
        titles=(original,) if original and original != title else (),
        imdb=imdb,
        series=_is_series(record.text("title type")),
        opinion=stars,
        watchlist=kind == "watchlist",
        at=_date(record, rated=stars is not None),
        problem=problem,
    )
    return rated(row, record.text("your rating", "you rated")) if kind == "ratings" else row


def _date(record: Record, *, rated: bool) -> str | None:
    names = ("date rated", "date added", "created") if rated else ("created", "date added", "modified")
    text = record.text(*names)
    return iso_date(text) or written_date(text, *_SHAPES)


def _is_series(kind: str) -> bool:
    words = kind.casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return any(part in words or part in plain for part in _SERIES)
