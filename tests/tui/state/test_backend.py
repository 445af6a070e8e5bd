"""Every implementation of the backend takes each request of the protocol, with the same parameters."""

import inspect

import pytest

from tests.tui.recording_backend import RecordingBackend
from tui.state.backend import Backend
from tui.workers.local_backend import LocalBackend

REQUESTS = {name: request for name, request in vars(Backend).items() if not name.startswith("_")}


def test_the_protocol_is_over_marks_ranking_and_jobs():
    assert {"mark", "look_for_marks", "rank", "is_set_up", "set_up", "interrupt_job"} <= set(REQUESTS)


@pytest.mark.parametrize("implementation", [LocalBackend, RecordingBackend])
@pytest.mark.parametrize("name", REQUESTS)
def test_an_implementation_takes_the_request_with_the_same_parameters(implementation, name):
    assert inspect.signature(getattr(implementation, name)) == inspect.signature(REQUESTS[name])
