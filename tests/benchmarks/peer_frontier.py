"""How far a method gets without recommending more popular films: the peers' frontier, and movierec's dial against it.

A peer's scores are divided by (watchers + 20)^x for several x, which trades popularity for rarity along a curve. The
frontier at a number of watchers is the best of these curves there, linear in the logarithm of the watchers between two
exponents. Watchers are those of the median film of a list with 5 films liked, for every figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from engine.evaluation.baselines.baseline import Baseline
from engine.evaluation.baselines.ease import EASE, EDLAE
from engine.evaluation.makers import MAKER, MAKER_LIKES
from engine.evaluation.measurement import MEDIAN, STRATIFIED, K, Measured, Trial, measure_damped

EXPONENTS = (0.0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5)
PEERS: dict[str, Callable[[], Baseline]] = {
    "EASE 500": lambda: EASE(500),
    "EDLAE .67": lambda: EDLAE(0.67, 100),
    "EDLAE .9": lambda: EDLAE(0.9, 30),
    "EDLAE .98": lambda: EDLAE(0.98, 10),
}
LIKES = "5"
FIGURES = {"stratified": (LIKES, f"{STRATIFIED}@{K}"), "maker": (MAKER_LIKES, f"{MAKER}@{K}")}
Cases = Mapping[str, Measured]
"""By what is liked."""
Curves = dict[str, dict[float, Cases]]
"""By peer, then by exponent."""


def curves_of(trial: Trial) -> Curves:
    """What each peer finds at each exponent, with 5 films liked and with 4 of a maker's."""
    found: Curves = {}
    for name, make in PEERS.items():
        model = make()
        model.fit(trial.training.matrix)
        measured = {
            case.likes: measure_damped(model.scores, case, trial.training.counts, EXPONENTS, trial.k)
            for case in trial.cases
            if case.likes in (LIKES, MAKER_LIKES)
        }
        found[name] = {
            exponent: {likes: each[place] for likes, each in measured.items()}
            for place, exponent in enumerate(EXPONENTS)
        }
    return found


def mean_of(cases: Sequence[Cases], likes: str, metric: str) -> float:
    """The mean over all users of all draws; nan where nothing was measured."""
    values = [draw[likes].per_user[metric] for draw in cases if likes in draw]
    return float(np.concatenate(values).mean()) if values else float("nan")


def frontier(curves: Mapping[str, Sequence[tuple[float, float]]], watchers: float) -> tuple[float, str]:
    """The best peer at this number of `watchers`, of `curves` of (watchers, figure): its figure and its name. Only
    peers whose curve reaches so far count; if there is none, the end of a curve that is nearest."""
    found = []
    for name, points in curves.items():
        x, y = np.array(sorted(points)).T
        if x[0] <= watchers <= x[-1]:
            found.append((float(np.interp(np.log(watchers), np.log(x), y)), name))
    if found:
        return max(found)
    ends = [(abs(np.log(watchers / x)), y, name) for name, points in curves.items() for x, y in points]
    _, figure, name = min(ends)
    return figure, f"{name}, its end"


def curve_table(draws: Sequence[Curves]) -> str:
    """Markdown: each peer at each exponent."""
    lines = ["| peers, 5 liked | /w^ | median watchers | stratified | maker |", "|---|---|---|---|---|"]
    for name in draws[0]:
        for exponent in EXPONENTS:
            cases = [draw[name][exponent] for draw in draws]
            cells = [f"{mean_of(cases, *column):.4f}"[1:] for column in FIGURES.values()]
            lines.append(f"| {name} | {exponent:g} | {mean_of(cases, LIKES, MEDIAN):.0f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def frontier_table(draws: Sequence[Curves], stops: Mapping[str, Sequence[Cases]]) -> str:
    """Markdown: each of movierec's `stops` (its cases in each draw) beside the best peer of the same watchers."""
    head = " | ".join(f"{name} | best peer there | ratio" for name in FIGURES)
    lines = [f"| movierec's stop | median watchers | {head} |", "|---" * (2 + 3 * len(FIGURES)) + "|"]
    for stop, cases in stops.items():
        watchers = mean_of(cases, LIKES, MEDIAN)
        cells = []
        for likes, metric in FIGURES.values():
            curves = {
                name: [
                    (mean_of(each, LIKES, MEDIAN), mean_of(each, likes, metric))
                    for each in ([draw[name][exponent] for draw in draws] for exponent in EXPONENTS)
                ]
                for name in draws[0]
            }
            ours, (theirs, peer) = mean_of(cases, likes, metric), frontier(curves, watchers)
            cells += [f"{ours:.4f}"[1:], f"{peer} {f'{theirs:.4f}'[1:]}", f"{ours / max(theirs, 1e-9):.3f}"]
        lines.append(f"| {stop} | {watchers:.0f} | {' | '.join(cells)} |")
    return "\n".join(lines)
