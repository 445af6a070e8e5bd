"""Small data sets in every layout, written to disk by the tests that read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str, dict[str, str | bytes]], Path]

ITEM_GENRES = 19


def item(movie: int, title: str, released: str, *flags: int) -> str:
    """A line of u.item with the given genre flags set."""
    marks = "|".join("1" if at in flags else "0" for at in range(ITEM_GENRES))
    return f"{movie}|{title}|{released}||http://us.imdb.com/|{marks}\n"


LAYOUTS: dict[str, dict[str, str | bytes]] = {
    "ml-100k": {
        "u.data": "1\t1\t5\t881250949\n2\t1\t3\t881250950\n2\t50\t4\t881250951\n",
        "u.item": (
            item(1, "Toy Story (1995)", "01-Jan-1995", 3, 4, 5)
            + item(50, "Star Wars (1977)", "01-Jan-1977", 1, 15)
            + item(543, "Misérables, Les (1995)", "01-Jan-1995", 8)
        ).encode("latin-1"),
        "u.genre": "unknown|0\nAction|1\n",
    },
    "ml-1m": {
        "ratings.dat": "1::1::5::978300760\n2::1::3::978300761\n2::260::4::978300762\n",
        "movies.dat": (
            "1::Toy Story (1995)::Animation|Children's|Comedy\n"
            "260::Star Wars: Episode IV - A New Hope (1977)::Action|Sci-Fi\n"
            "73::Misérables, Les (1995)::Drama|Musical\n"
        ).encode("latin-1"),
        "users.dat": "1::F::1::10::48067\n",
    },
    "ml-latest-small": {
        "ratings.csv": "userId,movieId,rating,timestamp\n1,1,4.5,964982703\n2,1,3.0,964982704\n2,260,4.0,964982705\n",
        "movies.csv": (
            "movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n"
            '260,"Star Wars: Episode IV, A New Hope (1977)",Action|Sci-Fi\n'
            '73,"Misérables, Les (1995)",(no genres listed)\n'
        ),
        "links.csv": "movieId,imdbId,tmdbId\n1,0114709,862\n260,0076759,11\n73,0113828,\n",
    },
    "recbole": {
        "ml-100k.inter": (
            "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t1\t5\t881250949\n2\t50\t4\t881250951\n"
        ),
        "ml-100k.item": (
            "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"
            "1\tToy Story\t1995\tAnimation Children's Comedy\n50\tStar Wars\t1977\tAction Sci-Fi\n"
            "543\tMisérables, Les\t1995\tunknown\n"
        ),
        "ml-100k.kg": "head_id:token\n",
    },
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into a folder under tmp_path and returns the folder."""

    def written(folder: str, files: dict[str, str | bytes]) -> Path:
        where = tmp_path / folder
        where.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (where / name).write_bytes(data)
        return where

    return written


@pytest.fixture
def layouts() -> dict[str, dict[str, str | bytes]]:
    """One tiny data set per layout, by layout name: file names and contents."""
    return {name: dict(files) for name, files in LAYOUTS.items()}


@pytest.fixture
def pack() -> Callable[[str, dict[str, str | bytes]], bytes]:
    """Packs files into a zip with one folder, as GroupLens packs its data sets."""

    def packed(folder: str, files: dict[str, str | bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(f"{folder}/{name}", content)
        return buffer.getvalue()

    return packed
