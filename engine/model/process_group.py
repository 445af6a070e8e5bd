"""What one process of a training by several exchanges with the others (torch.distributed).

Gradients go through the backend of the device: NCCL between cards, gloo between CPUs. All else, which is small or sent
once, goes through gloo. A process that ends closes its connections, whereupon each exchange with it fails at once: that
is a `PeerLost`. Nothing here knows what is trained.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed import Store  # type: ignore[attr-defined]
from torch.nn.parallel import DistributedDataParallel

from engine.errors import MovierecError
from engine.model.parcels import awaited, packed, unpacked

_GRADIENTS = timedelta(minutes=10)
"""All processes are in a step when gradients are exchanged, so none waits longer than a step takes."""
_PATIENCE = timedelta(days=7)
"""For all else, they may have to wait until the first has read the data and fitted the teacher."""


class PeerLost(MovierecError):
    """A process of the training ended before its time. The checkpoint is kept."""

    def __init__(self, what: str = "one of the training's processes has ended") -> None:
        super().__init__(what, "continue with `movierec train --resume`")


class ProcessGroup:
    """This process's place among the `size` of a training: `rank`, from 0. The first has the data and publishes."""

    def __init__(self, store: Store | None, rank: int, size: int, device: str, here: int) -> None:
        """Waits until all are there. `store`: where they find each other; None: as the environment says (torchrun).
        `device`: cpu or cuda, where this process's card is torch's current one. `here`: how many of the processes are
        on this machine. Raises MovierecError if they cannot reach each other."""
        self.rank, self.size, self.here = rank, size, here
        self.in_steps = False
        """Whether the processes are taking steps together, in which each waits for the others."""
        backend = "nccl" if device == "cuda" else "gloo"
        try:
            dist.init_process_group(backend, store=store, rank=rank, world_size=size, timeout=_GRADIENTS)
            self._words = dist.new_group(backend="gloo", timeout=_PATIENCE)
        except (RuntimeError, ValueError) as cause:
            self.leave()
            raise MovierecError(
                f"the training's processes cannot reach each other: {' '.join(str(cause).split())[:200]}",
                "check MASTER_ADDR, and the network that GLOO_SOCKET_IFNAME and NCCL_SOCKET_IFNAME name",
            ) from cause

    def any(self, flag: bool) -> bool:
        """Whether any process's `flag` is set: all processes get the same answer."""
        return self.total(float(flag)) > 0

    def total(self, number: float) -> float:
        """The sum of all processes' numbers."""
        summed = torch.tensor([number], dtype=torch.float64)
        with exchanging():
            dist.all_reduce(summed, group=self._words)
        return float(summed)

    def union(self, mask: Tensor) -> Tensor:
        """The mask of what is set in the mask of any process."""
        everywhere = mask.to("cpu", torch.uint8)
        with exchanging():
            dist.all_reduce(everywhere, dist.ReduceOp.MAX, group=self._words)
        return everywhere.to(mask.device, torch.bool)

    def broadcast(self, value: Any = None) -> Any:
        """The `value` of the first process, in all of them."""
        return self._exchanged(value, self.rank == 0, lambda part: dist.broadcast(part, 0, group=self._words))

    def hand(self, value: Any, rank: int) -> None:
        """Send `value` to the process `rank`, which has to call `receive`."""
        self._exchanged(value, True, lambda part: dist.send(part, rank, group=self._words))

    def receive(self) -> Any:
        """What the first process hands to this one."""
        return self._exchanged(None, False, lambda part: dist.recv(part, 0, group=self._words))

    def dismiss(self) -> None:
        """Tell the other processes, which wait for a broadcast, that nothing will come any more."""
        self.broadcast(None)

    @contextmanager
    def sharing_cores(self) -> Iterator[None]:
        """Inside, this process has its part of the machine's cores."""
        before = torch.get_num_threads()
        torch.set_num_threads(max(before // self.here, 1))
        try:
            yield
        finally:
            torch.set_num_threads(before)

    def reducing(self, network: nn.Module) -> nn.Module:
        """`network`, whose gradients are the means of all processes' after each backward pass; its parameters must be
        the same everywhere."""
        # The buffers never change. The option's successor is not in all releases of torch that movierec runs with.
        with exchanging(), warnings.catch_warnings(action="ignore", category=FutureWarning):
            return DistributedDataParallel(network, broadcast_buffers=False, gradient_as_bucket_view=True)

    def abort(self) -> None:
        """End the exchanges in which this process waits for another that is gone; NCCL would wait for minutes."""
        with suppress(RuntimeError, AttributeError, AssertionError):
            dist.group.WORLD.abort()  # type: ignore[union-attr]

    def leave(self) -> None:
        """Close the connections."""
        if dist.is_initialized():
            with suppress(RuntimeError):  # where a peer is gone
                dist.destroy_process_group()

    def _exchanged(self, value: Any, is_sender: bool, move: Callable[[Tensor], Any]) -> Any:
        parcel = packed(value) if is_sender else None
        length = torch.tensor([len(parcel.head) if parcel is not None else 0])
        with exchanging():
            move(length)
            if parcel is not None:
                move(torch.frombuffer(bytearray(parcel.head), dtype=torch.uint8))
            else:
                head = torch.empty(int(length), dtype=torch.uint8)
                move(head)
                parcel = awaited(head.numpy().tobytes())
            for tensor in parcel.tensors:
                if tensor.numel():
                    move(tensor.cpu().contiguous().reshape(-1).view(torch.uint8))
        return value if is_sender else unpacked(parcel)


@contextmanager
def exchanging() -> Iterator[None]:
    """Turns the failure of an exchange with other processes into PeerLost."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error, dist.DistError) or any(word in str(error) for word in ("gloo", "NCCL", "ncclInternal")):
            raise PeerLost from error
        raise
