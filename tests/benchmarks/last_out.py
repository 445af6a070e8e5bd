"""Leave-last-out by time over several seeds: movierec trained anew for each, beside peers that have none.

    python tests/benchmarks/last_out.py --source ../shared/data/ml-100k --seeds 5

Every user's last film is hidden and must be among the first ten of all films. Prints each model's HR@10 and, for each
peer, the paired 95 % interval of movierec's lead, a user's value being the mean over the seeds. EASE is the plain one
(ridge 500) and the one tuned on the last film but one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from engine.datasets.sources import read_source
from engine.model.contenders import choose, contend, find_contenders
from engine.model.evaluation import Served, measure
from engine.model.features import features_of
from engine.model.lastout import K, hide_last, last_trial, validation_of
from engine.model.metrics import bootstrap
from engine.model.options import TrainingOptions
from engine.model.peers import EASE
from engine.model.training import train


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
        everybody = np.zeros(len(trial.training.users), bool)
        trained = train(without, TrainingOptions(seed=seed), without=everybody)
        seeds.append(figures(Served.of(trained.arrays, trained.tensors).scores))
        print(f"movierec, seed {seed}: {seeds[-1].mean():.4f}", flush=True)
    ours = np.mean(seeds, axis=0)
    print(f"movierec, mean of {len(seeds)}: {ours.mean():.4f}, spread {np.std([one.mean() for one in seeds]):.4f}")
    plain = EASE(500)
    plain.fit(trial.training.matrix)
    found = {"EASE 500": figures(plain.scores)}
    validation = validation_of(without, trial)
    for contender in find_contenders(given.peer, features_of(dataset.movies)):
        choice = choose(contender, validation)
        found[f"{contender.name}, tuned" if choice else contender.name] = contend(contender, trial, choice)[0].per_user[
            metric
        ]
    for name, theirs in found.items():
        lead = bootstrap(ours - theirs)
        print(f"{name}: {theirs.mean():.4f}, lead {lead.value:+.4f} [{lead.low:+.4f}, {lead.high:+.4f}]")


if __name__ == "__main__":
    main()
