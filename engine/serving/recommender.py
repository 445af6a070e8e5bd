"""The recommender: from marks to a ranked, explained list of the films of one open version.

The liked films' vectors are fetched from the vector store by id and combined into one query vector (engine.query); one
filtered search finds the films, and their records come from the catalog. While a store is down, the version's own
files give the same answers. Nothing here loads torch, pandas or a data set.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType

import msgspec
import numpy as np

from engine.artifact import Artifact, DatasetInfo, Manifest
from engine.errors import StoreError
from engine.film_columns import Mask
from engine.movies import Movie, MovieFilter
from engine.people.facts_book import FactsBook
from engine.people.film_search import find_films
from engine.popularity_dial import BALANCED
from engine.profiles.marks import Mark
from engine.serving.candidates import Candidates
from engine.serving.explainer import Explainer
from engine.serving.explanations import Recommendation
from engine.serving.failover import Failover
from engine.serving.film_records import FilmRecords
from engine.serving.list_ranking import ListRanking
from engine.serving.mark_matching import MarkMatcher, Taste, taste_of
from engine.serving.near_search import NearSearch
from engine.serving.new_film_places import NewFilms
from engine.serving.portrait_records import TastePortrait
from engine.serving.same_director import with_director_of, with_directors
from engine.serving.store_connections import MovieReader, Opening, connect_catalog, connect_vectors
from engine.serving.store_health import StoreHealth
from engine.serving.taste_portrait import Catalogue, portrait_of
from engine.serving.together import Together
from engine.serving.version_gain import recall_gain
from engine.serving.version_loader import open_at_once, open_current
from engine.serving.version_map import VersionMap
from engine.serving.version_vectors import VersionVectors
from engine.settings import Settings
from engine.stores.interfaces import Catalog, VectorStore
from engine.titles.found import Found
from engine.titles.index import TitleIndex
from engine.titles.resolution import resolve


class Recommender:
    """One open version. Only one thread at a time may use its stores; any thread may use `titles`.

    Films are identified by the data set's ids. Calls raise StoreError only if neither a store nor the version's files
    can answer, and UnknownMovie for ids that the version does not have.

    >>> from engine import open_recommender
    >>> with open_recommender() as recommender:
    ...     alien = recommender.resolve("Alien")
    ...     stalker = recommender.resolve("Stalker")
    ...     best = recommender.recommend(k=1, opinions={alien.id: 1.0, stalker.id: -1.0})[0]
    ...     print(best.movie.label, [(part.movie.title, part.weight) for part in best.why])
    ...     print([found.movie.title for found in recommender.similar(alien.id, k=2)])
    Aliens (1986) [('Alien', 1.0), ('Stalker', -1.0)]
    ['Aliens', 'Nosferatu']
    """

    def __init__(
        self,
        artifact: Artifact,
        vectors: Failover[VectorStore, VectorStore],
        catalog: Failover[Catalog, MovieReader],
        titles: TitleIndex,
        held: ExitStack,
        facts_folder: Path,
    ) -> None:
        self._artifact = artifact
        self._store = vectors
        self._catalog = catalog
        self._held = held
        self._facts_folder = facts_folder
        self._vectors = VersionVectors(artifact, vectors)
        self._candidates = Candidates(artifact, vectors, self._vectors, titles)
        self._explainer = Explainer(artifact, self._vectors, self._candidates)
        new = NewFilms(artifact.array("ids"), self._candidates, self._vectors)
        self._films = FilmRecords(artifact.version, catalog)
        self._lists = ListRanking(self._candidates, self._vectors, new, self._explainer, titles)
        self._near = NearSearch(artifact.version, vectors, self._candidates, self._vectors, new, self._films, titles)
        self._together = Together(self._lists.ask, self._candidates, self._vectors, self._explainer, self._films, new)
        self._lock = threading.RLock()
        self._marks = MarkMatcher(titles, artifact.manifest.dataset.catalogue)
        self.titles = titles

    @classmethod
    def open(cls, settings: Settings, opening: Opening = Opening.ON_USE) -> Recommender:
        """Open the current version, or the newest complete one in this home while the catalog is down.

        `opening` says when the stores are opened. Raises NotSetUp before the first set-up.
        """
        reader: list[MovieReader] = []
        opened = open_at_once(settings) if opening.is_deferred(settings.database_url) else None
        catalog = connect_catalog(settings, lambda: reader[0], deferred=opened is not None)
        held = ExitStack()
        try:
            artifact, held = opened or open_current(settings, catalog.ask)
            titles = TitleIndex(artifact)
            reader.append(MovieReader(titles))
            vectors = connect_vectors(settings, artifact, deferred=opening.is_deferred(settings.milvus_uri))
            folder = settings.files.facts(artifact.manifest.dataset.catalogue)
            return cls(artifact, vectors, catalog, titles, held, folder)
        except BaseException:
            held.close()
            catalog.close()
            raise

    def open_stores_soon(self) -> None:
        """Start to open the stores in the background, if that was deferred."""
        self._catalog.open_soon()
        self._store.open_soon()

    @property
    def version(self) -> str:
        return self._artifact.version

    @property
    def dataset(self) -> DatasetInfo:
        return self._artifact.manifest.dataset

    @property
    def catalogue(self) -> str:
        return self.dataset.catalogue

    @cached_property
    def facts(self) -> FactsBook | None:
        """Who made the films, as far as `movierec enrich` has learned it; None if it has not."""
        return FactsBook.open(self._facts_folder)

    def find(self, text: str, k: int = 20) -> Found:
        """The films that are called `text`, or made by somebody who is."""
        return find_films(self.titles, self.facts, text, k)

    def films_by(self, names: Sequence[str]) -> frozenset[int]:
        """The ids of the films that somebody with one of these names directed or acts in, as far as that is known."""
        book = self.facts
        return frozenset() if book is None else frozenset(book.films_of(m for name in names for m in book.called(name)))

    def films_lasting(self, first: int | None, last: int | None) -> frozenset[int]:
        """The ids of the films of at least `first` and at most `last` minutes, as far as their lengths are known."""
        return frozenset() if self.facts is None else frozenset(self.facts.films_lasting(first, last))

    def genres(self) -> tuple[str, ...]:
        """Every genre that a film has, in alphabetical order."""
        return self._candidates.columns.genres

    def year_span(self) -> tuple[int, int] | None:
        """The years of the oldest and the newest film; None if no film has one."""
        return self._candidates.columns.year_span()

    def film_map(self) -> VersionMap | None:
        """Where the films lie on the version's map; None if an earlier release trained the version."""
        return VersionMap.of_version(self._artifact)

    def admitted(self, movie_filter: MovieFilter) -> Mask:
        """(M) for each film of the version, in the order of its files, whether the filter admits it."""
        return self._candidates.admitted(movie_filter)

    def recommend(
        self,
        liked: Sequence[int] = (),
        k: int = 20,
        *,
        opinions: Mapping[int, float] | None = None,
        hidden: Collection[int] = (),
        movie_filter: MovieFilter = MovieFilter(),
        popularity: float = BALANCED,
        diversity: float = 0.0,
        explain: bool = True,
    ) -> list[Recommendation]:
        """The `k` best films for someone who likes `liked` and has `opinions`, best first.

        `opinions` maps movie ids to weights: 1 for a like, -1 for a dislike, -1 to 1.5 for stars (see
        engine.profiles.opinions). Films that have an opinion, are `hidden` or are excluded by `movie_filter` are never
        returned; `k` films are, if that many are left, of which new ones have one place in twenty at most, unless too
        few others are left (see engine.serving.new_film_places). `popularity` is the dial from 0 (hidden gems) over 1
        to 4 (the charts), see engine.popularity_dial; without any like, a `popularity` below 1 leaves out the most
        watched films, at 0 those that make up half of all ratings. `diversity` (0 to 1) passes over films similar to
        those above them (see engine.serving.diversity); the list is then not sorted by score. Without `explain`, `why`
        stays empty.
        """
        with self._lock:
            weights = {**dict.fromkeys(liked, 1.0), **(opinions or {})}
            best = self._lists.best(weights, k, hidden, movie_filter, popularity, diversity)
            movies = {movie.id: movie for movie in self.movies([*best.found.ids, *weights])} if len(best.found) else {}
            ranked = self._explainer.ranked(
                best.ranking, weights, movies, best.found, best.tastes, best.numbers, why=explain
            )
            return with_directors(ranked, self.facts) if explain else ranked

    def together(
        self,
        people: Mapping[str, Taste],
        k: int = 20,
        *,
        movie_filter: MovieFilter = MovieFilter(),
        popularity: float = BALANCED,
        diversity: float = 0.0,
    ) -> list[Recommendation]:
        """The `k` best films for `people` (profile to taste) together, best first; fewer, if fewer are better than the
        usual film for each of them. Films that anybody has an opinion on, has seen or hidden are never returned. The
        options are as for `recommend`; each film's `people` says what it is to whom (see engine.serving.blending)."""
        with self._lock:
            return with_directors(self._together.best(people, k, movie_filter, popularity, diversity), self.facts)

    def rank_many(
        self, queries: Sequence[Mapping[int, float]], k: int, *, popularity: float = BALANCED, diversity: float = 0.0
    ) -> list[list[tuple[int, float]]]:
        """For each query (movie id -> weight), the `k` best films or as many as are left, as (movie id, score); one
        search for all queries. `popularity` and `diversity` are as for `recommend`. Raises UnknownMovie."""
        with self._lock:
            lists = self._lists.best_of_many(queries, k, popularity, diversity)
            return [list(zip(found.ids, found.scores.tolist(), strict=True)) for found in lists]

    def similar(self, movie_id: int, k: int = 20, *, movie_filter: MovieFilter = MovieFilter()) -> list[Recommendation]:
        """The `k` films most similar to `movie_id`, best first (see engine.serving.similar_films): no film for adults
        follows a children's film where the genres tell. The score is at most 1, `bar` is 100 times that, at least 0.
        Raises UnknownMovie."""
        with self._lock:
            (hits,) = self._near.many([movie_id], k, movie_filter)
            movies = {movie.id: movie for movie in self.movies([movie_id, *(movie for movie, _ in hits)])}
            found = self._explainer.alike(movies[movie_id], movies, hits)
            return with_director_of(found, movies[movie_id], self.facts)

    def similar_many(self, ids: Sequence[int], k: int) -> list[list[tuple[int, float]]]:
        """For each film, the `k` most similar ones as (movie id, score); one search for all. Raises UnknownMovie."""
        with self._lock:
            return self._near.many(ids, k, MovieFilter())

    def knows(self, ids: Sequence[int]) -> list[bool]:
        """Whether the version has each of `ids`, in their order."""
        return self._vectors.known(ids)

    def movie(self, movie_id: int) -> Movie:
        """The film with that id. Raises UnknownMovie."""
        self._vectors.require([movie_id])
        return self.movies([movie_id])[0]

    def movies(self, ids: Sequence[int]) -> list[Movie]:
        """The films with these ids, in the order of `ids`; unknown ids are skipped."""
        with self._lock:
            return self._films.of(ids)

    def resolve(self, text: str) -> Movie:
        """The film that an id or a title means. Raises UnknownMovie, AmbiguousMovie."""
        return resolve(self.titles, text)

    def match(self, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
        """Each mark with the id of its film in this catalogue, None if the mark is inactive."""
        return self._marks.match(marks)

    def taste(self, marks: Sequence[Mark]) -> Taste:
        """The taste that the active marks add up to; `recommend` takes its `opinions` and `hidden`."""
        return taste_of(self.match(marks))

    def portrait(self, marks: Sequence[Mark]) -> TastePortrait:
        """What whoever made these marks is like, beside everybody (see engine.serving.taste_portrait)."""
        with self._lock:
            there = Catalogue(
                version=self.version,
                dataset=self.dataset,
                columns=self._candidates.columns,
                counts=self.titles.n_ratings(np.asarray(self._artifact.array("ids"))),
                movies=self.titles.movies,
                facts=self.facts,
                vectors=lambda ids: self._vectors.rows("likeness", ids),
                report=self._artifact.manifest.report,
            )
            return portrait_of(self.match(marks), there)

    def health(self) -> list[StoreHealth]:
        """The health of the vector store, then of the catalog. Opens those that were not used yet, which blocks."""
        return [self._store.health(), self._catalog.health()]

    def newer_version(self) -> str | None:
        """The current version if it is not this one, else None; also None while the catalog is down."""
        try:
            current = self._catalog.ask(lambda catalog: catalog.current())
        except StoreError:
            return None
        return None if current == self.version else current

    def recall_gain(self, version: str) -> float | None:
        """By how many percent `version` is better than this one on held-out users (see engine.serving.version_gain);
        None if the two cannot be compared."""
        try:
            rows = self._catalog.ask(lambda catalog: catalog.versions())
            manifests = [msgspec.convert(row.manifest, Manifest) for row in rows if row.version == version]
        except (StoreError, msgspec.ValidationError):
            return None
        return recall_gain(self._artifact.manifest, manifests[0]) if manifests else None

    def close(self) -> None:
        """Close the stores and release the version."""
        self._store.close()
        self._catalog.close()
        self._held.close()

    def __enter__(self) -> Recommender:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
