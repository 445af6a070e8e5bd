"""models: lists the published versions, makes one current, removes one."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from tui.cli import completion
from tui.cli.output import say, write_json
from tui.cli.plain_values import PlainCommand, PlainGroup
from tui.cli.session import Json, Session, with_global_options
from tui.cli.status_command import DATASET
from tui.cli.text_tables import write_table

models = typer.Typer(cls=PlainGroup, add_completion=False, rich_markup_mode=None)

VersionId = Annotated[
    str, typer.Argument(metavar="ID", help="A version, as in v3.", autocompletion=completion.versions)
]


@models.callback(invoke_without_command=True)
@with_global_options
def _models(session: Session, as_json: Json = False) -> None:
    """List the versions, switch to one, remove one.

    \b
    Examples:
      movierec models
      movierec models use v3
      movierec models remove v2
    """
    if session.subcommand is None:
        list_versions(session, as_json=as_json)


def list_versions(session: Session, as_json: Json = False) -> None:
    """List the versions and their Recall@20, oldest first.

    Recall@20 is measured on held-out users. The check is the verdict at publishing: the difference in Recall@20
    from the version that was current then, on the same users; or, without a comparison, first, other data or
    collapsed.

    \b
    Examples:
      movierec models list --json
    """
    document = _document(session)
    if as_json:
        write_json(document)
        return
    if not document["versions"]:
        say("no version yet; run `movierec setup`")
        return
    columns = ("", "version", "data", "trained", "R@20: 80%, 5, 1", "popularity", "check", "size")
    rows = [
        (
            ("current" if session.plain else "*") if one["current"] else "",
            one["version"],
            one["dataset"]["name"],
            one["trained"][:10],
            _recalls(one["report"], "movierec"),
            _recalls(one["report"], "popularity"),
            _check(one["report"]),
            f"{one['bytes'] / 1e6:,.0f} MB",
        )
        for one in document["versions"]
    ]
    write_table(columns, rows, right=("size",), cut=("data",), plain=session.plain)


def use_version(session: Session, version: VersionId, as_json: Json = False) -> None:
    """Make another version current; running apps offer to switch.

    \b
    Examples:
      movierec models use v3
    """
    from engine.jobs.versions import use

    use(session.settings, version)
    _tell(session, f"{version} is now current", as_json)


def remove_version(session: Session, version: VersionId, as_json: Json = False) -> None:
    """Remove a version that is not current and not in use.

    \b
    Examples:
      movierec models remove v2
    """
    from engine.jobs.versions import remove

    remove(session.settings, version)
    _tell(session, f"removed {version}", as_json)


for name, command in (("list", list_versions), ("use", use_version), ("remove", remove_version)):
    models.command(name, cls=PlainCommand)(with_global_options(command))


def _tell(session: Session, words: str, as_json: bool) -> None:
    if as_json:
        write_json(_document(session))
    else:
        say(words)


def _document(session: Session) -> dict[str, Any]:
    from engine.jobs.versions import list_versions

    return {
        "versions": [
            {
                "version": one.manifest.version,
                "current": one.current,
                "dataset": {name: getattr(one.manifest.dataset, name) for name in DATASET},
                "trained": one.manifest.trained,
                "report": msgspec.to_builtins(one.manifest.report),
                "bytes": one.bytes,
            }
            for one in list_versions(session.settings)
        ]
    }


def _recalls(report: dict[str, Any], model: str) -> str:
    """A model's Recall@20 over all films, one figure for each amount of likes, as in ".431 .563 .477"."""
    return " ".join(
        f"{row['value']:.3f}".removeprefix("0")
        for row in report.get("rows", ())
        if row["model"] == model and row["metric"] == "recall@20"
    )


def _check(report: dict[str, Any]) -> str:
    """The publish check as text: "first", "+.004 vs v1", "-.031 vs v1, forced"."""
    check = report.get("check")
    if check is None:
        return ""
    if check["verdict"] not in ("worse", "not worse"):
        return str(check["verdict"])
    words = f"{check['difference']:+.3f}".replace("0.", ".", 1) + f" vs {check['against']}"
    return words + (", forced" if check["verdict"] == "worse" else "")
