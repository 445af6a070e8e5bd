"""`movierec enrich`: facts from IMDb's files, given or served, and what the other commands make of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.imdb_files import serve, write_imdb
from tui.cli import run

DOCUMENT = {"catalogue", "films", "matched", "people", "files", "joined", "left", "version"}


@pytest.fixture
def home(tmp_path, publish):
    folder = tmp_path / "home"
    publish(folder)
    return folder


@pytest.fixture
def imdb(tmp_path):
    write_imdb(tmp_path / "imdb")
    return tmp_path / "imdb"


@pytest.fixture
def enriched(home, imdb, call):
    assert call("--home", home, "enrich", "--from", imdb).code == 0
    return home


def test_files_of_a_folder_are_read_and_the_terms_named(home, imdb, call):
    done = call("--home", home, "enrich", "--from", imdb, "--json")
    assert done.code == 0
    assert set(done.json) == DOCUMENT
    assert (done.json["catalogue"], done.json["films"], done.json["matched"]) == ("toy", 9, 2)
    assert "Information courtesy of IMDb" in done.err
    assert "2 of the 9 films of toy are matched, 2 of them by title and year" in done.err


def test_files_are_fetched_from_where_they_are_published(home, imdb, call, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(imdb) as server:
        monkeypatch.setenv("MOVIEREC_IMDB_URL", server.url)
        code = run(["--home", str(home), "enrich", "--json"])
        assert code == 0
        assert len(server.asked) == 6


def test_without_a_network_one_line_says_how_to_give_files(home, call):
    done = call("--home", home, "enrich", "--url", "http://127.0.0.1:1", "--json")
    assert done.code == 1
    assert "cannot be reached" in done.json["error"]["message"]
    assert "--from" in done.json["error"]["remedy"]


def test_a_folder_that_is_none_is_wrong_usage(home, call, tmp_path):
    assert call("--home", home, "enrich", "--from", tmp_path / "nowhere").code == 2


def test_before_set_up_there_is_nothing_to_enrich(call, tmp_path, imdb):
    done = call("--home", tmp_path / "new", "enrich", "--from", imdb)
    assert done.code == 1
    assert "nothing is set up yet" in done.err


def test_search_finds_people_and_keeps_its_shape(enriched, call):
    done = call("--home", enriched, "search", "weaver", "--json")
    assert [set(one) for one in done.json["items"]] == [{"movie", "title", "year", "genres", "score", "new"}]
    assert done.json["items"][0]["title"] == "Alien"
    assert "Heat (with Al Pacino)" in call("--home", enriched, "search", "pacino").out


def test_a_name_is_no_title_where_one_film_is_meant(enriched, call):
    done = call("--home", enriched, "similar", "pacino")
    assert done.code == 1
    assert "no film is called 'pacino'" in done.err


def test_lists_can_be_limited_to_the_films_of_people(enriched, call):
    found = call(
        "--home", enriched, "recommend", "Solaris (1972)", "--person", "weaver", "--person", "Pacino", "--json"
    )
    assert {one["title"] for one in found.json["items"]} == {"Alien", "Heat"}
    assert set(found.json["items"][0]) >= {"movie", "title", "year", "genres", "score", "base", "why"}
    similar = call("--home", enriched, "similar", "Aliens", "--person", "Ridley Scott", "--json")
    assert [one["title"] for one in similar.json["items"]] == ["Alien"]
    assert call("--home", enriched, "search", "alien", "--person", "de niro", "--json").json["items"] == []


def test_lists_can_be_limited_to_films_of_a_length(enriched, call):
    def found(*arguments):
        return {one["title"] for one in call("--home", enriched, *arguments, "--json").json["items"]}

    assert found("recommend", "Solaris (1972)", "--length", "-120") == {"Alien"}
    assert found("recommend", "Solaris (1972)", "--length", "long") == {"Heat"}
    assert found("recommend", "Solaris (1972)", "--wish", "over 2 hours") == {"Heat"}
    assert found("recommend", "Solaris (1972)", "--length", "-120", "--person", "pacino") == set()
    assert found("similar", "Aliens", "--length", "under 2 hours") == {"Alien"}
    assert found("search", "heat", "--length", "-90") == set()
    assert call("--home", enriched, "pick", "--length", "150-", "--json").json["item"]["title"] == "Heat"


def test_a_length_that_is_none_is_wrong_usage(enriched, call):
    done = call("--home", enriched, "recommend", "Alien", "--length", "90 films")
    assert done.code == 2
    assert "'90 films' is no length of a film" in done.err
    assert call("--home", enriched, "recommend", "--wish", "crime", "--length", "short").code == 2


def test_a_preset_keeps_a_length(enriched, call):
    from engine.home import HomeFiles
    from engine.profiles.filter_presets import save_preset
    from engine.profiles.list_filters import ListFilters

    save_preset(HomeFiles(enriched), "anna", "Late", ListFilters(minutes_to=120))
    done = call("--home", enriched, "--profile", "anna", "recommend", "Solaris (1972)", "--preset", "late", "--json")
    assert [one["title"] for one in done.json["items"]] == ["Alien"]
    assert call("--home", enriched, "--profile", "anna", "recommend", "--preset", "late", "--length", "short").code == 2


def test_a_person_nobody_knows_is_wrong_usage_with_the_nearest(enriched, home, call):
    done = call("--home", enriched, "recommend", "Alien", "--person", "Sigourn")
    assert done.code == 2
    assert "did you mean: Sigourney Weaver?" in done.err


def test_before_enrich_a_person_filter_says_what_to_do(home, call):
    done = call("--home", home, "recommend", "Alien", "--person", "weaver")
    assert done.code == 2
    assert "movierec enrich" in done.err


@pytest.mark.parametrize("asked", [("--length", "short"), ("--wish", "short drama")])
def test_before_enrich_a_length_says_what_to_do(home, call, asked):
    done = call("--home", home, "recommend", "Alien", *asked)
    assert done.code == 2
    assert "lengths are not known yet" in done.err
    assert "movierec enrich" in done.err


def test_similar_names_who_made_the_film(enriched, call):
    assert "directed by Ridley Scott" not in call("--home", enriched, "similar", "Heat").err
    assert "directed by Michael Mann" in call("--home", enriched, "similar", "Heat").err


def test_status_says_of_how_many_films_people_are_known(enriched, home, call):
    assert "of 2 films of toy (IMDb, " in call("--home", enriched, "status").out
    assert "people" not in call("--home", enriched, "status", "--json").json


def test_a_larger_set_of_the_catalogue_is_said_to_need_another_run(enriched, capsys):
    from engine.artifact import DatasetInfo
    from tui.cli.session import GlobalOptions, Session
    from tui.cli.setup_command import _remind_of_people

    session = Session(GlobalOptions(home=enriched))
    small = DatasetInfo(name="toy", source="", catalogue="toy", digest="", movies=9, users=1, interactions=1)
    _remind_of_people(session, small)
    assert capsys.readouterr().err == ""
    _remind_of_people(session, replace(small, name="toy-2", movies=100))
    assert "Who made the films is known for toy's 9 of 100; `movierec enrich` learns the others." in (
        capsys.readouterr().err
    )
