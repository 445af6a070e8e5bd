"""What is said of each data set before one is chosen."""

from engine.estimates.machine import Machine
from tui.state.set_up_choices import all_offers, first_offers


def about(machine: Machine | None, name: str) -> str:
    return next(offer.about for offer in all_offers(machine) if offer.id == name)


def test_a_set_that_is_too_large_says_what_it_takes_and_what_there_is() -> None:
    text = about(Machine(memory=3_100_000_000), "ml-32m")
    assert text.startswith("Too large for this machine: it takes about ")
    assert "GB of memory, and 3.1 GB are free. MovieLens 32M" in text
    assert "Too large" not in about(Machine(memory=3_100_000_000), "ml-1m")


def test_a_gpu_is_named_where_the_times_count_on_it() -> None:
    with_card = [offer.about for offer in first_offers(Machine(gpu=True))[:3]]
    assert all(text.endswith("to download, computed on your GPU.") for text in with_card)
    assert not any("GPU" in offer.about for offer in [*first_offers(Machine()), *first_offers(None)])
