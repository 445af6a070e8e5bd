"""The length of a training for the numbers of users of ml-latest-small, ml-1m and ml-32m."""

from __future__ import annotations

from engine.training_size import usual_batch, usual_steps


def test_more_users_take_more_steps_and_larger_batches() -> None:
    assert [usual_steps(users) for users in (610, 6_040, 200_948)] == [80, 180, 500]
    assert [usual_batch(users) for users in (60, 610, 6_040)] == [60, 256, 1_024]
