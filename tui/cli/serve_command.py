"""serve: the app in the browser, for the profiles that are named, each with a token of its own.

This module says where to go and what to be careful of; the server is in tui.web, and each visitor's app is a process of
its own (tui.served_app).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from tui.cli import completion
from tui.cli.output import say
from tui.cli.session import Session

if TYPE_CHECKING:
    from engine.settings import Settings


def serve(
    session: Session,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; 0 takes any free one.")
    ] = 8000,
    visitors: Annotated[
        int, typer.Option("--visitors", metavar="N", min=1, help="The most visitors at once, each with a process.")
    ] = 10,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="A profile to serve; repeat it for several. [default: yours]",
            autocompletion=completion.profiles,
        ),
    ] = None,
    new_tokens: Annotated[
        bool, typer.Option("--new-tokens", help="Give these profiles new tokens; their old links end.")
    ] = False,
) -> None:
    """Open the app in the browser, here or on other machines.

    Prints a link for each profile. Who opens it is that profile and sees no other; the same links work after a
    restart. A visitor can search, mark and filter, but cannot import or export files, set up data, stop jobs, switch
    the profile or list films for several people. Ctrl-C ends the server and all its apps.

    Other machines reach the server only with --host. It speaks plain HTTP: put a reverse proxy with TLS before it.

    \b
    Examples:
      movierec serve
      movierec serve --profile anna --profile ben --port 8080
      movierec serve --host 0.0.0.0 --visitors 4
    """
    from engine.settings import load_settings
    from tui.web import web_running
    from tui.web.sign_in import SignIn
    from tui.web.visitor_tokens import visitor_tokens
    from tui.web.web_server import Visits, WebServer

    settings = session.settings
    profiles = [
        load_settings(home=settings.home, profile=name).profile for name in dict.fromkeys(profile or [settings.profile])
    ]
    settings.files.ensure()
    listening = web_running.listen(host, port)
    tokens = visitor_tokens(settings.files, profiles, renew=new_tokens)
    port = listening.getsockname()[1]
    visits = Visits(lambda name: _command(settings, name), _environment(os.environ), at_once=visitors)

    def announce() -> None:
        where = web_running.address(host, port)
        if not web_running.is_loopback(host):
            say(
                "WARNING: other machines can reach this server, and there is no TLS: tokens and all that is typed"
                " can be read on the way. Put a reverse proxy with TLS before it (docs/servers.md)."
            )
        say(f"movierec is served at {where} to at most {visitors:,} at once; Ctrl-C ends it")
        for name, token in tokens.items():
            say(f"{name}: {where}?token={quote(token.reveal())}")

    web_running.run(WebServer(SignIn(tokens), visits, port), listening, settings.files.serve_log, announce)
    say("the server has ended")


def _command(settings: Settings, profile: str) -> list[str]:
    """The command that runs the app for a visitor."""
    from tui import child_processes

    return child_processes.command("tui.served_app", str(settings.home), profile)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a visitor's app: the server's, without what is said there of the server's own terminal."""
    from tui import child_processes

    of_a_terminal = ("TEXTUAL", "SSH_", "TMUX", "STY", "COLORFGBG", "NO_COLOR", "COLUMNS", "LINES")
    kept = {name: value for name, value in environ.items() if not name.startswith(of_a_terminal)}
    return {**child_processes.environment(kept), "COLORTERM": "truecolor", "TEXTUAL_COLOR_SYSTEM": "truecolor"}
