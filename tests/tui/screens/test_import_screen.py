"""The import in the app, with real files, the toy films, and the threads that do the work."""

import shlex
import threading

import pytest
from textual import events
from textual.widgets import Input

from engine.profiles.marks import MarkLog
from tui.app import MovierecApp
from tui.screens.import_screen import ImportScreen
from tui.screens.main_screen import MainScreen
from tui.screens.review_screen import ReviewScreen
from tui.screens.set_up_screen import SetUpScreen
from tui.state.preferences import Preferences
from tui.widgets.lines import KeyBar, Line

RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n"


def row(title, year, stars="4.5"):
    return f"2024-01-05,{title},{year},https://boxd.it/x,{stars}\n"


@pytest.fixture
def export(tmp_path):
    """Writes a file as a service would, and returns its path."""

    def write(*rows, name="ratings.csv", header=RATINGS):
        (tmp_path / name).write_text(header + "".join(rows), encoding="utf-8")
        return str(tmp_path / name)

    return write


def painted(app):
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def words(app):
    return " ".join(painted(app).split())


def keys(app):
    return app.screen.query_one(KeyBar).words


def status(app):
    return app.screen.query_one("#status", Line).words


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("escape")


async def drop(app, pilot, text):
    app.post_message(events.Paste(text))
    await pilot.pause()


async def on_import(app, pilot, until, *shown):
    await until(pilot, lambda: isinstance(app.screen, ImportScreen) and all(text in words(app) for text in shown))


async def test_i_a_path_and_two_enters_bring_the_marks_and_rank_the_list_anew(app, settings, export, until):
    path = export(row("Heat", 1995), row("Alien", 1979, "5"), row("Nobody Made This", 1990))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("i")
        await on_import(app, pilot, until, "Letterboxd, IMDb, Trakt")
        await pilot.press(*path, "enter")
        await on_import(app, pilot, until, "2 films to take · 1 to keep for later", "ratings.csv Letterboxd ratings")
        assert "enter import" in keys(app)
        await pilot.press("enter")
        await on_import(app, pilot, until, "✓ 2 films taken", "u in your list undoes the whole import at once")
        await until(pilot, lambda: app.state.opinions == 2)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
        assert "u undo: imported 3 films from Letterboxd" in status(app)
        await pilot.press("u")
        await until(pilot, lambda: app.state.opinions == 0)
    with MarkLog(settings.files.marks) as log:
        assert log.marks("anna") == []


@pytest.mark.parametrize("searching", [False, True])
async def test_a_dropped_file_opens_the_import_instead_of_a_search(app, tmp_path, until, searching):
    file = tmp_path / "my ratings.csv"
    file.write_text(RATINGS + row("Heat", 1995))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        if searching:
            await pilot.press("slash")
        await drop(app, pilot, f"'{file}'")
        await on_import(app, pilot, until, "1 film to take", "my ratings.csv")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
        box = app.screen.query_one("#search", Input)
        assert box.value == "" and box.has_focus == searching
        await drop(app, pilot, f"'{file}'")
        await on_import(app, pilot, until, "1 film to take")
        await pilot.press("enter")
        await on_import(app, pilot, until, "1 film taken")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen) and not box.has_focus)  # esc leads to the list


async def test_a_pasted_title_is_searched_for_as_ever(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        for text in ("/no/such/film", "Face/Off", "Heat"):
            await drop(app, pilot, text)
            await until(pilot, lambda text=text: app.state.page.text == text)
            assert isinstance(app.screen, MainScreen)
            await pilot.press("escape")


async def test_several_files_are_dropped_at_once_and_more_on_the_import_itself(app, export, until):
    one, two = export(row("Heat", 1995)), export(row("Alien", 1979), name="other ratings.csv")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, f"{one} {shlex.quote(two)} ")
        await on_import(app, pilot, until, "2 films to take", "other ratings.csv")
        await drop(app, pilot, one)
        await on_import(app, pilot, until, "1 film to take")
        await pilot.press("escape")
        await drop(app, pilot, f"{one}\n{two}\n")  # on the path that was typed
        await on_import(app, pilot, until, "2 films to take")


async def test_what_cannot_be_read_is_said_with_its_remedy(app, export, tmp_path, until):
    data_set = tmp_path / "ml-tiny"
    data_set.mkdir()
    (data_set / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,4.0,0\n")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, str(data_set))
        await on_import(app, pilot, until, "has the ratings of many people, not yours · set it up with")
        path = app.screen.query_one("#import-path", Input)
        assert path.has_focus and path.value == str(data_set)
        path.value = ""
        await pilot.press("enter")
        await on_import(app, pilot, until, "type the path of what you exported, or drop it here")
        await pilot.press(*"/no/such.csv", "enter")
        await on_import(app, pilot, until, "/no/such.csv does not exist · check the path")


async def test_rows_that_cannot_be_read_are_named_and_a_file_beside_them_is_refused(app, export, until):
    ratings = export(row("Heat", 1995), row("", 1979))
    notes = export("hello\n", name="notes.txt", header="")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, f"{ratings} {notes}")
        await on_import(app, pilot, until, "1 taken, 1 unreadable", "! ratings.csv, line 3: it names no film")
        assert "notes.txt is no film service's file that movierec knows · give an export of" in words(app)


async def test_a_list_is_taken_as_the_person_says(app, settings, export, until):
    path = export("tt0113277\ntt0078748\n", name="mine.txt", header="")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "What is this list? w watchlist s seen r ratings")
        await pilot.press("enter")
        await until(pilot, lambda: "say first what the list is" in status(app))
        await pilot.press("w")
        await on_import(app, pilot, until, "Taken as a watchlist")
        await pilot.press("s")
        await on_import(app, pilot, until, "Taken as films you have seen")
        await pilot.press("enter")
        await on_import(app, pilot, until, "✓ 2 films kept")
    with MarkLog(settings.files.marks) as log:
        assert [(mark.seen, mark.watchlist) for mark in log.marks("anna")] == [(True, False)] * 2


async def test_the_larger_set_is_set_up_while_the_list_stays(app, starter, export, until):
    path = export(row("Heat", 1995), row("Nobody Made This", 1990))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "1 film to take")
        await pilot.press("d")
        assert starter.jobs == []
        await pilot.press("enter")
        await on_import(app, pilot, until, "would have it: d sets it up, about")
        assert "d set it up" in keys(app)
        await pilot.press("d")
        await until(pilot, lambda: starter.jobs)
        assert starter.jobs[0][1] == ["--dataset", "ml-32m"]
        assert "setting up MovieLens 32M; it goes on in the background" in status(app)
        await pilot.press("d", "escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
        assert len(starter.jobs) == 1 and app.state.opinions == 1


async def test_importing_again_says_that_nothing_is_new(app, export, until):
    path = export(row("Heat", 1995))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "1 film to take")
        await pilot.press("enter")
        await on_import(app, pilot, until, "✓ 1 film taken")
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "0 films to take", "1 already so")
        await pilot.press("enter")
        await until(pilot, lambda: "there is nothing new in it" in status(app))


async def test_before_the_titles_are_open_a_dropped_file_waits_for_them(settings, engine, export, until):
    go = threading.Event()

    def slow(_):
        assert go.wait(30)
        return engine

    app = MovierecApp(settings, opener=slow)
    path = export(row("Heat", 1995))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.marked.read)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "reading…")
        go.set()
        await on_import(app, pilot, until, "1 film to take")


async def test_with_nothing_set_up_the_films_are_kept_and_the_choice_of_a_data_set_stays(
    bare_app, settings, export, until
):
    path = export(row("Heat", 1995))
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(bare_app.screen, SetUpScreen) and bare_app.focused is not None)
        assert "i import" in keys(bare_app)
        await pilot.press("i")
        await on_import(bare_app, pilot, until, "Letterboxd, IMDb, Trakt")
        await pilot.press(*path, "enter")
        await on_import(bare_app, pilot, until, "1 to keep for later", "1 kept")
        await pilot.press("enter")
        await on_import(bare_app, pilot, until, "✓ 1 film kept", "1 film waits for a data set")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(bare_app.screen, SetUpScreen))
    with MarkLog(settings.files.marks) as log:
        assert [mark.title for mark in log.marks("anna")] == ["Heat"]


async def test_what_waits_is_told_after_the_start_and_asked_from_the_import(app, settings, engine, export, until):
    path = export(row("Solaris", ""))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "1 to ask about")
        await pilot.press("enter")
        await on_import(app, pilot, until, "1 film waits for you: which one is meant? enter asks")
    again = MovierecApp(settings, opener=lambda _: engine)
    async with again.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: again.state.ranked.ranked_once)
        await pilot.press("escape")
        await until(pilot, lambda: "1 imported film waits: which one is meant? i asks" in status(again))
        await pilot.press("i")
        await on_import(again, pilot, until, "1 film of earlier imports waits: which one is meant?")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(again.screen, ReviewScreen))


async def test_what_waits_for_one_profile_is_not_asked_of_another(app, settings, export, until):
    path = export(row("Solaris", ""))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "1 to ask about")
        await pilot.press("enter")
        await on_import(app, pilot, until, "1 film waits for you")
        await pilot.press("escape", "p", *"bob", "enter")
        await until(pilot, lambda: app.state.profile == "bob" and app.state.ranked.ranked_once)
        await pilot.press("i")
        await on_import(app, pilot, until, "Letterboxd, IMDb, Trakt")
        assert "of earlier imports" not in words(app)
        await pilot.press("escape", "p", *"anna", "enter")
        await until(pilot, lambda: app.state.profile == "anna" and app.state.ranked.ranked_once)
        await pilot.press("i")
        await on_import(app, pilot, until, "1 film of earlier imports waits")


async def test_a_failure_to_write_is_said_and_enter_tries_again(app, export, until, monkeypatch):
    def full(self, profile, origin, plan):
        from engine.errors import StoreError

        raise StoreError("the disk is full", "make room on it")

    path = export(row("Heat", 1995))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "1 film to take")
        with monkeypatch.context() as patch:
            patch.setattr(MarkLog, "record", full)
            await pilot.press("enter")
            await until(pilot, lambda: "! the disk is full · make room on it" in words(app))
        await pilot.press("enter")
        await on_import(app, pilot, until, "✓ 1 film taken")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 60)])
async def test_a_hostile_file_is_shown_harmlessly_at_every_size(app, export, until, size):
    path = export(row("[/] [@click=app.quit]x[/] \x1b[2J", 1990), row("Heat", 1995), name="[bold]\x1b]0;x\x07.csv")
    async with app.run_test(size=size, notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, shlex.quote(path))
        await on_import(app, pilot, until, "1 film to take · 1 to keep for later", "[bold]")
        assert "\x1b" not in painted(app) and "enter import" in keys(app)
        await pilot.press("enter")
        await on_import(app, pilot, until, "✓ 1 film taken")
        assert "esc to your list" in keys(app)


async def test_enter_pressed_twice_imports_once(app, settings, export, until, type_at_once):
    path = export(row("Heat", 1995))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "1 film to take")
        await type_at_once(pilot, ("enter", "\r"), ("enter", "\r"), ("escape", "\x1b"))
        await until(pilot, lambda: isinstance(app.screen, MainScreen) and app.state.opinions == 1)
    with MarkLog(settings.files.marks) as log:
        assert log.undo("anna").words == "imported 1 film from Letterboxd"
        assert log.undo("anna") is None


async def test_esc_while_reading_goes_back_and_the_answer_is_dropped(app, export, until, monkeypatch):
    from tui.workers import import_plans

    go, read = threading.Event(), import_plans.read_named
    monkeypatch.setattr(import_plans, "read_named", lambda text: go.wait(30) and read(text))
    path = export(row("Heat", 1995))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await drop(app, pilot, path)
        await on_import(app, pilot, until, "reading…")
        await pilot.press("escape")
        go.set()
        await on_import(app, pilot, until, "Bring your marks")
        monkeypatch.setattr(import_plans, "read_named", read)
        await pilot.press("enter")
        await on_import(app, pilot, until, "1 film to take")


async def test_remapped_keys_are_named_and_work(settings, engine, export, until):
    keys_of = {"import_marks": "I", "import_go": "ctrl+g", "import_watchlist": "W", "undo": "Z"}
    app = MovierecApp(settings, Preferences(keys=keys_of), opener=lambda _: engine)
    path = export("tt0113277\n", name="mine.txt", header="")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: "I brings your ratings" in status(app))
        await pilot.press("I")
        await on_import(app, pilot, until, "Letterboxd, IMDb, Trakt")
        await pilot.press(*path, "enter")
        await on_import(app, pilot, until, "What is this list? W watchlist")
        await pilot.press("W")
        await on_import(app, pilot, until, "Taken as a watchlist")
        await pilot.press("ctrl+g")
        await on_import(app, pilot, until, "Z in your list undoes")


async def test_the_palette_and_the_help_know_the_import(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("ctrl+p", *"import", "enter")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen) and app.focused is not None)
        await pilot.press("f1")
        await until(pilot, lambda: "The list is a watchlist" in words(app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
