"""Who sees the new film of a maker whose films they like, and what new films cost a list.

    python tests/benchmarks/new_film_figures.py --home HOME --others 2000

In a copy of a trained home, a made-up new film of each group of `data/makers.txt` joins, with two genres of the group's
films, and `--others` more, of which a third share nobody with any film, a third an actor of few films and a third a
director. Then somebody likes three films of a group, drawn at random.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from engine import open_recommender
from engine.evaluation.makers import read_makers
from engine.jobs.new_films import run_join, run_leave
from engine.movies import FIRST_ADDED_ID, FIRST_NEW_ID, Movie
from engine.people.film_facts import FilmFacts, Person
from engine.people.film_kin import near_films
from engine.serving.recommender import Recommender
from engine.settings import Settings

_LIKED, _FEWEST, _LISTED = 3, 5, 50
_MAKERS, _ACTORS = 4000, 6000
"""How many directors and leading actors the films without a group share among them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="a trained home; it is copied")
    parser.add_argument("--others", type=int, default=2000, help="new films beside those of the groups")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(given.home, Path(folder) / "home")
        settings = Settings(home=Path(folder) / "home", profile="benchmark")
        run_leave(settings)
        with open_recommender(settings) as opened:
            groups = _groups(opened)
            before = _measured(opened, groups, {})
            films = [one for one in opened.titles.popular(len(opened.titles)) if one.id < FIRST_ADDED_ID]
        new, near = _new_films(films, groups, given.others)
        start = time.perf_counter()
        run_join(settings, list(zip(new, near, strict=True)))
        print(f"{len(new):,} new films joined {len(films):,} in {time.perf_counter() - start:.0f} s")
        with open_recommender(settings) as opened:
            after = _measured(opened, groups, dict(zip(groups, new, strict=False)))
    print(f"{len(groups)} groups; a list of {_LISTED}: {before['ms']:.0f} ms without new films, {after['ms']:.0f} with")
    for name in ("first 20", f"first {_LISTED}"):
        print(f"the group's new film is among the {name}: {after[name] / len(groups):.0%}")
    print(f"new films in a list: {after['new'] / len(groups):.1f} on average, {after['most']:.0f} at most")


def _groups(opened: Recommender) -> dict[str, list[Movie]]:
    """The groups of which the version has enough films."""
    known = {film.label: film for film in opened.titles.popular(len(opened.titles))}
    groups = {name: [known[film] for film in films if film in known] for name, films in read_makers().items()}
    return {name: films for name, films in groups.items() if len(films) >= _FEWEST}


def _new_films(
    films: list[Movie], groups: dict[str, list[Movie]], others: int
) -> tuple[list[Movie], list[tuple[int, ...]]]:
    """The new films, those of the groups first, and what each is near to."""
    dice = random.Random(3)
    maker = {film.id: name for name, some in groups.items() for film in some}
    genres = sorted({genre for film in films for genre in film.genres})
    facts: dict[int, FilmFacts] = {}

    def made(movie: int, director: str, actors: int, of: str) -> None:
        cast = tuple(Person(f"{of}{dice.randrange(_ACTORS)}", "") for _ in range(actors))
        facts[movie] = FilmFacts(movie, "", (Person(director, ""),), cast)

    for film in films:
        made(film.id, maker.get(film.id, f"maker {dice.randrange(_MAKERS)}"), 3, "actor ")
    new = []
    for name, some in groups.items():
        kinds = [genre for film in some for genre in film.genres] or genres
        new.append(_film(len(new), tuple({dice.choice(kinds) for _ in range(2)})))
        made(new[-1].id, name, 3, "actor ")
    for number in range(others):
        new.append(_film(len(new), tuple(dice.sample(genres, 2))))
        director = f"maker {dice.randrange(_MAKERS)}" if number % 3 == 0 else f"nobody {number}"
        made(new[-1].id, director, 1, "actor " if number % 3 == 1 else "unknown ")
    return new, near_films(new, films, facts, {})


def _film(number: int, genres: tuple[str, ...]) -> Movie:
    return Movie(id=FIRST_NEW_ID + number + 1, title=f"New film {number}", year=2025, genres=genres)


def _measured(opened: Recommender, groups: dict[str, list[Movie]], own: dict[str, Movie]) -> Counter[str]:
    """Sums over the groups, and the mean milliseconds of a list."""
    dice = random.Random(1)
    found: Counter[str] = Counter()
    opened.recommend([next(iter(groups.values()))[0].id], _LISTED)
    for name, films in groups.items():
        liked = [film.id for film in dice.sample(films, _LIKED)]
        start = time.perf_counter()
        listed = [one.movie for one in opened.recommend(liked, _LISTED)]
        found["ms"] += 1000 * (time.perf_counter() - start) / len(groups)  # type: ignore[assignment]
        found["first 20"] += own.get(name) in listed[:20]
        found[f"first {_LISTED}"] += own.get(name) in listed
        found["new"] += (new := sum(movie.is_new for movie in listed))
        found["most"] = max(found["most"], new)
    return found


if __name__ == "__main__":
    main()
