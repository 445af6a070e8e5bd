from __future__ import annotations

import numpy as np
import pytest

from engine.film_places import FilmPlaces


@pytest.mark.parametrize("ids", [[10, 20, 30, 1_000_000_000], [30, 1_000_000_000, 10, 20]])
def test_films_are_found_by_their_ids_in_any_order(ids: list[int]) -> None:
    places = FilmPlaces(np.array(ids))
    assert places.of([20, 5, 1_000_000_000, 20, 1_000_000_001]).tolist() == [
        ids.index(20),
        -1,
        ids.index(1_000_000_000),
        ids.index(20),
        -1,
    ]
    assert places.known(frozenset({7})).tolist() == []


def test_nothing_is_found_among_no_films_and_nothing_is_asked_for() -> None:
    assert FilmPlaces(np.zeros(0, np.int64)).of([1]).tolist() == [-1]
    assert FilmPlaces(np.array([1])).of([]).tolist() == []
