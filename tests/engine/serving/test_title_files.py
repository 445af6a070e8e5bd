from __future__ import annotations

from pathlib import Path

import pytest

from engine.artifact import DatasetInfo
from engine.errors import ArtifactError
from engine.movies import Movie
from engine.serving.title_files import open_titles, save_titles
from engine.serving.titles import TitleIndex

INFO = DatasetInfo(name="toy", source="here", catalogue="toy", digest="", movies=7, users=9, interactions=99)


def test_an_index_in_files_answers_as_one_in_memory(titles: TitleIndex, toy, tmp_path: Path) -> None:
    save_titles(tmp_path / "titles", toy.films, INFO)
    from_files, dataset = open_titles(tmp_path / "titles")
    assert dataset == INFO
    for text in ("alien", "godfahter", "the g", "nothing like it"):
        assert from_files.search(text) == titles.search(text)


def test_an_index_in_files_is_replaced_whole(toy, tmp_path: Path) -> None:
    save_titles(tmp_path / "titles", toy.films, INFO)
    save_titles(tmp_path / "titles", [Movie(id=1, title="Stalker")], INFO)
    assert [movie.title for movie in open_titles(tmp_path / "titles")[0].search("stalker")] == ["Stalker"]
    assert [path.name for path in tmp_path.iterdir()] == ["titles"]


@pytest.mark.parametrize("damage", ["missing", "empty", "cut off", "unnamed"])
def test_an_index_that_cannot_be_read_is_said(toy, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "titles"
    if damage != "missing":
        save_titles(folder, toy.films, INFO)
        file = folder / "titles_names.npy"
        if damage == "unnamed":
            (folder / "dataset.json").write_bytes(b"{}")
            file = folder / "dataset.json"
        file.write_bytes(b"" if damage == "empty" else file.read_bytes()[:100])
    with pytest.raises(ArtifactError, match="cannot be read"):
        open_titles(folder)
