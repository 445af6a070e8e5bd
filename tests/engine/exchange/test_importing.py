from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.exchange.film_finding import FilmFinder
from engine.exchange.import_run import accept, turn_down, waiting
from engine.movies import Movie
from engine.profiles.marks import MarkLog
from engine.serving.mark_matching import MarkMatcher
from engine.titles.index import TitleIndex
from tests.engine.exchange.conftest import CATALOGUE, FILMS, TITLES, Desk

ALIEN, HEAT = FILMS[0], FILMS[4]
HEAD = "Date,Name,Year,Letterboxd URI"
RATINGS = f"{HEAD},Rating\n2020-05-01,Alien,1979,https://boxd.it/a,4.5\n2021-06-02,Heat,1995,https://boxd.it/h,3\n"
LETTERBOXD = {
    "watched.csv": f"{HEAD}\n2020-05-01,Alien,1979,u\n2021-06-02,Heat,1995,u\n2022-01-01,Nowhere,2020,u\n",
    "ratings.csv": RATINGS,
    "diary.csv": f"{HEAD},Rating,Rewatch,Tags,Watched Date\n2024-03-09,Alien,1979,e,2,Yes,,2024-03-08\n",
    "watchlist.csv": f"{HEAD}\n2020-01-01,Alien,1979,u\n2023-02-03,Amélie,2001,u\n",
    "likes/films.csv": f"{HEAD}\n2020-01-01,Alien,1979,u\n2023-02-04,The Matrix,1999,u\n",
}


def test_the_current_rating_the_latest_day_and_an_unseen_watchlist_are_taken_from_a_letterboxd_export(
    desk: Desk,
) -> None:
    desk.take(LETTERBOXD)
    assert desk.marks() == {
        "Alien": ("4.5", "seen", "2024-03-08"),
        "The Matrix": ("like", "2023-02-04"),
        "Amélie": ("watchlist", "2023-02-03"),
        "Nowhere": ("seen", "2022-01-01"),
        "Heat": ("3", "seen", "2021-06-02"),
    }


def test_every_row_is_accounted_for(desk: Desk) -> None:
    states = desk.take(
        {
            "ratings.csv": "Const,Your Rating,Date Rated,Title,Title Type,Year\n"
            "tt0078748,9,2024-11-03,Alien,movie,1979\n"
            "tt0903747,10,2024-11-03,Breaking Bad,tvSeries,2008\n"
            "tt9999999,8,2024-11-03,Not There,movie,2024\n"
            "tt0113277,7,2024-11-03,Heat,movie,1995,too,many\n"
            "tt0133093,,2024-11-03,The Matrix,movie,1999\n"
            ",5,2024-11-03,Emma,movie,1996\n"
        }
    )
    assert states == [
        ("Alien", "taken"),
        ("Breaking Bad", "series"),
        ("Not There", "absent"),
        ("Heat", "unreadable"),
        ("The Matrix", "skipped"),
        ("Emma", "ask"),
    ]


def test_importing_again_changes_nothing(desk: Desk) -> None:
    desk.take(LETTERBOXD)
    before = (desk.log.revision(), desk.marks())
    states = desk.take(LETTERBOXD)
    assert {state for _, state in states} == {"already", "absent"}
    assert (desk.log.revision(), desk.marks(), desk.action) == (*before, None)


def test_one_step_of_undo_takes_the_whole_import_back(desk: Desk) -> None:
    desk.log.change("anna", CATALOGUE, HEAT, watchlist=True)
    before = desk.marks()
    desk.take(LETTERBOXD)
    assert desk.log.undoable("anna") == "imported 5 films from Letterboxd"
    undone = desk.log.undo("anna")
    assert undone is not None
    assert undone.words == "imported 5 films from Letterboxd"
    assert desk.marks() == before
    desk.log.redo("anna")
    assert desk.marks()["Alien"] == ("4.5", "seen", "2024-03-08")


def test_an_import_is_undone_though_marks_followed_and_these_stay(desk: Desk) -> None:
    desk.take(LETTERBOXD)
    assert desk.action is not None
    desk.log.change("anna", CATALOGUE, HEAT, opinion="5")
    assert desk.log.undo_action("anna", desk.action) is not None
    assert {title: said[:-1] for title, said in desk.marks().items()} == {"Heat": ("5",)}
    assert desk.log.undo_action("anna", desk.action) is None


def test_a_later_mark_of_the_app_is_not_overwritten(desk: Desk) -> None:
    desk.log.change("anna", CATALOGUE, ALIEN, opinion="2")
    assert desk.take({"ratings.csv": RATINGS}) == [("Alien", "taken"), ("Heat", "taken")]
    assert desk.marks()["Alien"][:2] == ("2", "seen")  # that it was seen is news, the rating is older


def test_a_later_clear_of_the_app_is_not_overwritten(desk: Desk) -> None:
    desk.take({"ratings.csv": RATINGS})
    desk.log.clear("anna", CATALOGUE, ALIEN)
    assert desk.take({"ratings.csv": RATINGS}) == [("Alien", "already"), ("Heat", "already")]
    assert "Alien" not in desk.marks()


def test_a_clear_that_was_undone_is_no_decision(desk: Desk) -> None:
    desk.log.change("anna", CATALOGUE, ALIEN, opinion="2")
    desk.log.undo("anna")
    desk.take({"ratings.csv": RATINGS})
    assert desk.marks()["Alien"] == ("4.5", "seen", "2020-05-01")


def test_a_row_that_is_newer_than_the_mark_of_the_app_counts(tmp_path: Path) -> None:
    from engine.home import HomeFiles

    home = HomeFiles(tmp_path)
    with MarkLog(home.marks, clock=lambda: datetime(2019, 1, 1, tzinfo=UTC)) as log:
        log.change("anna", CATALOGUE, ALIEN, opinion="2", hidden=False)
        desk = Desk(home, log)
        desk.take({"ratings.csv": RATINGS})
        assert desk.marks()["Alien"] == ("4.5", "seen", "2020-05-01")


def test_a_row_without_a_date_never_overwrites_a_mark(desk: Desk) -> None:
    undated = "movie_id,imdb_id,tmdb_id,rating,average_rating,title\r\n1214,0078748,348,1.0,4.0,Alien (1979)\r\n"
    desk.take({"ratings.csv": RATINGS})
    assert desk.take({"movielens-ratings.csv": undated}) == [("Alien", "already")]
    desk.log.change("anna", CATALOGUE, HEAT, opinion=None)
    undated = undated.replace("1214,0078748,348", "6,0113277,949")
    assert desk.take({"movielens-ratings.csv": undated}) == [("Alien", "already")]
    assert desk.marks()["Heat"][:-1] == ("seen",)


def test_a_rating_changed_at_the_service_is_taken(desk: Desk) -> None:
    desk.take({"ratings.csv": RATINGS})
    assert desk.take({"ratings.csv": RATINGS.replace("2020-05-01,Alien", "2022-01-01,Alien").replace("4.5", "1")}) == [
        ("Alien", "taken"),
        ("Heat", "already"),
    ]
    assert desk.marks()["Alien"] == ("1", "seen", "2022-01-01")


def test_the_newest_rating_of_several_services_counts_in_any_order(desk: Desk) -> None:
    imdb = "Const,Your Rating,Date Rated,Title,Title Type,Year\ntt0078748,2,2019-11-03,Alien,movie,1979\n"
    desk.take({"ratings.csv": imdb})
    desk.take({"ratings.csv": RATINGS})
    assert desk.marks()["Alien"][0] == "4.5"
    assert desk.take({"ratings.csv": imdb}) == [("Alien", "already")]
    assert desk.marks()["Alien"][0] == "4.5"


def test_a_film_that_was_seen_leaves_the_imported_watchlist_and_not_the_own_one(desk: Desk) -> None:
    desk.take({"watchlist.csv": f"{HEAD}\n2020-01-01,Alien,1979,u\n"})
    desk.log.change("anna", CATALOGUE, HEAT, watchlist=True)
    desk.take({"watched.csv": f"{HEAD}\n2020-05-01,Alien,1979,u\n2021-06-02,Heat,1995,u\n"})
    assert {title: said[:-1] for title, said in desk.marks().items()} == {
        "Alien": ("seen",),
        "Heat": ("seen", "watchlist"),
    }


def test_what_the_catalogue_lacks_becomes_active_on_a_larger_set(desk: Desk) -> None:
    desk.take({"ratings.csv": f"{HEAD},Rating\n2020-05-01,Nowhere,2020,u,4\n"})
    (kept,) = desk.log.marks("anna")
    larger = TitleIndex.of([*FILMS, Movie(id=9, title="Nowhere", year=2021, n_ratings=1)])
    assert MarkMatcher(larger, CATALOGUE).match([kept]) == [(kept, 9)]
    assert desk.take({"ratings.csv": f"{HEAD},Rating\n2020-05-01,Nowhere,2020,u,4\n"}, titles=larger) == [
        ("Nowhere", "already")
    ]
    assert desk.take({"ratings.csv": f"{HEAD},Rating\n2022-05-01,Nowhere,2020,u,5\n"}, titles=larger) == [
        ("Nowhere", "taken")
    ]
    (moved,) = desk.log.marks("anna")
    assert (moved.catalogue, moved.movie, moved.opinion) == (CATALOGUE, 9, "5")


def test_an_import_before_the_first_set_up_is_kept(desk: Desk) -> None:
    assert desk.take({"ratings.csv": RATINGS}, titles=None) == [("Alien", "absent"), ("Heat", "absent")]
    matched = MarkMatcher(TITLES, CATALOGUE).match(desk.log.marks("anna"))
    assert [movie for _, movie in matched] == [HEAT.id, ALIEN.id]


def test_ids_count_before_titles_and_another_id_is_another_film(desk: Desk) -> None:
    states = desk.prepared(
        {
            "ratings.csv": "Const,Your Rating,Date Rated,Title,Title Type,Year\n"
            "tt0078748,9,2024-11-03,Il mostro,movie,1979\n"
            "tt0000001,9,2024-11-03,Heat,movie,1995\n"
        }
    )
    assert [(one.movie, one.by, one.state) for one in states.files[0].rows] == [
        (1214, "id", "taken"),
        (None, None, "absent"),
    ]


@pytest.mark.parametrize(
    ("use", "expected"),
    [("watchlist", ("watchlist",)), ("seen", ("seen",)), ("ratings", ())],
)
def test_what_a_list_is_for_is_said(desk: Desk, use: str, expected: tuple[str, ...]) -> None:
    listed = "Position,Name,Year,URL,Description\n1,Alien,1979,u,\n"
    assert desk.take({"my-best.csv": listed}) == [("Alien", "skipped")]
    assert desk.prepared({"my-best.csv": listed}).files[0].unsure
    desk.take({"my-best.csv": listed}, use=use)
    assert [said[:-1] for said in desk.marks().values()] == ([expected] if expected else [])


def test_a_list_of_an_export_is_left_out(desk: Desk) -> None:
    listed = 'Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2024-01-01,Best,,u,"a\n\nb"\n\n'
    listed += "Position,Name,Year,URL,Description\n1,Alien,1979,u,\n"
    assert desk.take({"ratings.csv": RATINGS, "lists/best.csv": listed})[2:] == [("Alien", "skipped")]


def test_a_day_that_has_not_come_yet_is_no_day(desk: Desk) -> None:
    files = {"ratings.csv": f"{HEAD},Rating\n2099-05-01,Alien,1979,u,5\n"}
    desk.take(files)
    desk.log.change("anna", CATALOGUE, ALIEN, opinion="1")
    desk.take(files)
    assert desk.marks()["Alien"][0] == "1"


def test_stars_replace_a_like_that_was_imported_in_any_order(desk: Desk) -> None:
    desk.take({"likes/films.csv": f"{HEAD}\n2024-01-01,Alien,1979,u\n"})
    desk.take({"ratings.csv": RATINGS})
    assert desk.marks()["Alien"][0] == "4.5"
    desk.take({"likes/films.csv": f"{HEAD}\n2024-01-01,Alien,1979,u\n"})
    assert desk.marks()["Alien"][0] == "4.5"


def test_a_list_is_for_what_was_said_and_the_rest_of_an_export_is_what_it_is(desk: Desk) -> None:
    listed = "Position,Name,Year,URL,Description\n1,The Matrix,1999,u,\n"
    desk.take({**LETTERBOXD, "lists/worst.csv": listed}, use="watchlist")
    assert {title: said[:-1] for title, said in desk.marks().items()} == {
        "Alien": ("4.5", "seen"),
        "The Matrix": ("like",),
        "Amélie": ("watchlist",),
        "Nowhere": ("seen",),
        "Heat": ("3", "seen"),
    }


def test_movielens_ratings_have_the_days_of_its_log(desk: Desk) -> None:
    ratings = "movie_id,imdb_id,tmdb_id,rating,average_rating,title\n1214,0078748,348,5.0,4.0,Alien (1979)\n"
    log = "datetime,login_id,action_type,log_json\n"
    log += '2020-10-30 00:17:08.0,a,rating,"{""movieId"":1214,""rating"":5.0,""action"":""ADD""}"\n'
    log += '2020-10-30 00:17:08.0,a,user-list,"{""listId"":7,""movieId"":6,""action"":""ADD""}"\n'
    desk.take({"movielens-ratings.csv": ratings, "movielens-logs.csv": log})
    assert desk.marks() == {"Alien": ("5", "2020-10-30")}


def test_redo_of_an_import_that_was_undone_late_keeps_what_was_said_since(desk: Desk) -> None:
    desk.take({"ratings.csv": RATINGS})
    assert desk.action is not None
    desk.log.change("anna", CATALOGUE, HEAT, opinion="1")
    desk.log.undo_action("anna", desk.action)
    desk.log.redo("anna")
    assert {title: said[:2] for title, said in desk.marks().items()} == {
        "Heat": ("1", "seen"),
        "Alien": ("4.5", "seen"),
    }


def test_undo_of_a_later_mark_brings_back_nothing_of_an_import_that_was_undone(desk: Desk) -> None:
    desk.take({"ratings.csv": f"{HEAD},Rating\n2020-05-01,Alien,1979,u,4.5\n"})
    assert desk.action is not None
    desk.log.change("anna", CATALOGUE, ALIEN, opinion="1")
    desk.log.undo_action("anna", desk.action)
    desk.log.undo("anna")
    assert desk.marks() == {}


def test_two_imports_undone_in_the_order_of_their_making_leave_nothing(desk: Desk) -> None:
    desk.take({"ratings.csv": RATINGS})
    first = desk.action
    desk.take({"ratings.csv": RATINGS.replace("2020-05-01", "2022-05-01").replace("4.5", "1")})
    second = desk.action
    assert first is not None
    assert second is not None
    desk.log.undo_action("anna", first)
    assert {title: said[0] for title, said in desk.marks().items()} == {"Alien": "1"}
    desk.log.undo_action("anna", second)
    assert desk.marks() == {}


EMMA = {"ratings.csv": f"{HEAD},Rating\n2020-05-01,Emma,1996,u,4\n"}


def test_a_doubtful_row_waits_and_is_marked_when_it_is_accepted(desk: Desk) -> None:
    assert desk.take(EMMA) == [("Emma", "ask")]
    finder = FilmFinder(TITLES, CATALOGUE)
    (asked,) = waiting(desk.home, "anna", desk.log, finder)
    assert [movie.id for movie in asked.candidates] == [7, 8]
    match = MarkMatcher(TITLES, CATALOGUE).match
    assert accept(asked, asked.candidates[1], CATALOGUE, match, desk.log, desk.home, "anna")
    assert [(mark.movie, mark.opinion, mark.at[:10]) for mark in desk.log.marks("anna")] == [(8, "4", "2020-05-01")]
    assert waiting(desk.home, "anna", desk.log, finder) == []
    assert desk.take(EMMA) == [("Emma", "already")]


def test_a_row_that_is_none_of_the_films_is_not_asked_again(desk: Desk) -> None:
    desk.take(EMMA)
    (asked,) = waiting(desk.home, "anna", desk.log, FilmFinder(TITLES, CATALOGUE))
    turn_down(asked, desk.home, "anna")
    assert desk.take(EMMA) == [("Emma", "skipped")]
    assert waiting(desk.home, "anna", desk.log, FilmFinder(TITLES, CATALOGUE)) == []


def test_the_questions_of_an_import_go_when_it_is_undone(desk: Desk) -> None:
    files = {"ratings.csv": EMMA["ratings.csv"] + "2020-05-01,Alien,1979,u,4\n"}
    desk.take(files)
    desk.take(files)  # asks again, for the same import
    desk.log.undo("anna")
    assert waiting(desk.home, "anna", desk.log, FilmFinder(TITLES, CATALOGUE)) == []


def test_questions_of_two_profiles_are_apart(desk: Desk) -> None:
    desk.take(EMMA)
    assert waiting(desk.home, "bert", desk.log, FilmFinder(TITLES, CATALOGUE)) == []
