"""What could be said of any two films: how often one's watchers watched the other, and which genres they share.

    python tests/benchmarks/chance_reasons.py --source DIR/ml-100k.zip
    python tests/benchmarks/chance_reasons.py --ratings watched.csv.gz --movies movies.dat

The first table draws pairs of films with 20 watchers or more at random and prints, by how many of all users watched the
second film, quantiles of two ratios between the first film's watchers and all users: of the shares that watched it, and
of the odds. A reason that is to say something of a pair has to be beyond them (`_CLEAR`, `_CONVINCING` in
engine/serving/explanations.py). The second lists the share of the films that have each genre (`_KNOWN_BY` and
`_TELLING` in engine/serving/rare_traits.py).
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from given_data import dataset_of, parser_of

from engine.model.interactions import interactions_of

PAIRS = 50_000
FEWEST = 20
BANDS = ((0.0, 0.05), (0.05, 0.15), (0.15, 0.3), (0.3, 0.7))
QUANTILES = (0.25, 0.5, 0.75, 0.9)


def main() -> None:
    dataset = dataset_of(parser_of(__doc__).parse_args())
    data = interactions_of(dataset)
    counts, users = data.counts, len(data.users)
    films = np.flatnonzero(counts >= FEWEST)
    first, second = np.random.default_rng(0).choice(films, (2, PAIRS))
    first, second = first[first != second], second[first != second]
    together = (data.matrix[:, films].T @ data.matrix[:, films]).toarray()
    place = np.zeros(len(counts), np.int64)
    place[films] = np.arange(len(films))
    both = together[place[first], place[second]]
    share, everybody = both / counts[first], counts[second] / users
    odds = share / np.maximum(1 - share, 1e-9) / (everybody / (1 - everybody))
    print("watched by, of all   pairs   ratio of shares at", *QUANTILES, "  of odds")
    for low, high in BANDS:
        here = (everybody >= low) & (everybody < high)
        if here.any():
            ratios = "  ".join(f"{x:5.2f}" for x in np.quantile((share / everybody)[here], QUANTILES))
            of_odds = "  ".join(f"{x:5.2f}" for x in np.quantile(odds[here], QUANTILES))
            print(f"{low:4.0%} to {high:4.0%}   {here.sum():9,}   {ratios}     {of_odds}")
    genres = Counter(genre for of_film in dataset.movies["genres"] for genre in set(of_film))
    print(", ".join(f"{genre} {count / len(dataset.movies):.1%}" for genre, count in genres.most_common()))


if __name__ == "__main__":
    main()
