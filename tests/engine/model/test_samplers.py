"""What every sampler of random walks must do, torch's and, where it is installed, DGL's."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.errors import UsageError
from engine.model.interactions import Interactions, interactions_of
from engine.model.neighborhoods import Walks, draw_visits
from engine.model.sampler_choice import open_sampler
from engine.model.torch_sampler import TorchSampler

CPU = torch.device("cpu")


def graph_of(watched: list[list[int]]) -> Interactions:
    """The graph of a table with a row for each user and a column for each film, 1 where the user watched it."""
    matrix = sparse.csr_array(np.array(watched, np.float32))
    return Interactions(users=np.arange(matrix.shape[0]), movies=np.arange(matrix.shape[1]), matrix=matrix)


needs_dgl = pytest.mark.skipif(sys.version_info >= (3, 13), reason="there is no DGL for this Python")


@pytest.fixture(params=["torch", pytest.param("dgl", marks=needs_dgl)])
def open_one(request):
    """Opens the sampler on a graph."""
    return lambda data: open_sampler(request.param, data, CPU)


def test_walks_go_to_the_films_of_the_watchers_only(open_one):
    # Film 0 is joined to 1, 1 to 2; film 3 shares no watcher with them.
    sampler = open_one(graph_of([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 1]]))
    one_hop = sampler.visits(Walks(count=200, neighbors=4, length=1), seed=0).to_scipy().toarray() > 0
    two_hops = sampler.visits(Walks(count=200, neighbors=4, length=2), seed=0).to_scipy().toarray() > 0
    assert one_hop.astype(int).tolist() == [
        [1, 1, 0, 0, 0],
        [1, 1, 1, 0, 0],
        [0, 1, 1, 0, 0],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 1, 1],
    ]
    assert two_hops.astype(int).tolist() == [
        [1, 1, 1, 0, 0],
        [1, 1, 1, 0, 0],
        [1, 1, 1, 0, 0],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 1, 1],
    ]


def test_a_walk_that_is_never_ended_visits_a_film_at_every_hop(open_one):
    sampler = open_one(graph_of([[1, 1, 1], [1, 1, 1]]))
    assert sampler.visits(Walks(count=7, length=3, restart=0.0), seed=0).to_scipy().sum(axis=1).tolist() == [21, 21, 21]


def test_a_walk_that_is_always_ended_makes_its_first_hop(open_one):
    sampler = open_one(graph_of([[1, 1, 1], [1, 1, 1]]))
    assert sampler.visits(Walks(count=7, length=3, restart=1.0), seed=0).to_scipy().sum(axis=1).tolist() == [7, 7, 7]


def test_a_film_that_nobody_watched_has_an_empty_row_and_one_that_is_watched_alone_has_itself(open_one):
    sampler = open_one(graph_of([[0, 1, 1, 0], [0, 0, 0, 1]]))
    visits = sampler.visits(Walks(count=10, length=1), seed=0).to_scipy().toarray()
    assert visits[0].tolist() == [0, 0, 0, 0]
    assert visits[3].tolist() == [0, 0, 0, 10]
    assert draw_visits(sampler, Walks(count=10), seed=0).to_scipy().toarray()[3].tolist() == [0, 0, 0, 0]


def test_a_film_with_one_watcher_has_that_watchers_films(open_one):
    sampler = open_one(graph_of([[1, 1, 0, 1], [0, 1, 1, 1]]))
    visits = sampler.visits(Walks(count=300, length=1), seed=0).to_scipy().toarray()[0]
    assert visits[2] == 0
    assert visits[[0, 1, 3]] == pytest.approx([100, 100, 100], abs=40)


def test_the_most_visited_are_kept_and_of_equally_visited_films_the_higher_rows(open_one):
    # One walk of one hop visits one film; with many films and few walks nearly all counts are equal.
    films = 400
    sampler = open_one(graph_of([[1] * films]))
    walks = Walks(count=30, neighbors=4, length=1)
    few = sampler.visits(walks, seed=0).to_scipy()
    everything = sampler.visits(Walks(count=30, neighbors=films, length=1), seed=0).to_scipy()
    assert np.diff(few.indptr).tolist() == [5] * films
    for film in range(films):
        counts = everything[[film]].toarray()[0]
        best = sorted(range(films), key=lambda other: (-counts[other], -other))[:5]
        assert sorted(few[[film]].indices.tolist()) == sorted(best)


def test_walks_mostly_visit_films_of_the_same_kind(open_one, clusters):
    visits = draw_visits(open_one(interactions_of(clusters)), Walks(count=50, neighbors=8), seed=3).to_scipy().tocoo()
    same = visits.row // 12 == visits.col // 12
    assert visits.data[same].sum() > 0.9 * visits.data.sum()


def test_one_seed_gives_the_same_walks_and_another_does_not(open_one, clusters):
    sampler, walks = open_one(interactions_of(clusters)), Walks(count=20, neighbors=5)
    first, again, other = (sampler.visits(walks, seed).to_scipy() for seed in (1, 1, 2))
    assert (first != again).nnz == 0
    assert (first != other).nnz > 0


def test_the_walks_do_not_depend_on_the_number_of_threads_nor_change_it(open_one, clusters):
    """Drawn by two threads of DGL, they depended on the machine's load, and trainings with one seed differed."""
    sampler, before = open_one(interactions_of(clusters)), torch.get_num_threads()
    drawn = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            drawn.append(sampler.visits(Walks(count=20, neighbors=5), seed=1).to_scipy())
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert (drawn[0] != drawn[1]).nnz == 0


def test_the_walks_do_not_depend_on_how_many_films_are_drawn_together(clusters):
    data, walks = interactions_of(clusters), Walks(count=20, neighbors=5)
    together, one_by_one = (
        TorchSampler(data, CPU, at_once).visits(walks, seed=1).to_scipy() for at_once in (10_000, 1)
    )
    assert (together != one_by_one).nnz == 0


def test_the_walks_of_a_seed_are_the_same_in_every_release():
    sampler = TorchSampler(graph_of([[1, 1, 1, 0], [0, 1, 1, 1], [1, 0, 0, 1]]), CPU)
    assert sampler.visits(Walks(count=10), seed=7).to_scipy().toarray().tolist() == [
        [5, 5, 1, 5],
        [4, 4, 6, 3],
        [5, 4, 2, 1],
        [2, 3, 3, 5],
    ]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device")
def test_a_gpu_draws_the_same_walks_as_a_cpu(clusters):
    data, walks = interactions_of(clusters), Walks(count=20, neighbors=5)
    cpu, gpu = (TorchSampler(data, torch.device(name)).visits(walks, seed=1).to_scipy() for name in ("cpu", "cuda"))
    assert (cpu != gpu).nnz == 0


def test_an_unknown_sampler_is_refused():
    with pytest.raises(UsageError, match="no sampler 'pyg'"):
        open_sampler("pyg", graph_of([[1, 1]]), CPU)


@pytest.mark.parametrize(
    "fault",
    [
        "ImportError('no module named torchdata')",
        "OSError('libcudart.so: cannot open shared object file')",
        "FileNotFoundError('libgraphbolt_pytorch_2.13.so')",
        "AttributeError('module torch has no attribute utils')",
    ],
)
def test_a_dgl_that_does_not_load_is_told_in_one_line_if_it_was_chosen(monkeypatch, tmp_path, fault):
    (tmp_path / "dgl.py").write_text(f"raise {fault}")
    monkeypatch.syspath_prepend(tmp_path)
    for module in [name for name in sys.modules if name == "engine.model.dgl_sampler" or name.split(".")[0] == "dgl"]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(UsageError) as refused:
        open_sampler("dgl", graph_of([[1, 1]]), CPU)
    assert refused.value.message == f"DGL is to draw the walks, and it cannot be loaded: {fault.split(chr(39))[1]}"
    assert "MOVIEREC_SAMPLER=torch" in refused.value.remedy
    assert open_sampler("torch", graph_of([[1, 1]]), CPU).name == "torch"
