from __future__ import annotations

from engine.model.interactions import interactions_of
from engine.model.user_split import UserSplit, held_out_mask, split_users


def test_everybody_is_either_trained_on_or_held_out(clusters):
    split = split_users(clusters)
    assert len(split.held_out.users) == 9
    assert not set(split.held_out.users) & set(split.training.users)
    assert split.training.matrix.nnz + split.held_out.matrix.nnz == split.data.matrix.nnz


def test_nobody_need_be_held_out(clusters):
    split = UserSplit.nobody_held_out(interactions_of(clusters))
    assert len(split.held_out.users) == 0
    assert len(split.training.users) == 90


def test_who_is_held_out_does_not_depend_on_the_other_users(make_dataset):
    pairs = [(user, 10 * (1 + (user + step) % 8)) for user in range(1, 601) for step in range(3)]
    whole = interactions_of(make_dataset(pairs))
    assert held_out_mask(whole).sum() == 50
    chosen = set(whole.users[held_out_mask(whole)].tolist())
    fewer = interactions_of(make_dataset([pair for pair in pairs if pair[0] not in (1, 2, 3, 4)]))
    assert len(chosen & set(fewer.users[held_out_mask(fewer)].tolist())) >= 49


def test_a_tiny_set_holds_out_few_and_never_someone_with_one_film(make_dataset):
    pairs = [(user, 10 * (1 + (user + step) % 8)) for user in range(1, 31) for step in range(1 if user > 25 else 3)]
    data = interactions_of(make_dataset(pairs))
    assert held_out_mask(data).sum() == 2
    assert data.lengths[held_out_mask(data)].min() == 3
