from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from engine.errors import TrainingError, UsageError
from engine.model import finished_parts, training, training_options, training_start
from engine.model.interactions import interactions_of
from engine.model.pair_rows import KEPT
from engine.model.teacher import edlae, regression
from engine.model.training import train
from engine.model.training_loop import TrainingInterrupted
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit

SMALL = TrainingOptions(dim=16, steps=45, walks=20, redraw=10)


@pytest.fixture
def trained(clusters):
    return train(clusters, SMALL)


def test_a_version_holds_everything_that_serving_asks_for(trained, clusters):
    films = len(clusters.movies)
    assert [movie.id for movie in trained.movies] == trained.arrays["ids"].tolist() == list(clusters.movies["movie"])
    assert trained.arrays["vectors"].shape == (films, 17)
    assert trained.arrays["log_weights"].shape == (films,)
    assert trained.arrays["neighbors"].shape == trained.arrays["neighbor_weights"].shape == (films, 20)
    exact = {name: array for name, array in trained.arrays.items() if not name.startswith("pair_")}
    assert all(array.dtype in (np.int64, np.int32, np.float32) for array in exact.values())
    pairs = [trained.arrays[f"pair_{name}"] for name in ("films", "weights", "shares")]
    assert [(rows.shape, rows.dtype) for rows in pairs] == [
        ((films, KEPT), kind) for kind in (np.int32, np.float16, np.uint8)
    ]
    assert (np.linalg.norm(trained.arrays["likeness"], axis=1) <= 1 + 1e-5).all()
    assert {"log_scale", "alpha", "w1", "w2", "wg", "bg", "gamma_n", "gamma_value", "covariance"} == set(
        trained.tensors["query"]
    )
    assert "encoder.convolutions.1.merge.weight" in trained.tensors["network"]
    assert trained.parameters["steps"] == 45
    assert len(trained.split.data.users) == 90


@pytest.mark.parametrize(
    "part",
    [
        "computing initial embeddings",
        "fitting linear models",
        "computing the vectors for similar films",
        "computing what pairs of films know",
    ],
)
def test_a_long_part_can_be_stopped_while_it_runs(clusters, part):
    heard = []
    with pytest.raises(TrainingInterrupted):
        train(
            clusters,
            replace(SMALL, steps=2),
            progress=heard.append,
            should_stop=lambda: bool(heard) and heard[-1].message == part,
        )
    assert heard[-1].message == part


def test_one_like_finds_films_of_its_kind(trained, kind_of):
    served = trained.served
    scores = served.scores(sparse.csr_array(np.eye(len(served.ids), dtype=np.float32)))
    np.fill_diagonal(scores, -np.inf)
    best = served.ids[scores.argsort(axis=1)[:, -5:]]
    same = [kind_of(other) == kind_of(movie) for movie, row in zip(served.ids, best, strict=True) for other in row]
    assert np.mean(same) > 0.9


def test_one_seed_gives_identical_vectors_and_another_does_not(trained, clusters):
    again = train(clusters, SMALL)
    for name, array in trained.arrays.items():
        assert np.array_equal(array, again.arrays[name]), name
    other = train(clusters, TrainingOptions(seed=1, dim=16, steps=45, walks=20, redraw=10))
    assert not np.array_equal(trained.arrays["vectors"], other.arrays["vectors"])


@pytest.mark.parametrize("steps_done", [0, 7, 20, 33])
def test_a_run_that_was_stopped_and_resumed_ends_as_one_that_was_not(trained, clusters, tmp_path, steps_done):
    checkpoint = tmp_path / "train.safetensors"
    seen = []
    with pytest.raises(TrainingInterrupted) as interruption:
        train(
            clusters,
            SMALL,
            checkpoint=checkpoint,
            progress=seen.append,
            should_stop=lambda: bool(seen) and seen[-1].stage == "train" and seen[-1].done >= steps_done,
        )
    assert interruption.value.exit_code == 130
    resumed = []
    whole = train(clusters, SMALL, checkpoint=checkpoint, resume=True, progress=resumed.append)
    assert min(event.done for event in resumed if event.stage == "train") == steps_done
    for name, array in trained.arrays.items():
        assert np.array_equal(array, whole.arrays[name]), name
    assert sorted(file.name for file in tmp_path.iterdir()) == ["parts", "train.safetensors"]


def test_a_checkpoint_of_other_data_or_options_or_a_damaged_one_is_refused(clusters, make_dataset, tmp_path):
    checkpoint = tmp_path / "train.safetensors"
    train(clusters, SMALL, checkpoint=checkpoint)
    with pytest.raises(TrainingError, match="written with other data or other options"):
        train(clusters, TrainingOptions(dim=16, steps=46, walks=20), checkpoint=checkpoint, resume=True)
    checkpoint.write_bytes(checkpoint.read_bytes()[:500])
    with pytest.raises(TrainingError, match="cannot be read"):
        train(clusters, SMALL, checkpoint=checkpoint, resume=True)


def test_resume_without_a_checkpoint_starts_anew(trained, clusters, tmp_path):
    fresh = train(clusters, SMALL, checkpoint=tmp_path / "deep" / "train.safetensors", resume=True)
    assert np.array_equal(fresh.arrays["vectors"], trained.arrays["vectors"])


def test_held_out_users_leave_no_trace_in_the_vectors(trained, clusters):
    known = clusters.ratings["user"].isin(trained.split.training.users)
    alone = replace(clusters, ratings=clusters.ratings[known].reset_index(drop=True))
    without = train(alone, SMALL, split=UserSplit.nobody_held_out(interactions_of(alone)))
    assert np.array_equal(trained.arrays["vectors"], without.arrays["vectors"])


def test_progress_tells_the_loss_and_what_the_monitor_says(clusters):
    events = []
    options = TrainingOptions(dim=16, steps=50, walks=10)
    train(clusters, options, progress=events.append, monitor=lambda served: f"{len(served.ids)} films")
    assert [event.stage for event in events if event.stage != "train"][:1] == ["graph"]
    last = [event for event in events if event.stage == "train"][-1]
    assert (last.done, last.total, last.unit) == (50, 50, "steps")
    assert last.message.startswith("loss ")
    assert last.message.endswith(" · 36 films")


def test_odd_data_train_all_the_same(make_dataset):
    everything = [(1, 10 * film) for film in range(1, 7)]
    cases = {
        "a user who watched everything": [*everything, (2, 10), (2, 20), (3, 20), (3, 30), (3, 40)],
        "two users without a film in common": [(1, 10), (1, 20), (1, 30), (2, 40), (2, 50), (2, 60)],
        "everybody watched everything": [(user, 10 * film) for user in range(1, 5) for film in range(1, 7)],
        "users of one film beside two others": [(1, 10), (1, 20), (1, 30), (2, 40), (2, 50), (3, 60), (4, 10)],
    }
    for name, pairs in cases.items():
        trained = train(make_dataset(pairs, movies=8), TrainingOptions(dim=8, steps=5, walks=5))
        assert np.isfinite(trained.arrays["vectors"]).all(), name
        assert np.isfinite(trained.arrays["likeness"]).all(), name


def test_a_film_that_nobody_watched_is_embedded_and_ranks_last_by_popularity(make_dataset):
    pairs = [(user, 10 * (1 + (user + step) % 6)) for user in range(12) for step in range(3)]
    trained = train(make_dataset(pairs, movies=7, genres=("Drama",)), TrainingOptions(dim=8, steps=20, walks=10))
    bias = trained.arrays["vectors"][:, -1]
    assert bias.argmin() == 6
    assert trained.arrays["neighbors"][6].tolist() == [-1] * 20


def test_a_part_of_the_catalogue_in_each_step_trains_as_well(clusters, kind_of, monkeypatch):
    monkeypatch.setattr(training_options, "OTHERS", 4)
    served = train(clusters, replace(SMALL, head=12, batch=20)).served
    scores = served.scores(sparse.csr_array(np.eye(len(served.ids), dtype=np.float32)))
    np.fill_diagonal(scores, -np.inf)
    best = served.ids[scores.argsort(axis=1)[:, -5:]]
    same = [kind_of(other) == kind_of(movie) for movie, row in zip(served.ids, best, strict=True) for other in row]
    assert np.mean(same) > 0.9


@pytest.mark.parametrize("steps_done", [20, 27])
def test_a_training_by_parts_that_was_stopped_ends_as_one_that_was_not(clusters, tmp_path, monkeypatch, steps_done):
    monkeypatch.setattr(training_options, "OTHERS", 4)
    options, checkpoint, seen = replace(SMALL, head=12, batch=20), tmp_path / "train.safetensors", []
    with pytest.raises(TrainingInterrupted):
        train(
            clusters,
            options,
            checkpoint=checkpoint,
            progress=seen.append,
            should_stop=lambda: bool(seen) and seen[-1].stage == "train" and seen[-1].done >= steps_done,
        )
    resumed = []
    whole = train(clusters, options, checkpoint=checkpoint, resume=True, progress=resumed.append)
    assert min(event.done for event in resumed if event.stage == "train") == steps_done
    for name, array in train(clusters, options).arrays.items():
        assert np.array_equal(array, whole.arrays[name]), name


@pytest.mark.parametrize(
    ("part", "finished"),
    [
        ("computing initial embeddings", []),
        ("fitting linear models", ["svd_embeddings"]),
        ("", ["svd_embeddings", "_fit_factored", "_fit_dense", "_fit_without_gram", "_fit"]),
        ("computing the vectors for similar films", ["svd_embeddings", "fit_teacher", "most_visited"]),
        ("computing what pairs of films know", ["svd_embeddings", "fit_teacher", "similarity_vectors"]),
    ],
)
def test_a_training_that_was_stopped_in_a_part_computes_no_finished_part_again(
    trained, clusters, tmp_path, monkeypatch, part, finished
):
    monkeypatch.setattr(finished_parts, "_WORTH_KEEPING", 0)
    checkpoint = tmp_path / "train.safetensors"

    def stop_there(event):
        if event.message == part:
            raise TrainingInterrupted

    with pytest.raises(TrainingInterrupted):
        train(clusters, SMALL, checkpoint=checkpoint, progress=stop_there)
    for module in (training, training_start, regression, edlae):
        for name in finished:
            if hasattr(module, name):
                monkeypatch.setattr(module, name, None)
    whole = train(clusters, SMALL, checkpoint=checkpoint, resume=True)
    for name, array in trained.arrays.items():
        assert np.array_equal(array, whole.arrays[name]), name


def test_training_anew_forgets_the_finished_parts(clusters, tmp_path, monkeypatch):
    monkeypatch.setattr(finished_parts, "_WORTH_KEEPING", 0)
    checkpoint = tmp_path / "train.safetensors"
    train(clusters, SMALL, checkpoint=checkpoint)
    kept = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "parts").iterdir()}
    assert {"embeddings.safetensors", "similar-films.safetensors", "pairs.safetensors"} <= kept.keys()
    train(clusters, SMALL, checkpoint=checkpoint)
    assert all(file.stat().st_mtime_ns > kept[file.name] for file in (tmp_path / "parts").iterdir())


def test_the_teacher_and_the_convolutions_can_be_left_out(clusters):
    trained = train(clusters, TrainingOptions(dim=8, steps=5, walks=5, teacher=False, layers=0))
    assert np.isfinite(trained.arrays["vectors"]).all()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (TrainingOptions(device="tpu"), "device 'tpu'"),
        (TrainingOptions(dim=1), "--dim"),
        (TrainingOptions(steps=0), "--steps"),
        (TrainingOptions(layers=-1), r"TrainingOptions\.layers"),
    ],
)
def test_senseless_options_are_refused_by_the_names_that_they_have(clusters, options, named):
    with pytest.raises(UsageError, match=named):
        train(clusters, options)
