"""Every implementation of the backend takes each request of the protocols, with the same parameters."""

import inspect

import pytest

from tests.tui.recording_backend import RecordingBackend, RecordingImports
from tui.state.backend import Backend
from tui.state.imports import Imports
from tui.workers.import_worker import ImportWorker
from tui.workers.local_backend import LocalBackend

REQUESTS = {
    name: request for name, request in vars(Backend).items() if inspect.isfunction(request) and not name.startswith("_")
}
OF_IMPORTS = {name: request for name, request in vars(Imports).items() if not name.startswith("_")}


def test_the_protocol_is_over_marks_ranking_and_jobs():
    assert {"mark", "look_for_marks", "rank", "is_set_up", "set_up", "interrupt_job"} <= set(REQUESTS)


@pytest.mark.parametrize("implementation", [LocalBackend, RecordingBackend])
@pytest.mark.parametrize("name", REQUESTS)
def test_an_implementation_takes_the_request_with_the_same_parameters(implementation, name):
    assert inspect.signature(getattr(implementation, name)) == inspect.signature(REQUESTS[name])


@pytest.mark.parametrize("implementation", [ImportWorker, RecordingImports])
@pytest.mark.parametrize("name", OF_IMPORTS)
def test_imports_are_asked_for_with_the_same_parameters_too(implementation, name):
    assert inspect.signature(getattr(implementation, name)) == inspect.signature(OF_IMPORTS[name])
