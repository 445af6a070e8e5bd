"""The diary: what stands in the log, by local days, newest first."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.exchange.merging import Wish
from engine.exchange.planning import Target, steps_for
from engine.movies import Movie
from engine.profiles.fold import FIELDS, Mark, changed
from engine.profiles.marks import MarkLog

HEAT = Movie(id=6, title="Heat", year=1995, imdb="tt0113277")
ALIEN = Movie(id=1214, title="Alien", year=1979)


@pytest.fixture
def clock():
    class Clock:
        now = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def log(path, clock):
    with MarkLog(path, clock=clock) as log:
        yield log


def said(log, zone=UTC):
    return [
        (entry.kind, entry.day.isoformat(), [(film.title, changed(film.new)) for film in entry.films])
        for entry in log.diary("anna", zone)
    ]


def test_marks_come_newest_first_with_what_changed(log, clock):
    log.change("anna", "ml", HEAT, opinion="like")
    clock.now += timedelta(days=1)
    log.change("anna", "ml", ALIEN, watchlist=True)
    log.change("bert", "ml", ALIEN, seen=True)
    assert said(log) == [
        ("mark", "2026-11-28", [("Alien", {"watchlist": True})]),
        ("mark", "2026-11-27", [("Heat", {"opinion": "like"})]),
    ]
    assert log.diary("anna", UTC)[1].at == datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    assert log.diary("nobody", UTC) == []


def test_what_was_undone_is_left_out_and_what_was_redone_is_back(log):
    log.change("anna", "ml", HEAT, opinion="like")
    log.change("anna", "ml", ALIEN, seen=True)
    log.undo("anna")
    assert [films for _, _, films in said(log)] == [[("Heat", {"opinion": "like"})]]
    log.redo("anna")
    assert [films[0][0] for _, _, films in said(log)] == ["Alien", "Heat"]


def test_an_opinion_that_was_not_set_is_not_told_as_changed(log):
    log.change("anna", "ml", HEAT, hidden=True)
    log.change("anna", "ml", HEAT, opinion="4")
    (later, earlier) = log.diary("anna", UTC)
    assert changed(later.films[0].new) == {"opinion": "4", "hidden": False}
    assert changed(earlier.films[0].new) == {"hidden": True}
    log.clear("anna", "ml", HEAT)
    assert not log.diary("anna", UTC)[0].films[0].is_cleared  # only the opinion was there
    log.change("anna", "ml", HEAT, opinion="4", seen=True)
    log.clear("anna", "ml", HEAT)
    assert log.diary("anna", UTC)[0].films[0].is_cleared


def test_days_are_those_of_the_zone(log):
    log.change("anna", "ml", HEAT, opinion="like")
    east = timezone(timedelta(hours=9))
    assert log.diary("anna", east)[0].day == date(2026, 11, 28)
    assert f"{log.diary('anna', east)[0].at:%H:%M}" == "05:00"


def test_a_clock_that_was_set_back_changes_no_order(log, clock):
    log.change("anna", "ml", HEAT, opinion="like")
    clock.now -= timedelta(days=400)
    log.change("anna", "ml", ALIEN, seen=True)
    assert [films[0][0] for _, _, films in said(log)] == ["Alien", "Heat"]


def take(log, *films):
    """Import films: a number, and the fields of the mark."""

    def plan(marks, decisions):
        return [(Mark(catalogue="ml", movie=i, title=f"Film {i}", year=2000), fields) for i, fields in films]

    assert log.record("anna", "Letterboxd", plan)


def noon(day):
    return f"{day}T12:00:00.000000+00:00"


def test_an_import_is_one_entry_and_its_dated_films_stand_on_their_days(log):
    take(log, (1, {"opinion": "4", "seen": True, "at": noon("2019-05-03")}), (2, {"watchlist": True}))
    assert said(log) == [
        (
            "import",
            "2026-11-27",
            [("Film 1", {"opinion": "4", "seen": True}), ("Film 2", {"watchlist": True})],
        ),
        ("dated", "2019-05-03", [("Film 1", {"opinion": "4", "seen": True})]),
    ]
    (whole, dated) = log.diary("anna", UTC)
    assert (whole.origin, dated.origin, dated.at) == ("Letterboxd", "Letterboxd", None)
    log.undo("anna")
    assert log.diary("anna", UTC) == []


def test_a_day_of_an_import_is_that_day_in_every_zone_and_an_hour_is_local(log):
    take(log, (1, {"seen": True, "at": noon("2019-05-03")}), (2, {"seen": True, "at": "2019-05-03T23:30:00+00:00"}))
    far_east = timezone(timedelta(hours=14))
    days = {entry.films[0].title: entry.day for entry in log.diary("anna", far_east) if entry.kind == "dated"}
    assert days == {"Film 1": date(2019, 5, 3), "Film 2": date(2019, 5, 4)}


def test_a_date_that_nobody_can_read_puts_a_film_on_no_day(log):
    take(log, (1, {"seen": True, "at": "soon"}), (2, {"seen": True, "at": "0001-01-01T00:00:00+00:00"}))
    west = timezone(timedelta(hours=-12))
    assert [entry.kind for entry in log.diary("anna", west)] == ["import"]


def test_two_rows_of_a_film_on_one_day_are_one_entry(log):
    take(log, (1, {"seen": True, "at": noon("2019-05-03")}), (1, {"opinion": "5", "at": noon("2019-05-03")}))
    assert said(log)[1] == ("dated", "2019-05-03", [("Film 1", {"opinion": "5", "seen": True})])


def test_a_mark_that_an_import_moves_to_another_catalogue_is_no_news(log):
    old = Mark(catalogue="old", movie=9, title="Heat", year=1995, opinion="like", at=noon("2018-01-01"))
    new = Mark(catalogue="ml", movie=6, title="Heat", year=1995)
    log.change("anna", "old", Movie(id=9, title="Heat", year=1995), opinion="like")

    def plan(marks, decisions):
        return [
            (old, {"opinion": None}),
            (new, {"opinion": "like", "at": old.at}),
            (new, {"seen": True, "at": noon("2019-05-03")}),
        ]

    log.record("anna", "Letterboxd", plan)
    assert [films for kind, _, films in said(log) if kind != "mark"] == [[("Heat", {"seen": True})]] * 2


def test_a_mark_that_a_key_moves_is_told_by_what_the_key_did(log):
    log.change("anna", "old", Movie(id=9, title="Heat", year=1995), opinion="like")
    log.change("anna", "ml", HEAT, seen=True)
    assert said(log)[0] == ("mark", "2026-11-27", [("Heat", {"seen": True})])


def test_a_film_that_an_import_takes_off_the_watchlist_is_told_and_hides_no_other(log):
    take(log, (1, {"watchlist": True}))
    take(
        log,
        (1, {"opinion": "4", "at": noon("2019-05-03")}),
        (1, {"watchlist": False, "at": noon("2019-05-04")}),
        (2, {"watchlist": True}),
    )
    newest = log.diary("anna", UTC)[0]
    assert [(film.title, changed(film.new)) for film in newest.films] == [
        ("Film 1", {"opinion": "4", "watchlist": False}),
        ("Film 2", {"watchlist": True}),
    ]


def test_what_a_moved_mark_keeps_of_an_import_that_was_undone_since_is_told(log):
    def plan(marks, decisions):
        return [(Mark(catalogue="old", movie=9, title="Heat", year=1995), {"seen": True, "watchlist": True})]

    action = log.record("anna", "Letterboxd", plan)
    log.change("anna", "ml", HEAT, opinion="like")
    log.undo_action("anna", action)
    (mark,) = log.marks("anna")
    assert (mark.opinion, mark.seen, mark.watchlist) == ("like", True, True)
    assert said(log) == [("mark", "2026-11-27", [("Heat", {"opinion": "like", "seen": True, "watchlist": True})])]


_FIELDS = st.one_of(
    st.fixed_dictionaries({"opinion": st.sampled_from(["like", "dislike", "3.5", None])}),
    st.fixed_dictionaries({"hidden": st.booleans()}),
    st.fixed_dictionaries({"opinion": st.sampled_from(["4", None]), "seen": st.booleans(), "watchlist": st.booleans()}),
)
_AT = st.sampled_from([None, "1950-01-01", "2026-03-28", "2026-03-29", "2026-11-28", "2026-03-29T00:30:00+00:00"])
_WISH = st.builds(
    Wish,
    opinion=st.sampled_from([None, "like", "4"]),
    opinion_at=_AT,
    seen=st.booleans(),
    seen_at=_AT,
    watchlist=st.booleans(),
    watchlist_at=_AT,
)
_FILM, _CATALOGUE = st.integers(1, 3), st.sampled_from(["ml", "ml", "old"])
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), _CATALOGUE, _FILM, _FIELDS),
        st.tuples(st.just("import"), _CATALOGUE, st.dictionaries(_FILM, _WISH, min_size=1)),
        st.tuples(st.sampled_from(["undo", "redo"])),
    ),
    max_size=12,
)


def _do(log, step):
    kind, *given = step
    if kind == "change":
        catalogue, film, fields = given
        log.change("anna", catalogue, Movie(id=film, title=f"Film {film}", year=1990 + film), **fields)
    elif kind == "import":
        catalogue, wishes = given

        def plan(marks, decisions):
            now = {mark.movie: mark for mark in marks}
            for film, wish in wishes.items():
                target = Target((catalogue, film), f"Film {film}", 1990 + film, None)
                yield from steps_for(target, wish, now.get(film), decisions, frozenset(["Letterboxd"]))

        log.record("anna", "Letterboxd", lambda marks, decisions: list(plan(marks, decisions)))
    else:
        getattr(log, kind)("anna")


_WATCHED_SINCE = Wish(opinion="like", seen_at="1950-01-01")


@settings(max_examples=150, deadline=None)
@example(
    steps=[("import", "old", {3: Wish(watchlist=True)}), ("import", "ml", {3: _WATCHED_SINCE})],
    zone=UTC,
)
@given(steps=_STEPS, zone=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=-11))]))
def test_whoever_reads_the_diary_aloud_has_the_marks(tmp_path_factory, steps, zone):
    moment = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    ticks = (moment + timedelta(hours=5 * n) for n in range(1000))
    with MarkLog(tmp_path_factory.mktemp("log") / "marks.db", clock=lambda: next(ticks)) as log:
        for step in steps:
            _do(log, step)
        entries, marks = log.diary("anna", zone), log.marks("anna")
    days = [entry.day for entry in entries]
    assert days == sorted(days, reverse=True)
    told = {}
    for film in (film for entry in reversed(entries) if entry.kind != "dated" for film in entry.films):
        told.setdefault(film.title, {}).update(changed(film.new))
    standing = {mark.title: {name: getattr(mark, name) for name in FIELDS} for mark in marks}
    empty = {"opinion": None, "seen": False, "watchlist": False, "hidden": False}
    assert {t: {**empty, **said} for t, said in told.items() if any(said.values())} == standing


def test_an_import_that_moves_a_mark_takes_a_film_seen_since_off_the_watchlist(log):
    _do(log, ("import", "old", {3: Wish(watchlist=True)}))
    _do(log, ("import", "ml", {3: _WATCHED_SINCE}))
    (mark,) = log.marks("anna")
    assert (mark.catalogue, mark.opinion, mark.watchlist) == ("ml", "like", False)
