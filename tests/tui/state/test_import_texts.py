"""The words of the import, and the keys that each of its states offers."""

import pytest

from tests.toy_films import film
from tui.state import import_texts
from tui.state.imports import Asked, LargerOffer, Outcome, Plan, ReadFile, Source
from tui.state.review import Review

OFFER = LargerOffer(dataset="ml-32m", name="MovieLens 32M", newest_year=2023, films=38, time="about 40 minutes")


def text(paragraphs):
    return ["".join(piece for piece, _ in paragraph) for paragraph in paragraphs]


def plan(*, films=0, kept=0, asked=0, use=None, unsure=False, **fields):
    file = ReadFile(name="ratings.csv", what="Letterboxd ratings", counts=((1, "taken"),), unsure=unsure)
    source = Source(name="ratings.csv", files=(file,))
    return Plan(sources=(source,), films=films, kept=kept, asked=asked, use=use, **fields)


def question(**fields):
    return Asked(identity="a", title="Solaris", year=None, origin="Letterboxd ratings", candidates=(), **fields)


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (plan(films=607, kept=353, asked=12), ["607 films to take · 353 to keep for later · 12 to ask about"]),
        (plan(films=1), ["1 film to take"]),
        (plan(kept=2), ["2 to keep for later"]),
        (plan(), ["0 films to take"]),
        (plan(unsure=True), ["0 films to take", "What is this list? w watchlist   s seen   r ratings"]),
        (
            plan(films=3, use="seen"),
            ["3 films to take", "Taken as films you have seen; w watchlist   s seen   r ratings"],
        ),
    ],
)
def test_what_an_import_would_do_is_said_in_one_line_and_what_a_list_is_asked_for(planned, said):
    assert text(import_texts.planned(planned, {})) == said


def test_an_import_of_nothing_is_refused_with_the_reason():
    assert import_texts.refusal(plan(films=1)) == import_texts.refusal(plan(asked=1)) == ""
    assert import_texts.refusal(plan(unsure=True)) == "say first what the list is"
    assert import_texts.refusal(plan()) == "there is nothing new in it"


def test_unreadable_rows_are_named_up_to_a_number():
    said = import_texts.unreadable(plan(unreadable=("a.csv, line 2: no title",), more_unreadable=1_200))
    assert text(said) == ["! a.csv, line 2: no title", "  and 1,200 more rows that cannot be read"]


def test_what_was_done_comes_with_what_can_be_done_now():
    outcome = Outcome(films=812, kept=41, changed=True, set_up=True)
    assert text(import_texts.done(outcome, 12, OFFER, {})) == [
        "✓ 812 films taken",
        "u in your list undoes the whole import at once",
        "",
        "12 films wait for you: which one is meant? enter asks",
        "",
        "41 films not in this data set are kept, and count as soon as one has them.",
        "MovieLens 32M (films to 2023) would have up to 38 of them: d sets it up, about 40 minutes here; your list"
        " stays meanwhile.",
    ]


def test_one_film_is_not_many():
    outcome = Outcome(films=1, kept=1, changed=True, set_up=True)
    assert text(import_texts.done(outcome, 1, OFFER, {}))[3:7] == [
        "1 film waits for you: which one is meant? enter asks",
        "",
        "1 film not in this data set is kept, and counts as soon as one has it.",
        "MovieLens 32M (films to 2023) would have it: d sets it up, about 40 minutes here; your list stays meanwhile.",
    ]


def test_with_nothing_set_up_all_films_wait_for_it():
    outcome = Outcome(films=0, kept=3, changed=True, set_up=False)
    assert text(import_texts.done(outcome, 0, None, {})) == [
        "✓ 3 films kept",
        "u in your list undoes the whole import at once",
        "",
        "3 films wait for a data set, and count as soon as one has them.",
    ]


def test_where_nothing_changed_there_is_nothing_to_undo():
    outcome = Outcome(films=0, kept=0, changed=False, set_up=True)
    assert text(import_texts.done(outcome, 0, None, {})) == ["Nothing is new: all of it is in your marks"]


def test_after_answers_undo_takes_them_first():
    outcome = Outcome(films=2, kept=0, changed=True, set_up=True)
    said = text(import_texts.done(outcome, 0, None, {}, answered=True))
    assert said[1] == "u in your list undoes your answers one by one, then the whole import"


@pytest.mark.parametrize(
    ("phase", "given", "ids"),
    [
        ("path", {}, ["import_go", "import_leave"]),
        ("reading", {}, ["import_leave", "import_help", "import_quit"]),
        ("plan", {"plan": plan(films=1)}, ["import_go", "import_leave", "import_help", "import_quit"]),
        (
            "plan",
            {"plan": plan(unsure=True)},
            [
                "import_go",
                "import_watchlist",
                "import_seen",
                "import_ratings",
                "import_leave",
                "import_help",
                "import_quit",
            ],
        ),
        ("done", {}, ["import_leave", "import_help", "import_quit"]),
        (
            "done",
            {"waiting": 2, "offer": True},
            ["import_go", "import_larger", "import_leave", "import_help", "import_quit"],
        ),
    ],
)
def test_only_keys_that_act_are_offered(phase, given, ids):
    values = {"plan": None, "waiting": 0, "offer": False, "films": True, **given}
    assert [action.id for action in import_texts.keys_for(phase, **values)] == ids


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"opinion": "4", "seen": True}, "4 stars, seen"),
        ({"opinion": "1"}, "1 star"),
        ({"opinion": "like"}, "like"),
        ({"watchlist": True}, "watchlist"),
        ({"hidden": True}, "not interested"),
    ],
)
def test_a_question_says_what_it_would_mark(fields, said):
    assert text([import_texts.asked_from(question(**fields))]) == [f"Letterboxd ratings · would mark it {said}"]


def test_a_review_goes_on_and_back():
    review = Review([question(), Asked(identity="b", title="Heat", year=1995, origin="x", candidates=(film("Heat"),))])
    assert (review.place, review.current.identity, review.take_back()) == ("1 of 2", "a", None)
    review.answer(film=True)
    review.answer(film=False)
    assert (review.current, review.place, review.taken, review.left_out) == (None, "2 of 2", 1, 1)
    assert import_texts.reviewed(review.taken, review.left_out) == "1 film taken, 1 left out"
    assert review.take_back().identity == "b"
    review.answer(film=False)
    review.ask_again("a")
    assert (review.place, review.given) == ("1 of 2", [])
