from __future__ import annotations

from pathlib import Path

import pytest

from engine.artifact import DatasetInfo
from engine.errors import ArtifactError
from engine.movies import Movie
from engine.titles.index import TitleIndex
from engine.titles.index_files import open_titles, save_titles

FILMS = [
    Movie(id=10, title="Alien", year=1979, n_ratings=900),
    Movie(id=20, title="Aliens", year=1986, n_ratings=800),
    Movie(id=50, title="The Godfather", year=1972, n_ratings=1000),
    Movie(id=70, title="A Quiet Film", n_ratings=1),
]
INFO = DatasetInfo(name="toy", source="here", catalogue="toy", digest="", movies=4, users=9, interactions=99)


def test_an_index_in_files_answers_as_one_in_memory(tmp_path: Path) -> None:
    save_titles(tmp_path / "titles", FILMS, INFO)
    in_memory = TitleIndex.of(FILMS)
    from_files, dataset = open_titles(tmp_path / "titles")
    assert dataset == INFO
    for text in ("alien", "godfahter", "the g", "nothing like it"):
        assert from_files.search(text) == in_memory.search(text)


def test_an_index_in_files_is_replaced_whole(tmp_path: Path) -> None:
    save_titles(tmp_path / "titles", FILMS, INFO)
    save_titles(tmp_path / "titles", [Movie(id=1, title="Stalker")], INFO)
    assert [movie.title for movie in open_titles(tmp_path / "titles")[0].search("stalker")] == ["Stalker"]
    assert [path.name for path in tmp_path.iterdir()] == ["titles"]


@pytest.mark.parametrize("damage", ["missing", "empty", "cut off", "unnamed"])
def test_an_index_that_cannot_be_read_is_said(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "titles"
    if damage != "missing":
        save_titles(folder, FILMS, INFO)
        file = folder / "titles_names.npy"
        if damage == "unnamed":
            (folder / "dataset.json").write_bytes(b"{}")
            file = folder / "dataset.json"
        file.write_bytes(b"" if damage == "empty" else file.read_bytes()[:100])
    with pytest.raises(ArtifactError, match="cannot be read"):
        open_titles(folder)
