"""How movierec stands beside the baselines on users whom no training saw: several draws, paired differences.

    python tests/benchmarks/hold_out.py --source ml-100k.zip --users 100
    python tests/benchmarks/hold_out.py --ratings watched.csv.gz --movies movies.dat --users 1000 --draws 3

Everything is fitted anew for each draw; baselines that have settings get those chosen for each column on validation
users among the training users of the first draw. Prints Markdown:

1. Recall@20 with 80%, 5 and 1 films liked, over all films, beyond the 100 most watched, and stratified by popularity;
   maker@20 (four films of a director, series or kind liked, data/makers.txt); how many films the lists at 5 likes use,
   and the watchers of their median film.
2. For each column, the ratio of movierec at each stop of its dial to the best baseline of that column (the mean over
   draws), and for the default stop its spread and the paired interval of the difference over all users of all draws.
   The regression is listed, but it is not low-rank and so not among those to beat.
3. The peers' frontier (peer_frontier.py) and each stop's ratio to it; the default's ratios to EDLAE .98 /w^.25.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from given_data import dataset_of, drawn_out, parser_of
from peer_frontier import Curves, curve_table, curves_of, frontier_table

from engine.evaluation.baseline_grids import find_baselines
from engine.evaluation.baseline_tuning import Choice, choose, describe, measure_baseline, validation_of
from engine.evaluation.baselines.length_matched_regression import LengthMatchedRegression
from engine.evaluation.damping import damped_name
from engine.evaluation.intervals import bootstrap
from engine.evaluation.makers import MAKER, MAKER_LIKES, TUNING_DRAWS, maker_cases, makers_of
from engine.evaluation.measurement import BEYOND, MEDIAN, STRATIFIED, K, Measured, Trial, measure
from engine.evaluation.strong_generalization import LIKES, make_cases
from engine.model.features import features_of
from engine.model.interactions import interactions_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit

OURS = "movierec"
STOPS = {f"{OURS}, dial {stop:g}" if stop != 1 else OURS: stop for stop in (0.0, 0.5, 1.0, 2.0, 4.0)}
"""The stops of the popularity dial, from hidden gems to charts, by name; the default has no number."""
ALONE = f"{OURS}, vectors alone"
"""The default without what pairs of films know."""
PARTS = {"": f"recall@{K}", BEYOND: f"recall@{K}{BEYOND}", f" {STRATIFIED}": f"{STRATIFIED}@{K}"}
COLUMNS = {
    **{f"{likes} liked{part}": (likes, metric) for likes in ("80%", "5", "1") for part, metric in PARTS.items()},
    MAKER: (MAKER_LIKES, f"{MAKER}@{K}"),
}
"""What is liked and the metric, by the column's title."""
REFERENCE = ("EDLAE .98", 0.25)
"""The damped peer that the default stop is compared with."""
Draw = dict[str, dict[str, Measured]]
"""By model, then by how much is liked."""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def one_draw(
    dataset, draw: int, users: int, peers: list[str], options: Mapping, choices: dict[str, Mapping[str, Choice]]
) -> tuple[Draw, Curves]:
    """The figures of one draw of held-out users. `choices` is filled by the first draw and kept by the others."""
    data = interactions_of(dataset)
    out = drawn_out(data, users, np.random.default_rng(100 + draw))
    training, movies = data.rows(~out), len(data.movies)
    makers = makers_of(dataset.movies, training)
    say(f"draw {draw}: {len(makers)} makers")
    cases = [*make_cases(data.rows(out), seed=draw), *maker_cases(makers, movies, seed=draw)]
    trial = Trial(training, cases, K)
    began = time.perf_counter()
    served = train(dataset, TrainingOptions(seed=draw, **options), split=UserSplit(data, out)).served
    say(f"draw {draw}: movierec trained in {time.perf_counter() - began:.0f} s")
    found = {
        name: {case.likes: measure(partial(served.scores, popularity=stop), case, training.counts, K) for case in cases}
        for name, stop in STOPS.items()
    }
    alone = replace(served, ranking=replace(served.ranking, pairs=None))
    found[ALONE] = {case.likes: measure(alone.scores, case, training.counts, K) for case in cases}
    say(f"draw {draw}: movierec trained and measured in {time.perf_counter() - began:.0f} s")
    for baseline in find_baselines(peers, features_of(dataset.movies)):
        began = time.perf_counter()
        if baseline.name not in choices:
            tuning = maker_cases(makers, movies, draws=TUNING_DRAWS, seed=-1)
            choices[baseline.name] = choose(baseline, validation_of(trial, LIKES, tuning))
            for name, choice in choices[baseline.name].items():
                say(describe(name, choice))
        for name, measured in measure_baseline(baseline, trial, choices[baseline.name]).items():
            found[name] = {case.likes: one for case, one in zip(cases, measured, strict=True)}
        say(f"draw {draw}: {baseline.name} in {time.perf_counter() - began:.0f} s")
    return found, curves_of(trial)


def figures(draws: Sequence[Draw], model: str, title: str) -> list[np.ndarray]:
    """One value a user, for each draw; a zero where the data have no such figure."""
    likes, metric = COLUMNS[title]
    return [
        draw[model][likes].per_user.get(metric, np.zeros(1)) if likes in draw[model] else np.zeros(1) for draw in draws
    ]


def table(draws: Sequence[Draw]) -> str:
    lines = [f"| R@{K} | {' | '.join(COLUMNS)} | films | median watchers |", "|---" * (len(COLUMNS) + 3) + "|"]
    for model in draws[0]:
        cells = [f"{np.concatenate(figures(draws, model, title)).mean():.4f}"[1:] for title in COLUMNS]
        films = np.mean([draw[model]["5"].films for draw in draws])
        watchers = np.mean([draw[model]["5"].per_user[MEDIAN].mean() for draw in draws])
        lines.append(f"| {model} | {' | '.join(cells)} | {films:.0f} | {watchers:.0f} |")
    return "\n".join(lines)


def ratios(draws: Sequence[Draw]) -> str:
    """Each of movierec's stops to the best peer of each column, and the default's difference to it."""
    rivals = [name for name in draws[0] if name not in (*STOPS, ALONE, LengthMatchedRegression.name)]
    if not rivals:
        return ""
    lines = [
        f"| ratio | best peer | {' | '.join(STOPS)} | spread over draws | difference, paired 95% |",
        "|---" * (len(STOPS) + 4) + "|",
    ]
    for title in COLUMNS:
        best = max(rivals, key=lambda name: np.concatenate(figures(draws, name, title)).mean())
        theirs = figures(draws, best, title)
        each = {stop: _ratios(figures(draws, stop, title), theirs) for stop in STOPS}
        gap = bootstrap(np.concatenate(figures(draws, OURS, title)) - np.concatenate(theirs))
        lines.append(
            f"| {title} | {best} | {' | '.join(f'{np.mean(one):.3f}' for one in each.values())} "
            f"| {min(each[OURS]):.3f} to {max(each[OURS]):.3f} "
            f"| {gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}] |"
        )
    return "\n".join(lines)


def _ratios(ours: Sequence[np.ndarray], theirs: Sequence[np.ndarray]) -> list[float]:
    return [a.mean() / max(b.mean(), 1e-9) for a, b in zip(ours, theirs, strict=True)]


def to_reference(draws: Sequence[Draw], curves: Sequence[Curves]) -> str:
    """The default stop's ratios to the damped peer REFERENCE, with 5 films liked and with a maker's."""
    name, exponent = REFERENCE
    found: list[Draw] = [{name: dict(draw[name][exponent])} for draw in curves]
    lines = [f"| {OURS} / {damped_name(name, exponent)} | ratio | spread over draws |", "|---|---|---|"]
    for title in (MAKER, *(f"5 liked{part}" for part in (f" {STRATIFIED}", "", BEYOND))):
        each = _ratios(figures(draws, OURS, title), figures(found, name, title))
        lines.append(f"| {title} | {np.mean(each):.3f} | {min(each):.3f} to {max(each):.3f} |")
    return "\n".join(lines)


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--peer", action="append", default=[], help="repeatable; all by default")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--hidden", type=int)
    parser.add_argument("--layers", type=int, default=2)
    given = parser.parse_args()
    dataset = dataset_of(given)
    options = {"steps": given.steps, "hidden": given.hidden, "layers": given.layers}
    choices: dict[str, Mapping[str, Choice]] = {}
    draws, curves = [], []
    for number in range(given.draws):
        found, frontier = one_draw(dataset, number, given.users, given.peer, options, choices)
        draws.append(found)
        curves.append(frontier)
        if number + 1 < given.draws:
            say(table(draws))
    stops = {name: [draw[name] for draw in draws] for name in STOPS}
    parts = (
        table(draws),
        ratios(draws),
        curve_table(curves),
        frontier_table(curves, stops),
        to_reference(draws, curves),
    )
    print("\n\n".join(part for part in parts if part))


if __name__ == "__main__":
    main()
