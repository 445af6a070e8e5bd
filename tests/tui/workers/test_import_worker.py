"""The import's thread: what it reads, writes and tells, with real files, a real log and the toy films."""

import threading
import time
import zipfile

import pytest

from engine.errors import StoreError
from engine.estimates.machine import Machine
from engine.exchange.questions import read_questions
from engine.home import HomeFiles
from engine.profiles.marks import MarkLog
from engine.titles.index import TitleIndex
from tests.toy_films import FILMS, film
from tui.state.import_messages import (
    ImportDone,
    ImportFailed,
    ImportPlanned,
    LargerSetFound,
    QuestionAnswered,
    QuestionsRead,
)
from tui.state.imports import Here
from tui.workers.import_worker import ImportWorker

HERE = Here("anna", "movielens", TitleIndex.of(FILMS))
NOWHERE = Here("anna", "", None)
RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n"
NOT_SURE = "2024-01-05,Solaris,,https://boxd.it/a,4\n"
"""Without a year, the film is asked for."""


class Told:
    """What the thread told, in order."""

    def __init__(self):
        self.news = []
        self.failures = []

    def tell(self, message):
        self.news.append(message)

    def wait_for(self, kind, number=1):
        give_up = time.monotonic() + 60
        while sum(isinstance(one, kind) for one in self.news) < number:
            assert time.monotonic() < give_up, self.news
            time.sleep(0.002)
        return [one for one in self.news if isinstance(one, kind)][-1]


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def files(tmp_path):
    made = HomeFiles(tmp_path / "home")
    made.ensure()
    return made


@pytest.fixture
def worker(files, told):
    made = ImportWorker(files, told.tell, told.failures.append, lambda home: Machine())
    yield made
    assert made.close(5)
    assert told.failures == []


@pytest.fixture
def ratings(tmp_path):
    def write(*rows, name="ratings.csv", header=RATINGS):
        (tmp_path / name).write_text(header + "".join(rows), encoding="utf-8")
        return str(tmp_path / name)

    return write


def row(title, year, stars="4.5"):
    return f"2024-01-05,{title},{year},https://boxd.it/x,{stars}\n"


def marks(files):
    with MarkLog(files.marks) as log:
        return {mark.title: mark for mark in log.marks("anna")}


def test_what_an_import_would_do_is_told_before_anything_is_written(worker, told, files, ratings):
    text = ratings(row("Heat", 1995), row("Nobody Made This", 1990), NOT_SURE, row("", 1979))
    worker.read(text, HERE)
    planned = told.wait_for(ImportPlanned)
    assert planned.text == text
    plan = planned.plan
    assert (plan.films, plan.kept, plan.asked) == (1, 1, 1)
    ((file,),) = (source.files for source in plan.sources)
    assert (file.name, file.what) == ("ratings.csv", "Letterboxd ratings")
    assert file.counts == ((1, "taken"), (1, "not in this data set"), (1, "to be asked"), (1, "unreadable"))
    (line,) = plan.unreadable
    assert line.startswith("ratings.csv, line 5: ")
    assert marks(files) == {} and read_questions(files, "anna").waiting == ()


def test_an_import_is_one_action_and_what_it_keeps_finds_a_larger_set(worker, told, files, ratings):
    worker.read(ratings(row("Heat", 1995), row("Alien", 1979, "5"), row("Nobody Made This", 1990)), HERE)
    worker.carry_out()
    outcome = told.wait_for(ImportDone).outcome
    assert (outcome.films, outcome.kept, outcome.changed, outcome.set_up) == (2, 1, True, True)
    assert told.wait_for(QuestionsRead).asked == ()
    offer = told.wait_for(LargerSetFound).offer
    assert offer.films == 1 and offer.dataset.startswith("ml-") and offer.time
    assert {title: mark.opinion for title, mark in marks(files).items()} == {
        "Heat": "4.5",
        "Alien": "5",
        "Nobody Made This": "4.5",
    }
    with MarkLog(files.marks) as log:
        assert log.undo("anna").words == "imported 3 films from Letterboxd"
        assert log.marks("anna") == []


def test_an_import_is_done_once(worker, told, files, ratings):
    worker.read(ratings(row("Heat", 1995)), HERE)
    worker.carry_out()
    worker.carry_out()
    worker.look_for_questions(HERE)
    told.wait_for(QuestionsRead, 2)
    assert sum(isinstance(one, ImportDone) for one in told.news) == 1


def test_importing_again_finds_nothing_to_do(worker, told, ratings):
    for number in (1, 2):
        worker.read(ratings(row("Heat", 1995)), HERE)
        worker.carry_out()
        told.wait_for(ImportDone, number)
    first, second = (one.outcome for one in told.news if isinstance(one, ImportDone))
    assert (first.changed, first.films) == (True, 1)
    assert (second.changed, second.films) == (False, 0)


def test_a_list_is_planned_anew_once_it_is_said_what_it_is(worker, told, files, ratings):
    text = ratings("tt0113277\n", name="mine.txt", header="")
    films = [film("Heat")]
    here = Here("anna", "movielens", TitleIndex.of([*(one for one in FILMS if one not in films), *films]))
    worker.read(text, here)
    assert told.wait_for(ImportPlanned).plan.unsure
    worker.plan(text, "watchlist")
    plan = told.wait_for(ImportPlanned, 2).plan
    assert not plan.unsure and plan.use == "watchlist"
    worker.carry_out()
    told.wait_for(ImportDone)
    assert [mark.watchlist for mark in marks(files).values()] == [True]


def test_a_zip_tells_its_files_and_a_file_beside_it_is_refused(worker, told, tmp_path, ratings):
    with zipfile.ZipFile(tmp_path / "letterboxd.zip", "w") as archive:
        archive.writestr("ratings.csv", RATINGS + row("Heat", 1995))
        archive.writestr("watchlist.csv", "Date,Name,Year,Letterboxd URI\n2024-01-05,Alien,1979,https://boxd.it/x\n")
    other = ratings("hello\n", name="notes.csv", header="")
    worker.read(f"{tmp_path}/letterboxd.zip {other}", HERE)
    plan = told.wait_for(ImportPlanned).plan
    zipped, notes = plan.sources
    assert zipped.name == "letterboxd.zip"
    assert [(file.name, file.what) for file in zipped.files] == [
        ("ratings.csv", "Letterboxd ratings"),
        ("watchlist.csv", "Letterboxd watchlist"),
    ]
    assert notes.name == "notes.csv" and not notes.files
    assert "no film service's file" in notes.refused and " · " in notes.refused


def test_many_files_of_one_kind_are_told_together(worker, told, tmp_path):
    for number in range(45):
        (tmp_path / f"{number:02}.csv").write_text(RATINGS + row("Heat", 1995))
    worker.read(" ".join(f"{tmp_path}/{number:02}.csv" for number in range(45)), HERE)
    assert len(told.wait_for(ImportPlanned).plan.sources) == 45
    worker.read(str(tmp_path), HERE)
    (source,) = told.wait_for(ImportPlanned, 2).plan.sources
    assert len(source.files) == 41
    assert (source.files[-1].name, source.files[-1].counts) == ("5 more", ((5, "taken"),))


@pytest.mark.parametrize("text", ["/no/such/file.csv", "/no/such/file.csv /nor/this"])
def test_what_cannot_be_read_is_told_in_one_line_with_its_remedy(worker, told, text):
    worker.read(text, HERE)
    failed = told.wait_for(ImportFailed)
    assert failed.text == text
    assert "does not exist · check the path" in failed.problem and "\n" not in failed.problem


def test_with_nothing_set_up_every_film_is_kept(worker, told, files, ratings):
    worker.read(ratings(row("Heat", 1995), NOT_SURE), NOWHERE)
    plan = told.wait_for(ImportPlanned).plan
    assert (plan.films, plan.kept, plan.asked) == (0, 2, 0)
    worker.carry_out()
    outcome = told.wait_for(ImportDone).outcome
    assert (outcome.kept, outcome.set_up, outcome.changed) == (2, False, True)
    told.wait_for(QuestionsRead)
    assert not any(isinstance(one, LargerSetFound) for one in told.news)
    assert sorted(marks(files)) == ["Heat", "Solaris"]


def asked(worker, told, ratings, *rows):
    worker.read(ratings(*rows), HERE)
    worker.carry_out()
    return told.wait_for(QuestionsRead).asked


def test_an_answer_marks_the_film_at_once_and_can_be_taken_back(worker, told, files, ratings):
    (question,) = asked(worker, told, ratings, NOT_SURE)
    assert (question.title, question.year, question.origin) == ("Solaris", None, "Letterboxd ratings")
    assert (question.opinion, question.seen) == ("4", True)
    assert question.candidates == (film("Solaris"),)
    worker.accept(question.identity, film("Solaris"))
    assert told.wait_for(QuestionAnswered).problem == ""
    assert marks(files)["Solaris"].opinion == "4"
    assert read_questions(files, "anna").waiting == ()
    worker.take_back(question.identity)
    told.wait_for(QuestionAnswered, 2)
    assert marks(files) == {}
    assert [one.identity for one in read_questions(files, "anna").waiting] == [question.identity]
    worker.turn_down(question.identity)
    told.wait_for(QuestionAnswered, 3)
    worker.look_for_questions(HERE)
    assert told.wait_for(QuestionsRead, 2).asked == ()
    assert marks(files) == {}


def test_nothing_is_loaded_to_find_out_that_nothing_waits(worker, told, files):
    worker.look_for_questions(HERE)
    assert told.wait_for(QuestionsRead).asked == ()
    assert not files.marks.exists()


def test_a_log_that_cannot_be_written_is_told_and_the_import_can_be_done_again(files, told, ratings):
    full = threading.Event()
    full.set()

    class Full(MarkLog):
        def record(self, profile, origin, plan):
            if full.is_set():
                raise StoreError("the disk is full", "make room on it")
            return super().record(profile, origin, plan)

    worker = ImportWorker(
        files, told.tell, told.failures.append, lambda home: Machine(), open_log=lambda files: Full(files.marks)
    )
    worker.read(ratings(row("Heat", 1995)), HERE)
    worker.carry_out()
    assert told.wait_for(ImportFailed).problem == "the disk is full · make room on it"
    full.clear()
    worker.carry_out()
    assert told.wait_for(ImportDone).outcome.films == 1
    assert worker.close(5)


def test_a_bug_is_told_and_the_thread_goes_on(files, told, ratings):
    def broken(_):
        raise RuntimeError("a bug")

    worker = ImportWorker(files, told.tell, told.failures.append, lambda home: Machine(), open_log=broken)
    worker.read(ratings(row("Heat", 1995)), HERE)
    assert told.wait_for(ImportFailed).problem == "it failed: RuntimeError"
    worker.look_for_questions(HERE)
    told.wait_for(QuestionsRead)
    assert worker.close(5) and [type(one) for one in told.failures] == [RuntimeError]


def test_quitting_waits_for_an_import_and_not_for_a_reading(files, told, ratings):
    go, writing = threading.Event(), threading.Event()

    class Slow(MarkLog):
        def record(self, profile, origin, plan):
            writing.set()
            assert go.wait(10)
            return super().record(profile, origin, plan)

    worker = ImportWorker(
        files, told.tell, told.failures.append, lambda home: Machine(), open_log=lambda files: Slow(files.marks)
    )
    worker.read(ratings(row("Heat", 1995)), HERE)
    worker.carry_out()
    assert writing.wait(10)
    threading.Timer(0.2, go.set).start()
    worker.read("/somewhere", HERE)
    assert worker.close(0.0)
    assert "Heat" in marks(files)
    assert not any(isinstance(one, ImportFailed) for one in told.news)
