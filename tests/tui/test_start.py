"""Which calls open the app directly, without the command line's library."""

import pytest

from tui.start import plain_call


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ([], {"mouse": True}),
        (["--no-mouse"], {"mouse": False}),
        (["--home", "/h", "--profile", "anna"], {"mouse": True, "home": "/h", "profile": "anna"}),
    ],
)
def test_a_call_that_opens_the_app(arguments, given):
    assert plain_call(arguments) == given


@pytest.mark.parametrize(
    "arguments", [["setup"], ["--help"], ["--home"], ["--home", "--profile", "x"], ["--home=/h"], ["--plain"], [""]]
)
def test_a_call_that_the_command_line_is_to_look_at(arguments):
    assert plain_call(arguments) is None
