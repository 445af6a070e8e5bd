"""Are the candidates enough? The first 20 of a list against those of ranking the whole catalogue.

    movierec --home HOME setup --source ml-1m.zip
    python tests/benchmarks/candidate_numbers.py --home HOME --source ml-1m.zip

Users of the data like 1, 5, 20 or 80% of their films. Each is asked once without a filter and once with a genre or
decade of one of the films, at each stop of the dial. Prints, for each way, the share of lists whose first 20 are the
same with and without candidates, and the mean share of films that are.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from given_data import dataset_of, parser_of

from engine.artifact import Artifact
from engine.model.interactions import interactions_of
from engine.movies import MovieFilter
from engine.popularity_dial import STOPS
from engine.serving import candidates
from engine.serving.failover import Failover
from engine.serving.version_vectors import VersionVectors
from engine.stores.memory import MemoryVectors
from engine.titles.index import TitleIndex

TOP = 20


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--users", type=int, default=150)
    parser.add_argument("--by-vector", type=int, default=candidates.BY_VECTOR)
    parser.add_argument("--by-pairs", type=int, default=candidates.BY_PAIRS)
    given = parser.parse_args()
    data = interactions_of(dataset_of(given))
    (folder,) = (given.home / "versions").iterdir()
    artifact = Artifact(folder)
    store = Failover("vectors", lambda: MemoryVectors(folder), lambda: MemoryVectors(folder), lambda _: None)
    vectors, titles = VersionVectors(artifact, store), TitleIndex(artifact)
    candidates.BY_VECTOR, candidates.BY_PAIRS = given.by_vector, given.by_pairs
    retrieval = candidates.Candidates(artifact, store, vectors, titles)
    table, log_weights = np.asarray(artifact.array("vectors")), np.asarray(artifact.array("log_weights"))
    films, ids = artifact.movies(), np.asarray(artifact.array("ids"))
    rng = np.random.default_rng(0)
    found: dict[tuple[str, str, float], list[float]] = {}
    for user in rng.permutation(np.flatnonzero(data.lengths >= 25))[: given.users]:
        mine = rng.permutation(data.films(int(user)))
        film = films[mine[0]]
        decade = (film.year or 1990) // 10 * 10
        filters = {
            "none": MovieFilter(),
            "genre": MovieFilter(genres=film.genres[:1]),
            "decade": MovieFilter(year_from=decade, year_to=decade + 9),
        }
        for likes, liked in (("1", mine[:1]), ("5", mine[:5]), ("20", mine[:20]), ("80%", mine[: len(mine) * 4 // 5])):
            for popularity in STOPS:
                ones = np.ones(len(liked), np.float32)
                ranking = retrieval.model.ask(liked, table[liked], log_weights[liked], ones, popularity)
                scores = ranking.scores(table @ ranking.query.vector, np.arange(len(ids)))
                for name, movie_filter in filters.items():
                    admitted = np.array([movie_filter.admits(movie) for movie in films])
                    admitted[liked] = False
                    order = np.lexsort((ids, -np.where(admitted, scores, -np.inf)))[: min(TOP, int(admitted.sum()))]
                    without = MovieFilter(
                        genres=movie_filter.genres,
                        year_from=movie_filter.year_from,
                        year_to=movie_filter.year_to,
                        exclude=frozenset(ids[liked].tolist()),
                    )
                    listed = retrieval.best(ranking, TOP, without).ids
                    same = len(set(listed) & set(ids[order].tolist())) / max(len(order), 1)
                    found.setdefault((likes, name, popularity), []).append(same)
    print(f"{'likes':6}{'filter':8}{'dial':>5}{'same 20':>10}{'films':>8}")
    for (likes, name, popularity), shares in found.items():
        same = np.array(shares)
        print(f"{likes:6}{name:8}{popularity:5g}{(same == 1).mean():10.3f}{same.mean():8.4f}")


if __name__ == "__main__":
    main()
