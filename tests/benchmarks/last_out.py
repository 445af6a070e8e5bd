"""Leave-last-out by time over several seeds: movierec trained anew for each, beside baselines that have none.

    python tests/benchmarks/last_out.py --source ml-100k.zip --seeds 5

Every user's last film is hidden and must be among the first ten of all films. Prints each model's HR@10 and, for each
peer, the paired 95% interval of movierec's lead, a user's value being the mean over the seeds. EASE is the plain one
(ridge 500) and the one tuned on the last film but one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from engine.datasets.sources import read_source
from engine.evaluation.baseline_grids import find_baselines
from engine.evaluation.baseline_tuning import BaselineGrid, choose, measure_baseline
from engine.evaluation.baselines.ease import EASE
from engine.evaluation.intervals import bootstrap
from engine.evaluation.leave_last_out import K, hide_last, last_trial, validation_of
from engine.evaluation.measurement import measure
from engine.model.features import features_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--peer", action="append", default=[], help="repeatable; all by default")
    given = parser.parse_args()
    dataset = read_source(given.source)
    without, hidden = hide_last(dataset)
    trial = last_trial(without, hidden)
    metric = f"hr@{K}"

    def figures(scores):
        return measure(scores, trial.cases[0], trial.training.counts, K).per_user[metric]

    seeds = []
    for seed in range(given.seeds):
        everybody = UserSplit.nobody_held_out(trial.training)
        trained = train(without, TrainingOptions(seed=seed), split=everybody)
        seeds.append(figures(trained.served.scores))
        print(f"movierec, seed {seed}: {seeds[-1].mean():.4f}", flush=True)
    ours = np.mean(seeds, axis=0)
    print(f"movierec, mean of {len(seeds)}: {ours.mean():.4f}, spread {np.std([one.mean() for one in seeds]):.4f}")
    plain = EASE(500)
    plain.fit(trial.training.matrix)
    found = {"EASE 500": figures(plain.scores)}
    validation = validation_of(without, trial)
    for baseline in map(BaselineGrid.undamped, find_baselines(given.peer, features_of(dataset.movies))):
        choices = choose(baseline, validation)
        name = f"{baseline.name}, tuned" if choices[baseline.name] else baseline.name
        found[name] = measure_baseline(baseline, trial, choices)[baseline.name][0].per_user[metric]
    for name, theirs in found.items():
        lead = bootstrap(ours - theirs)
        print(f"{name}: {theirs.mean():.4f}, lead {lead.value:+.4f} [{lead.low:+.4f}, {lead.high:+.4f}]")


if __name__ == "__main__":
    main()
