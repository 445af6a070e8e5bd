"""How movierec stands beside the baselines on users whom no training saw: several draws, paired differences.

    python tests/benchmarks/hold_out.py --source ml-100k.zip --users 100
    python tests/benchmarks/hold_out.py --ratings watched.csv.gz --movies movies.dat --users 1000 --draws 3

Everything is fitted anew for each draw; baselines that have settings get those chosen for each column on validation
users among the training users of the first draw. Prints Markdown: Recall@20 with 80%, 5 and 1 films liked, over all
films and beyond the 100 most watched, and how many films the lists at 5 likes use; then, for each column, movierec's
ratio to the best baseline of that column (the mean over draws, its spread, and the paired interval of the difference
over all users of all draws). The regression is listed, but it is not low-rank and so not among those to beat.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

import numpy as np
from given_data import dataset_of, drawn_out, parser_of

from engine.evaluation.baseline_grids import find_baselines
from engine.evaluation.baseline_tuning import Choice, choose, describe, measure_baseline, validation_of
from engine.evaluation.baselines.length_matched_regression import LengthMatchedRegression
from engine.evaluation.intervals import bootstrap
from engine.evaluation.measurement import BEYOND, K, Measured, Trial, measure
from engine.evaluation.strong_generalization import LIKES, make_cases
from engine.model.features import features_of
from engine.model.interactions import interactions_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit

OURS = "movierec"
COLUMNS = [(likes, f"recall@{K}{suffix}") for likes in ("80%", "5", "1") for suffix in ("", BEYOND)]
Draw = dict[str, dict[str, Measured]]
"""By model, then by how much is liked."""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def one_draw(dataset, draw: int, users: int, peers: list[str], options: Mapping, choices: dict[str, Choice]) -> Draw:
    """The figures of one draw of held-out users. `choices` is filled by the first draw and kept by the others."""
    data = interactions_of(dataset)
    out = drawn_out(data, users, np.random.default_rng(100 + draw))
    trial = Trial(data.rows(~out), make_cases(data.rows(out), seed=draw), K)
    began = time.perf_counter()
    trained = train(dataset, TrainingOptions(seed=draw, **options), split=UserSplit(data, out))
    say(f"draw {draw}: movierec trained in {time.perf_counter() - began:.0f} s")
    found = {OURS: {case.likes: measure(trained.served.scores, case, trial.training.counts, K) for case in trial.cases}}
    for baseline in find_baselines(peers, features_of(dataset.movies)):
        began = time.perf_counter()
        if baseline.name not in choices:
            choices[baseline.name] = choose(baseline, validation_of(trial, LIKES))
            if words := describe(baseline, choices[baseline.name]):
                say(words)
        measured = measure_baseline(baseline, trial, choices[baseline.name])
        found[baseline.name] = {case.likes: one for case, one in zip(trial.cases, measured, strict=True)}
        say(f"draw {draw}: {baseline.name} in {time.perf_counter() - began:.0f} s")
    return found


def figures(draws: list[Draw], model: str, column: tuple[str, str]) -> list[np.ndarray]:
    """One value a user, for each draw."""
    likes, metric = column
    return [draw[model][likes].per_user.get(metric, np.zeros(1)) for draw in draws]


def table(draws: list[Draw]) -> str:
    names = [f"{likes} liked{BEYOND if metric.endswith(BEYOND) else ''}" for likes, metric in COLUMNS]
    lines = [f"| R@{K} | {' | '.join(names)} | films |", "|---" * (len(COLUMNS) + 2) + "|"]
    for model in draws[0]:
        cells = [f"{np.concatenate(figures(draws, model, column)).mean():.4f}"[1:] for column in COLUMNS]
        films = np.mean([draw[model]["5"].films for draw in draws])
        lines.append(f"| {model} | {' | '.join(cells)} | {films:.0f} |")
    return "\n".join(lines)


def ratios(draws: list[Draw]) -> str:
    lines = ["| | best peer | ratio | spread over draws | difference, paired 95% |", "|---|---|---|---|---|"]
    rivals = [name for name in draws[0] if name not in (OURS, LengthMatchedRegression.name)]
    for column in COLUMNS if rivals else []:
        best = max(rivals, key=lambda name: np.concatenate(figures(draws, name, column)).mean())
        ours, theirs = figures(draws, OURS, column), figures(draws, best, column)
        each = [a.mean() / max(b.mean(), 1e-9) for a, b in zip(ours, theirs, strict=True)]
        gap = bootstrap(np.concatenate(ours) - np.concatenate(theirs))
        lines.append(
            f"| {' '.join(column)} | {best} | {np.mean(each):.3f} | {min(each):.3f} to {max(each):.3f} "
            f"| {gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}] |"
        )
        if column == ("5", f"recall@{K}{BEYOND}"):
            used = [draw[OURS]["5"].films / max(draw[best]["5"].films, 1) for draw in draws]
            films = f"| films at 5 likes | {best} | {np.mean(used):.3f} | {min(used):.3f} to {max(used):.3f} | |"
    return "\n".join([*lines, films] if rivals else lines)


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
    choices: dict[str, Choice] = {}
    draws = []
    for number in range(given.draws):
        draws.append(one_draw(dataset, number, given.users, given.peer, options, choices))
        if number + 1 < given.draws:
            say(table(draws))
    print(f"{table(draws)}\n\n{ratios(draws)}")


if __name__ == "__main__":
    main()
