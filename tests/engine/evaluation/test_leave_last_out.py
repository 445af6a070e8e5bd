from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engine.errors import DataError
from engine.evaluation.leave_last_out import LIKES, SAMPLED, evaluate_leave_last_out, hide_last, last_trial
from engine.model.interactions import interactions_of
from engine.model.training_options import TrainingOptions


def timed(dataset, times):
    return replace(dataset, ratings=dataset.ratings.assign(timestamp=pd.array(times, dtype="Int64")))


@pytest.fixture
def toy(make_dataset):
    pairs = [(1, 10), (1, 20), (1, 30), (2, 20), (2, 40), (3, 50), (4, 10), (4, 60)]
    return timed(make_dataset(pairs, movies=8), [5, 9, 7, 3, 2, 1, None, None])


def test_each_users_last_film_is_hidden_but_for_users_of_one_film_or_without_times(toy):
    left, hidden = hide_last(toy)
    assert hidden.to_numpy().tolist() == [[1, 20], [2, 20]]
    kept = list(zip(left.ratings["user"], left.ratings["movie"], strict=True))
    assert kept == [(1, 10), (1, 30), (2, 40), (3, 50), (4, 10), (4, 60)]
    assert left.digest != toy.digest


def test_the_others_are_liked_and_the_last_one_is_the_target(toy):
    trial = last_trial(*hide_last(toy))
    (case,) = trial.cases
    assert trial.training.users[case.rows].tolist() == [1, 2]
    assert case.liked.toarray().tolist() == [[1, 0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0]]
    assert case.targets.toarray().tolist() == [[0, 1, 0, 0, 0, 0, 0, 0]] * 2
    assert sorted(film for film in case.sampled[0] if film >= 0) == [3, 4, 5, 6, 7], "neither watched nor hidden"
    assert case.sampled.shape == (2, SAMPLED)


def test_of_equal_times_one_is_hidden_by_lot_and_the_same_one_each_time(make_dataset):
    pairs = [(user, 10 * film) for user in range(1, 201) for film in (1, 2)]
    dataset = timed(make_dataset(pairs), [7] * len(pairs))
    hidden = hide_last(dataset)[1]
    assert 60 < (hidden["movie"] == 10).sum() < 140
    assert hidden.equals(hide_last(dataset)[1])


def test_of_many_users_some_are_asked_and_all_last_films_are_hidden(clusters, monkeypatch):
    monkeypatch.setattr("engine.evaluation.leave_last_out.MOST_USERS", 30)
    dataset = timed(clusters, np.arange(len(clusters.ratings)))
    trial = last_trial(*hide_last(dataset))
    assert trial.training.matrix.nnz == len(clusters.ratings) - 90
    assert len(set(trial.cases[0].rows)) == trial.cases[0].targets.shape[0] == 30
    taken = (trial.training.matrix[trial.cases[0].rows].toarray() * trial.cases[0].targets.toarray()).sum()
    assert taken == 0


def test_data_without_times_are_refused(make_dataset):
    with pytest.raises(DataError, match="has no timestamps, so each user's last film is unknown"):
        hide_last(make_dataset([(1, 10), (1, 20)]))


def test_movierec_is_trained_without_the_hidden_films_and_stands_beside_the_baselines(clusters, monkeypatch):
    from engine.evaluation import leave_last_out

    seen = []
    whole = leave_last_out.train

    def train(dataset, options, **more):
        seen.append((interactions_of(dataset).matrix.nnz, len(more["split"].held_out.users)))
        return whole(dataset, options, **more)

    monkeypatch.setattr(leave_last_out, "train", train)
    times = np.random.default_rng(2).integers(0, 10**6, len(clusters.ratings))
    dataset = timed(clusters, times)
    report = evaluate_leave_last_out(
        dataset, TrainingOptions(dim=16, steps=40, walks=20), baselines=["popularity", "ease"]
    )
    assert seen == [(len(clusters.ratings) - 90, 0)], "nobody is held out, 90 films are hidden"
    assert report["users"] == 90
    assert {row["likes"] for row in report["rows"]} == {LIKES}
    value = {(row["model"], row["metric"]): row["value"] for row in report["rows"]}
    assert value["movierec", "hr@10"] > value["popularity", "hr@10"] + 0.2
    assert value["movierec", "hr@10 sampled"] > value["popularity", "hr@10 sampled"]
    assert value["EASE", "ndcg@10"] > value["popularity", "ndcg@10"]
    assert value["popularity", "hr@10 lead"] == pytest.approx(
        value["movierec", "hr@10"] - value["popularity", "hr@10"], abs=1e-5
    )
    assert not any(metric.startswith("recall@10 lead") for _, metric in value)
