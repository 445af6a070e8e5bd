import pytest

from engine.profiles.fold import Mark
from tui.state.mark_verbs import decide


def mark(**fields):
    return Mark(catalogue="movielens", movie=6, title="Heat", **fields)


@pytest.mark.parametrize(
    ("verb", "before", "change"),
    [
        ("like", None, {"opinion": "like"}),
        ("like", mark(opinion="like"), {"opinion": None}),
        ("like", mark(opinion="4"), {"opinion": "like"}),
        ("liked", mark(opinion="like"), {"opinion": "like"}),
        ("dislike", mark(opinion="like"), {"opinion": "dislike"}),
        ("dislike", mark(opinion="dislike"), {"opinion": None}),
        ("4", None, {"opinion": "4"}),
        ("4", mark(opinion="4"), {"opinion": "3.5"}),
        ("4", mark(opinion="3.5"), {"opinion": "4"}),
        ("1", mark(opinion="1"), {"opinion": "0.5"}),
        ("seen", None, {"seen": True}),
        ("seen", mark(seen=True), {"seen": False}),
        ("watchlist", mark(opinion="like"), {"watchlist": True}),
        ("hidden", None, {"hidden": True}),
        ("like", mark(hidden=True), {"opinion": "like"}),
        ("hidden", mark(opinion="like"), {"hidden": True}),
        ("clear", mark(opinion="like"), {"opinion": None, "seen": False, "watchlist": False, "hidden": False}),
    ],
)
def test_what_a_key_changes(verb, before, change):
    assert decide(verb, before) == change
