"""Whether a document that a command printed has a shape that docs/json.md describes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tui.cli.shapes.failure_shapes import Failure
from tui.cli.shapes.json_shapes import DOCUMENTS


def assert_documented(arguments: Sequence[str], document: Any) -> None:
    """Fail unless `document` has one of the shapes of the command that `arguments` name, or that of a failure."""
    commands = {use.split()[0] for use in DOCUMENTS}
    command = next((word for word in arguments if word in commands), None)
    faults = []
    for shape in (*(shape for use, shape in DOCUMENTS.items() if use.split()[0] == command), Failure):
        try:
            msgspec.convert(document, shape)
        except msgspec.ValidationError as fault:
            faults.append(f"{shape.__name__}: {fault}")
        else:
            return
    raise AssertionError(f"`{' '.join(arguments)}` printed no shape of docs/json.md: {'; '.join(faults)}")
