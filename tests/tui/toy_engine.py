"""A small engine for the app's tests: real titles, real marks, and a ranking whose answers are known.

Its scores follow a rule that can be done by head: two films are as close as the share of their genres in common,
a little closer where they are of one decade; popularity falls with the place in the table below. It meets the same
protocol as the real one, and the same tests (tests/tui/workers/test_ranking_engines.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from engine.artifact import DatasetInfo
from engine.errors import MovierecError, UnknownMovie
from engine.movies import Movie, MovieFilter
from engine.profiles.marks import Mark
from engine.serving.explanations import Part, Recommendation, bar
from engine.serving.mark_matching import match_marks
from engine.serving.store_health import StoreHealth
from engine.titles.index import TitleIndex

_FILMS = """
The Godfather|1972|Crime,Drama
Star Wars: Episode IV - A New Hope|1977|Action,Adventure,Sci-Fi
The Matrix|1999|Action,Sci-Fi,Thriller
Pulp Fiction|1994|Comedy,Crime,Drama
The Silence of the Lambs|1991|Crime,Horror,Thriller
Toy Story|1995|Adventure,Animation,Children,Comedy
Alien|1979|Horror,Sci-Fi
Aliens|1986|Action,Adventure,Horror,Sci-Fi
Blade Runner|1982|Action,Sci-Fi,Thriller
2001: A Space Odyssey|1968|Adventure,Drama,Sci-Fi
Heat|1995|Action,Crime,Thriller
Casablanca|1942|Drama,Romance
Vertigo|1958|Drama,Mystery,Romance,Thriller
Psycho|1960|Crime,Horror
Taxi Driver|1976|Crime,Drama,Thriller
Chinatown|1974|Crime,Film-Noir,Mystery,Thriller
The Third Man|1949|Film-Noir,Mystery,Thriller
Seven Samurai|1954|Action,Adventure,Drama
Ran|1985|Drama,War
Apocalypse Now|1979|Action,Drama,War
Full Metal Jacket|1987|Drama,War
Amélie|2001|Comedy,Romance
City of Lost Children|1995|Adventure,Drama,Fantasy,Mystery,Sci-Fi
Spirited Away (千と千尋の神隠し)|2001|Adventure,Animation,Fantasy
Princess Mononoke|1997|Action,Adventure,Animation,Drama,Fantasy
Stalker|1979|Drama,Mystery,Sci-Fi
Solaris|1972|Drama,Mystery,Sci-Fi
Mirror|1975|Drama
Metropolis|1927|Drama,Sci-Fi
Nosferatu|1922|Horror
The General|1926|Comedy,War
City Lights|1931|Comedy,Drama,Romance
Duck Soup|1933|Comedy,Musical,War
Some Like It Hot|1959|Comedy,Crime
Singin' in the Rain|1952|Comedy,Musical,Romance
Brazil|1985|Fantasy,Sci-Fi
Delicatessen|1991|Comedy,Drama,Romance
Fargo|1996|Comedy,Crime,Drama,Thriller
Se7en|1995|Mystery,Thriller
Reservoir Dogs|1992|Crime,Mystery,Thriller
Trainspotting|1996|Comedy,Crime,Drama
Dark City|1998|Adventure,Film-Noir,Sci-Fi,Thriller
Twelve Monkeys|1995|Mystery,Sci-Fi,Thriller
Gattaca|1997|Drama,Sci-Fi,Thriller
Contact|1997|Drama,Sci-Fi
Ghost in the Shell|1995|Animation,Sci-Fi
Akira|1988|Action,Adventure,Animation,Sci-Fi
Total Recall|1990|Action,Adventure,Sci-Fi,Thriller
The Terminator|1984|Action,Sci-Fi,Thriller
RoboCop|1987|Action,Crime,Drama,Sci-Fi,Thriller
Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb|1964|Comedy,War
The Lives of Others|2006|Drama,Romance,Thriller
Das Boot|1981|Action,Drama,War
M|1931|Crime,Film-Noir,Thriller
Rashomon|1950|Crime,Drama,Mystery
Rear Window|1954|Mystery,Thriller
North by Northwest|1959|Action,Adventure,Mystery,Romance,Thriller
Jaws|1975|Action,Horror
The Shining|1980|Horror
The Thing|1982|Action,Horror,Sci-Fi,Thriller
"""


def _movie(place: int, line: str) -> Movie:
    title, year, genres = line.split("|")
    n_ratings = 3000 // (place + 5)
    return Movie(
        id=place + 1,
        title=title,
        year=int(year),
        genres=tuple(genres.split(",")),
        imdb=f"{100000 + place:07d}",
        tmdb=500 + place,
        n_ratings=n_ratings,
        mean=4.4 - place / 60,
        histogram=tuple(n_ratings * share // 100 for share in (1, 2, 2, 5, 6, 14, 14, 26, 12, 18)),
    )


FILMS = tuple(_movie(place, line) for place, line in enumerate(_FILMS.strip().splitlines()))


def film(title: str) -> Movie:
    return next(movie for movie in FILMS if movie.title == title)


class ToyEngine:
    """Meets tui.workers.ranking_engine.RankingEngine, over a few dozen films.

    Tests may set `fails` (what a ranking raises), `states`, `current` and `gains` (what is told of the stores and of
    a newer version) and `wait` (called before each answer), and read what was `ranked`.
    """

    def __init__(self, movies: Sequence[Movie] = FILMS, version: str = "v3") -> None:
        self.version = version
        self.dataset = DatasetInfo(
            name="ml-1m",
            source="toy",
            catalogue="movielens",
            digest="",
            movies=len(movies),
            users=610,
            interactions=9000,
            newest_year=2006,
        )
        self.titles = TitleIndex.of(movies)
        self.all = tuple(movies)
        self.fails: MovierecError | None = None
        self.states = [
            StoreHealth(name="vectors", kind="milvus-lite", where="here", state="ok"),
            StoreHealth(name="catalog", kind="sqlite", where="here", state="ok"),
        ]
        self.current = version
        self.gains: float | None = None
        self.wait: Callable[[], object] = lambda: None
        self.ranked: list[dict[int, float]] = []
        self.diversity = 0.0

    def match(self, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
        return match_marks(self.titles, self.dataset.catalogue, marks)

    def recommend(
        self,
        liked: Sequence[int] = (),
        k: int = 20,
        *,
        opinions: Mapping[int, float] | None = None,
        hidden: Collection[int] = (),
        movie_filter: MovieFilter = MovieFilter(),
        popularity: float = 1.0,
        diversity: float = 0.0,
    ) -> list[Recommendation]:
        weights = {**dict.fromkeys(liked, 1.0), **(opinions or {})}
        marked = {movie: self.movie(movie) for movie in weights}
        self.ranked.append(dict(weights))
        self.diversity = diversity
        self.wait()
        if self.fails is not None:
            raise self.fails
        never = {*weights, *hidden, *self.titles.well_known(popularity)}
        scored = [
            self._scored(movie, popularity * (0.4 - place / 200), weights, marked)
            for place, movie in enumerate(self.all)
            if movie.id not in never and movie_filter.admits(movie)
        ]
        scored.sort(key=lambda found: (-found.score, found.movie.id))
        scores = [found.score for found in scored]
        return [
            Recommendation(
                movie=found.movie,
                score=found.score,
                base=found.base,
                why=found.why,
                usual_base=0.25 * popularity,
                bar=bar(found.score, scores[len(scores) // 2], scores[0]),
            )
            for found in scored[:k]
        ]

    def similar(self, movie_id: int, k: int = 20, *, movie_filter: MovieFilter = MovieFilter()) -> list[Recommendation]:
        movie = self.movie(movie_id)
        self.wait()
        others = [other for other in self.all if other != movie and movie_filter.admits(other)]
        near = sorted(((_close(movie, other), other) for other in others), key=lambda pair: -pair[0])
        return [Recommendation(movie=other, score=s, base=s, bar=min(100 * s, 100)) for s, other in near[:k]]

    def movie(self, movie_id: int) -> Movie:
        found = next((movie for movie in self.all if movie.id == movie_id), None)
        if found is None:
            raise UnknownMovie(f"id:{movie_id}")
        return found

    def health(self) -> list[StoreHealth]:
        return self.states

    def newer(self) -> str | None:
        return None if self.current == self.version else self.current

    def gain(self, version: str) -> float | None:
        return self.gains

    def open_stores_soon(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _scored(
        self, movie: Movie, base: float, weights: Mapping[int, float], marked: Mapping[int, Movie]
    ) -> Recommendation:
        parts = [
            Part(movie=marked[i], part=weight * _close(movie, marked[i]), usual=0.1 * weight, weight=weight)
            for i, weight in weights.items()
        ]
        why = tuple(sorted(parts, key=lambda part: -part.part))
        return Recommendation(movie=movie, score=base + sum(part.part for part in why), base=base, why=why)


def _close(one: Movie, other: Movie) -> float:
    common = len(set(one.genres) & set(other.genres))
    decade = 0.2 if (one.year or 0) // 10 == (other.year or 1) // 10 else 0.0
    return common / len(set(one.genres) | set(other.genres)) + decade
