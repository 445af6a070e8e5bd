from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from engine.evaluation import makers
from engine.evaluation.makers import MAKER_LIKES, Maker, maker_cases, makers_of, read_makers
from engine.evaluation.measurement import measure
from engine.model.interactions import Interactions


def data_of(counts: list[int]) -> Interactions:
    """Users of whom the first `counts[i]` watched film i; its id is 10 times i."""
    matrix = sparse.csr_array(np.arange(max(counts))[:, None] < np.array(counts), dtype=np.float32)
    return Interactions(np.arange(max(counts)), 10 * np.arange(len(counts)), matrix)


def films_of(titles: list[str]) -> pd.DataFrame:
    """A Dataset's films, all of 1990, with ids as in `data_of`."""
    return pd.DataFrame({"movie": 10 * np.arange(len(titles)), "title": titles, "year": 1990})


def test_the_list_holds_titles_with_years_each_once_in_a_group():
    listed = read_makers()
    assert "Blood Simple (1984)" in listed["Coen brothers"]
    assert len(listed) >= 200
    for films in listed.values():
        assert len(set(films)) == len(films)
        assert all(film[-7:-5] == " (" and film[-5:-1].isdigit() and film.endswith(")") for film in films)


def test_a_group_counts_with_six_films_of_ten_watchers(monkeypatch):
    listed = {
        "Six": tuple(f"{name} (1990)" for name in "abcdef"),
        "Five": tuple(f"{name} (1990)" for name in ("a", "b", "c", "d", "e", "rare", "not in the data")),
    }
    monkeypatch.setattr(makers, "read_makers", lambda: listed)
    found = makers_of(films_of(["a", "b", "rare", "c", "d", "e", "f"]), data_of([30, 10, 9, 10, 10, 10, 10]))
    assert [(maker.name, maker.films.tolist()) for maker in found] == [("Six", [0, 1, 3, 4, 5, 6])]


def test_of_two_films_of_one_name_the_watched_one_is_meant(monkeypatch):
    monkeypatch.setattr(makers, "read_makers", lambda: {"x": tuple(f"{name} (1990)" for name in "abcdef")})
    data = data_of([10, 40, 10, 10, 10, 10, 10, 12])
    (found,) = makers_of(films_of(["a", "a", "b", "c", "d", "e", "f", "a"]), data)
    assert found.films.tolist() == [1, 2, 3, 4, 5, 6]


def test_four_films_are_liked_and_the_others_of_the_group_are_targets():
    (case,) = maker_cases([Maker("x", np.array([1, 3, 5, 7, 9, 11]))], 12, draws=3)
    assert case.likes == MAKER_LIKES == "4 by a maker"
    liked, targets = case.liked.toarray() > 0, case.targets.toarray() > 0
    assert liked.sum(axis=1).tolist() == [4, 4, 4]
    assert np.flatnonzero((liked | targets).all(axis=0)).tolist() == [1, 3, 5, 7, 9, 11]
    assert not (liked & targets).any()
    assert len({tuple(row) for row in liked}) > 1


def test_a_groups_draws_do_not_depend_on_the_other_groups():
    first, second = Maker("x", np.arange(6)), Maker("y", np.arange(3, 11))
    (both,), (alone,) = maker_cases([first, second], 12, draws=2), maker_cases([second], 12, draws=2)
    np.testing.assert_array_equal(both.liked.toarray()[2:], alone.liked.toarray())
    (other,) = maker_cases([second], 12, draws=2, seed=1)
    assert (other.liked.toarray() != alone.liked.toarray()).any()


def test_without_groups_there_is_no_case():
    assert maker_cases([], 12) == []


def test_the_figure_is_the_share_of_the_others_in_the_list():
    (case,) = maker_cases([Maker("x", np.arange(7))], 300, draws=1)
    others = np.flatnonzero(case.targets.toarray()[0])
    scores = np.zeros((1, 300))
    scores[0, others[:2]] = 2
    scores[0, 50:68] = 1
    found = measure(lambda liked: scores, case, np.full(300, 10), k=20)
    assert {name: values.tolist() for name, values in found.per_user.items()} == {"maker@20": [2 / 3]}
    found = measure(lambda liked: scores, case, np.full(300, 10), k=2)
    assert found.per_user["maker@2"].tolist() == [1], "a list of two can't hold more"
