"""How long a training is by the size of its data: what training does, and what estimates of its time count.

Plain numbers, without torch, because the app asks too.
"""

from __future__ import annotations


def is_small(users: int) -> bool:
    """Whether a training on so many users is short.

    Measured: on 5,000 users 180 steps with batches of 1,024 at a rate of 1.4e-3, as good as 300 with 512 at 1e-3 and
    faster, because all films are encoded at each step (150 lose .001 to .002 of maker@20 and at long histories); on
    600-900 users 80 steps with batches of 256, as good as 120 steps at a rate of 5e-4 and faster (more steps gain at
    long histories what they lose at short ones). The values for larger sets are a guess.
    """
    return users < 3_000


def usual_steps(users: int) -> int:
    """The number of training steps."""
    return 80 if is_small(users) else min(int(180 * max(users / 6_000, 1) ** 0.5), 500)


def usual_batch(users: int) -> int:
    """The number of users in a batch."""
    return min(256 if is_small(users) else 1_024, users)
