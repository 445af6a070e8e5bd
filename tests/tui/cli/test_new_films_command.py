"""`movierec enrich --new-films` from beginning to end: a trained home, IMDb's files over HTTP, what can be wrong."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from engine.movies import FIRST_NEW_ID
from engine.settings import Settings
from tests.imdb_files import serve, write_imdb
from tui.cli import run

FILMS = [f"tt{n:07d}|movie|Film {n}|Film {n}|0|{1960 + n}|\\N|90|{'Drama' if n % 2 else 'War'}" for n in range(1, 41)]
LATE = [
    r"tt0001001|movie|The Late Drama|Das späte Drama|0|2004|\N|101|Drama,Biography",
    r"tt0001002|movie|Nobody Knows Its Makers|Nobody Knows Its Makers|0|2005|\N|95|War",
    r"tt0001003|movie|Too Few Votes|Too Few Votes|0|2005|\N|95|War",
]
MADE = [f"tt{n:07d}|nm000000{n % 2 + 1}|\\N" for n in range(1, 41)] + [r"tt0001001|nm0000002|\N"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    chance = random.Random(4)
    films = [f"{n}::Film {n} ({1960 + n})::{'Drama' if n % 2 else 'War'}" for n in range(1, 41)]
    (folder / "movies.dat").write_text("\n".join(films) + "\n", encoding="latin-1")
    kinds = {user: [film for film in range(1, 41) if film % 2 == user % 2 or film % 7 == 0] for user in range(1, 61)}
    views = [f"{user},{film}" for user, some in kinds.items() for film in chance.sample(some, 12)]
    (folder / "views.csv").write_text("user,movie\n" + "\n".join(views) + "\n")
    home = folder / "home"
    given = ["--ratings", str(folder / "views.csv"), "--movies", str(folder / "movies.dat")]
    assert run(["--home", str(home), "setup", *given]) == 0
    return home


@pytest.fixture
def home(trained, tmp_path):
    shutil.copytree(trained, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    votes = [f"tt{n:07d}|6.5|{100 * n}" for n in range(1, 41)]
    votes += ["tt0001001|7.25|1000", "tt0001002|4.0|25000", "tt0001003|8.0|999"]
    write_imdb(
        tmp_path / "imdb",
        title_basics="\n".join([*FILMS, *LATE]),
        title_ratings="\n".join(votes),
        title_crew="\n".join(MADE),
        title_principals=r"tt0000001|1|nm0000009|actor|\N|\N",
        name_basics="nm0000001|Maker of Wars|\\N|\\N|director|\\N\nnm0000002|Maker of Dramas|\\N|\\N|director|\\N",
    )
    with serve(tmp_path / "imdb") as running:
        yield running


def test_new_films_join_are_found_and_listed_and_leave_again(home, server, call):
    done = call("--home", home, "enrich", "--url", server.url, "--new-films", "--json")
    assert (done.json["joined"], done.json["version"], done.json["films"]) == (2, "v2", 42)
    assert "2 new films to 2005 joined, 1 placed by who made them" in done.err
    again = call("--home", home, "enrich", "--url", server.url, "--new-films", "--json")
    assert (again.json["joined"], again.json["version"]) == (0, None)
    assert "no new film has 1,000 votes or more that is not there already; no new version was made" in again.err
    assert call("--home", home, "status", "--json").json["dataset"]["newest_year"] == 2000

    (hit,) = call("--home", home, "search", "das späte drama", "--json").json["items"]
    assert (hit["movie"], hit["title"], hit["genres"], hit["new"]) == (
        FIRST_NEW_ID + 1001,
        "The Late Drama",
        ["Drama"],
        True,
    )
    assert " unrated" in call("--home", home, "search", "the late drama").out
    made = call("--home", home, "search", "maker of dramas", "--top", "50", "--json").json["items"]
    assert FIRST_NEW_ID + 1001 in [one["movie"] for one in made]

    listed = call("--home", home, "recommend", "Film 3", "Film 5", "Film 9", "--json").json["items"]
    assert [one["movie"] for one in listed if one["new"]] == [FIRST_NEW_ID + 1001]
    table = call("--home", home, "recommend", "Film 3", "Film 5", "Film 9").out
    assert "The Late Drama (unrated)" in table and "by the director of Film" in table

    alone = call("--home", home, "recommend", "Film 3", "--year", "2003-")
    assert alone.out.count("(unrated)") == 2
    assert "2 of these 2 films are unrated here" in alone.err

    left = call("--home", home, "enrich", "--no-new-films", "--json")
    assert (left.json["left"], left.json["version"], left.json["films"]) == (2, "v3", 40)
    assert call("--home", home, "search", "The Late Drama", "--json").json["items"] == []
    assert "nothing was changed" in call("--home", home, "enrich", "--no-new-films").err


def test_fewer_votes_let_more_join_and_one_that_is_removed_stays_away(home, server, call):
    assert (
        call("--home", home, "enrich", "--url", server.url, "--new-films", "--votes", "999", "--json").json["joined"]
        == 3
    )
    assert call("--home", home, "remove", "Too Few Votes").code == 0
    assert (
        call("--home", home, "enrich", "--url", server.url, "--new-films", "--votes", "1", "--json").json["joined"] == 0
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--votes", "5"], "--votes is for new films"),
        (["--no-new-films", "--votes", "5"], "--votes is for new films"),
        (["--new-films", "--votes", "0"], "--votes"),
        (["--new-films", "--votes", "many"], "--votes"),
        (["--no-new-films", "--from", "/tmp"], "--no-new-films reads no files"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(home, call, given, said):
    done = call("--home", home, "enrich", *given)
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("title.ratings", "missing", "there is no title.ratings.tsv.gz"),
        ("title.basics", "missing", "title.basics.tsv.gz"),
        ("title.basics", "cut off", "title.basics.tsv.gz"),
    ],
)
def test_files_that_cannot_be_had_leave_everything_as_it_was(home, server, call, name, fault, said):
    server.faults[name] = fault
    done = call("--home", home, "enrich", "--url", server.url, "--new-films")
    assert done.code == 1
    assert said in done.err
    assert call("--home", home, "status", "--json").json["version"] == "v1"
    server.faults.clear()
    assert call("--home", home, "enrich", "--url", server.url, "--new-films", "--json").json["joined"] == 2


def test_without_people_they_are_placed_by_genres(home, server, call):
    server.faults |= {"title.crew": "missing", "title.principals": "missing"}
    done = call("--home", home, "enrich", "--url", server.url, "--new-films")
    assert done.code == 0
    assert "2 new films to 2005 joined, 0 placed by who made them and the others by their genres" in done.err


def test_before_set_up_nothing_can_join(call, tmp_path):
    assert call("--home", tmp_path / "none", "enrich", "--new-films").code == 1
    assert call("--home", tmp_path / "none", "enrich", "--no-new-films").code == 1


def test_ctrl_c_leaves_the_old_version(home, server, background, call):
    given = ["--home", home, "enrich", "--url", server.url, "--new-films"]
    process = background(*given, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "publishing" in line:
            break
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    version = call("--home", home, "status", "--json").json["version"]
    assert version == ("v2" if process.returncode == 0 else "v1")
    found = Path(Settings(home=home, profile="me").files.versions)
    assert call("--home", home, "enrich", "--url", server.url, "--new-films").code == 0
    assert sorted(one.name for one in found.iterdir() if one.is_dir())
    assert call("--home", home, "search", "The Late Drama", "--json").json["items"]
