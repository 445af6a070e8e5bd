"""Random bits that are a hash of a seed and a place: the same on every device and platform, for any number of threads
and any size of block."""

from __future__ import annotations

from torch import Tensor


def noise_at(places: Tensor, stream: int) -> Tensor:
    """64 random bits for each place (int64) in a stream: SplitMix64 (Steele et al. 2014), with `stream` (unsigned,
    below 2^64) as its seed."""
    bits = places * _GOLDEN + _signed(stream)
    bits = (bits ^ shifted(bits, 30)) * _MIX_1
    bits = (bits ^ shifted(bits, 27)) * _MIX_2
    return bits ^ shifted(bits, 31)


def shifted(bits: Tensor, by: int) -> Tensor:
    """`bits` shifted right as unsigned numbers; torch shifts int64 with the sign."""
    return (bits >> by) & ((1 << (64 - by)) - 1)


def _signed(number: int) -> int:
    """The int64 with the same bits as an unsigned number below 2^64."""
    return number - (1 << 64) if number >> 63 else number


_GOLDEN, _MIX_1, _MIX_2 = map(_signed, (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
