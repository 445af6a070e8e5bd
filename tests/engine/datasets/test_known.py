"""The table of known data sets."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.datasets.known import find_known, known_datasets
from engine.errors import UsageError


def test_the_seven_sets_of_the_contract_are_known_and_the_default_comes_first():
    names = [known.name for known in known_datasets()]
    assert names[0] == "ml-1m"
    assert set(names) == {"ml-1m", "ml-latest-small", "ml-32m", "ml-25m", "ml-20m", "ml-10m", "ml-100k"}


def test_every_set_is_pinned_except_the_one_that_changes():
    for known in known_datasets():
        assert (known.md5 is None) == known.changes == (known.name == "ml-latest-small")
        assert known.url == f"https://files.grouplens.org/datasets/movielens/{known.name}.zip"


def test_every_set_says_what_is_in_it_and_on_which_terms():
    for known in known_datasets():
        assert min(known.films, known.users, known.ratings, known.bytes, known.minutes) > 0
        assert "GroupLens" in known.licence and "Harper" in known.citation
        assert str(known.newest_year) in known.title
        assert known.catalogue == ("ml-100k" if known.name == "ml-100k" else "movielens")


def test_a_set_is_found_by_name_case_aside():
    assert find_known("ML-32m").films == 87585


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UsageError, match="no data set is called 'ml-3m'") as caught:
        find_known("ml-3m")
    assert "ml-32m" in caught.value.remedy


def test_the_table_loads_nothing_heavy():
    code = "import sys; from engine.datasets.known import known_datasets; known_datasets(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "pandas", "requests", "pooch"} & set(loaded)
