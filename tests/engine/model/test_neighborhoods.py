from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.model.graph import build_graph
from engine.model.interactions import interactions_of
from engine.model.neighborhoods import Walks, as_table, draw_visits, most_visited, row_stochastic

import dgl  # isort: skip  (engine.model.graph sets DGL's environment first)
import torch  # isort: skip


@pytest.fixture
def visits(clusters):
    return draw_visits(build_graph(interactions_of(clusters)), Walks(count=50, neighbors=8), seed=3)


def test_the_graph_joins_users_and_movies_both_ways(clusters):
    graph = build_graph(interactions_of(clusters))
    assert graph.num_nodes("user") == 90
    assert graph.num_nodes("movie") == 36
    assert graph.num_edges("watched") == graph.num_edges("watched-by") == 549


def test_walks_mostly_visit_films_of_the_same_kind(visits):
    rows, columns = visits.nonzero()
    same = rows // 12 == columns // 12
    assert visits.data[same].sum() > 0.9 * visits.data.sum()


def test_a_movie_is_not_its_own_neighbor_and_has_no_more_than_asked(visits):
    assert visits.diagonal().sum() == 0
    assert np.diff(visits.indptr).max() == 8


def test_one_seed_gives_the_same_walks(clusters):
    graph = build_graph(interactions_of(clusters))
    walks = Walks(count=20, neighbors=5)
    first, again, other = (draw_visits(graph, walks, seed) for seed in (1, 1, 2))
    assert (first != again).nnz == 0
    assert (first != other).nnz > 0


def test_the_walks_do_not_depend_on_the_number_of_threads_nor_change_it(clusters):
    """Drawn by two threads, they depended on the machine's load, and two trainings with one seed differed."""
    graph = build_graph(interactions_of(clusters))
    before = torch.get_num_threads(), dgl.utils.get_num_threads()
    drawn = []
    try:
        for threads in (1, 2):
            dgl.utils.set_num_threads(threads)
            drawn.append(draw_visits(graph, Walks(count=20, neighbors=5), seed=1))
            assert dgl.utils.get_num_threads() == threads
    finally:
        torch.set_num_threads(before[0])
        dgl.utils.set_num_threads(before[1])
    assert (drawn[0] != drawn[1]).nnz == 0


def test_a_film_that_nobody_watched_has_an_empty_neighborhood(make_dataset):
    data = interactions_of(make_dataset([(1, 10), (1, 20), (2, 20), (2, 30), (2, 40), (1, 50)], movies=6))
    visits = draw_visits(build_graph(data), Walks(count=20, neighbors=3), seed=0)
    assert np.diff(visits.indptr)[5] == 0
    weights = row_stochastic(visits)
    assert weights.sum(axis=1).tolist() == pytest.approx([1, 1, 1, 1, 1, 0])


def test_of_equally_visited_neighbors_the_lower_columns_are_kept():
    visits = sparse.csr_array(np.array([[0, 2, 5, 2, 2]], np.float32))
    assert most_visited(visits, 2).toarray().tolist() == [[0, 2, 5, 0, 0]]


def test_the_table_lists_neighbors_heaviest_first():
    weights = sparse.csr_array(np.array([[0, 0.25, 0.75], [0, 0, 0], [1, 0, 0]], np.float32))
    neighbors, shares = as_table(weights, 3)
    assert neighbors.tolist() == [[2, 1, -1], [-1, -1, -1], [0, -1, -1]]
    assert shares.tolist() == [[0.75, 0.25, 0], [0, 0, 0], [1, 0, 0]]
