"""How often title search is right, on what people type: typed_titles.txt and absent_titles.txt beside this file.

    python tests/benchmarks/search_quality.py --source ml-latest-small.zip

Right: the film that is meant is the first hit. Wrong: something is offered as a hit for a film that is not there. Odd
lines of each list were used to choose the rules of engine/titles/evidence.py and slips.py, even lines were held out.
The kinds that begin with "third" were written afterwards; the lists say what they gave when first measured.
Prints Markdown; with --verbose, also each query that went wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from given_data import dataset_of, parser_of

from engine.titles.index import TitleIndex

HERE = Path(__file__).parent
_YEARS = re.compile(r"\A(\d{4})-(\d{4})\Z")


def lines_of(name: str) -> Iterator[tuple[str, str]]:
    """(kind, line) of each line of a list."""
    kind = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            yield kind, line


def is_right(titles: TitleIndex, query: str, answer: str) -> bool:
    first = titles.search(query, 1)
    if not first:
        return False
    if span := _YEARS.match(answer):
        return int(span[1]) <= (first[0].year or 0) <= int(span[2])
    return first[0].label.casefold() in answer.casefold().split(" | ")


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    titles = TitleIndex.of(dataset_of(given).records())
    outcomes: dict[str, list[tuple[str, str, bool]]] = {"right first": [], "wrong hits": []}
    for kind, line in lines_of("typed_titles.txt"):
        query, _, answer = line.partition(" => ")
        outcomes["right first"].append((kind, query, is_right(titles, query, answer)))
    for kind, query in lines_of("absent_titles.txt"):
        outcomes["wrong hits"].append((kind, query, bool(titles.search(query, 1))))
    print("| | queries | all | tuned on | held out | third |\n|---|---|---|---|---|---|")
    for name, found in outcomes.items():
        own = [outcome for outcome in found if not outcome[0].startswith("third")]
        third = [outcome for outcome in found if outcome[0].startswith("third")]
        shares = [sum(ok for _, _, ok in part) / len(part) for part in (found, own[::2], own[1::2], third)]
        print(f"| {name} | {len(found)} | {' | '.join(f'{share:.3f}' for share in shares)} |")
    if given.verbose:
        for name, expected in (("right first", True), ("wrong hits", False)):
            for kind, query, outcome in outcomes[name]:
                if outcome != expected:
                    print(f"{name}: [{kind}] {query}: {[movie.label for movie in titles.find(query).movies[:3]]}")


if __name__ == "__main__":
    main()
