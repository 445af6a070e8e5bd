"""setup, train, evaluate, models: the commands that make versions and look after them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from tui.cli.context import OPTIONS, settings
from tui.cli.output import print_json, print_table, say
from tui.cli.progress import Shown, shown

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
ProgressAs = Annotated[Shown, typer.Option("--progress", help="How to show progress: a bar, or JSON lines on stdout.")]
JobId = Annotated[str | None, typer.Option("--job", hidden=True)]
Force = Annotated[bool, typer.Option("--force", help="Do it even where it seems needless.")]


def setup(
    dataset: Annotated[str | None, typer.Option(help="A known data set; --list names them.")] = None,
    source: Annotated[Path | None, typer.Option(help="A folder or zip in any MovieLens layout.")] = None,
    ratings: Annotated[Path | None, typer.Option(help="A CSV (or .csv.gz): user,movie[,rating][,timestamp].")] = None,
    movies: Annotated[Path | None, typer.Option(help="The movies file that goes with --ratings.")] = None,
    catalogue: Annotated[str | None, typer.Option(help="Whose movie ids these are, if not MovieLens's.")] = None,
    list_them: Annotated[bool, typer.Option("--list", help="List the known data sets.")] = False,
    force: Force = False,
    seed: Annotated[int, typer.Option(help="The seed of everything random.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    insecure_download: Annotated[
        bool, typer.Option("--insecure-download", help="Take a set of known checksum over a lapsed certificate.")
    ] = False,
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Get the data, train on them and publish: all that is needed, once.

    Examples: movierec setup · movierec setup --dataset ml-latest-small · movierec setup --source ~/ml-25m.zip
    """
    OPTIONS.json = as_json
    if list_them:
        _list_sets(as_json)
        return
    from engine.jobs.origin import Origin
    from engine.jobs.setup import Build, serves, set_up, standing

    origin = Origin.of(dataset=dataset, source=source, ratings=ratings, movies=movies, catalogue=catalogue)
    here = settings()
    here.ensure_home()
    stands = None if force else standing(here)
    if stands is not None and serves(stands, origin) and job is None:
        _finished(stands.version, changed=False, as_json=as_json)
        return
    build = Build(seed=seed, device=device, force=force, insecure=insecure_download)
    with shown(progress) as listener:
        version, changed = set_up(here, origin, build, job_id=job, listener=listener)
    _finished(version, changed=changed, as_json=as_json, quiet=progress is Shown.jsonl)


def train(
    seed: Annotated[int, typer.Option(help="The seed of everything random.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    dim: Annotated[int, typer.Option(help="The length of the vectors.")] = 256,
    steps: Annotated[int | None, typer.Option(help="Training steps; by default by the size of the data.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    force: Force = False,
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Train again on the same data, and publish the new version.

    Examples: movierec train --seed 1 · movierec train --resume
    """
    OPTIONS.json = as_json
    from engine.jobs.setup import Build, train_again

    build = Build(seed=seed, device=device, dim=dim, steps=steps, resume=resume, force=force)
    with shown(progress) as listener:
        version, changed = train_again(settings(), build, job_id=job, listener=listener)
    _finished(version, changed=changed, as_json=as_json, quiet=progress is Shown.jsonl)


def evaluate(progress: ProgressAs = Shown.bar, job: JobId = None, as_json: Json = False) -> None:
    """Measure the current version beside its baselines, on users whom it never trained on.

    Example: movierec evaluate --json
    """
    OPTIONS.json = as_json
    from engine.jobs.evaluate import evaluate as measure

    with shown(progress) as listener:
        report = measure(settings(), job_id=job, listener=listener)
    if as_json:
        print_json({"protocol": report["protocol"], "rows": report["rows"]})
        return
    if progress is Shown.jsonl:
        return
    likes = ("80%", "5", "1")
    figures = {(row["model"], row["metric"], row["likes"]): row for row in report["rows"]}
    columns = ("model", *(f"{metric} {n}" for metric in ("R@20", "beyond 100") for n in likes), "films at 5")
    rows = []
    for model in dict.fromkeys(row["model"] for row in report["rows"]):
        cells = []
        for metric in ("recall@20", "recall@20 beyond 100"):
            for n in likes:
                row = figures.get((model, metric, n))
                cells.append("" if row is None else f"{row['value']:.3f} ±{(row['high'] - row['low']) / 2:.3f}")
        films = figures.get((model, "films", "5"))
        rows.append((model, *cells, "" if films is None else int(films["value"])))
    print_table(columns, rows, right=columns[1:])
    say(f"\n{report['protocol']}")


def _finished(version: str, *, changed: bool, as_json: bool, quiet: bool = False) -> None:
    if as_json:
        print_json({"version": version, "changed": changed})
    elif not quiet:
        say(f"{version} is current." if changed else f"{version} stands already; --force does it again.")
        say('Next: `movierec` opens the app; `movierec recommend "Toy Story" "Alien"` answers here.')


def _list_sets(as_json: bool) -> None:
    from engine.datasets.known import known_datasets

    known = known_datasets()
    if as_json:
        print_json({"datasets": [msgspec.to_builtins(one) for one in known]})
        return
    columns = ("name", "films", "to", "ratings", "download", "minutes")
    rows = [
        (one.name, f"{one.films:,}", one.newest_year, f"{one.ratings:,}", f"{one.bytes / 1e6:,.0f} MB", one.minutes)
        for one in known
    ]
    print_table(columns, rows, right=columns[1:])
    say(f"\n{known[0].licence}")


models = typer.Typer(help="The versions: list them, go back to one, remove one.", no_args_is_help=False)


@models.callback(invoke_without_command=True)
def models_default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_models(as_json=False)


@models.command("list")
def list_models(as_json: Json = False) -> None:
    """List the versions with their figures. Example: movierec models list --json"""
    OPTIONS.json = as_json
    from engine.stores.opening import open_catalog

    here = settings()
    catalog = open_catalog(here)
    try:
        current, rows = catalog.current(), [row for row in catalog.versions() if row.state == "ready"]
    finally:
        catalog.close()
    documents = []
    for row in rows:
        folder = here.versions / row.version
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.exists() else 0
        documents.append(
            {
                "version": row.version,
                "current": row.version == current,
                "dataset": row.manifest.get("dataset", {}).get("name"),
                "trained": row.trained,
                "report": row.manifest.get("report"),
                "bytes": size,
            }
        )
    if as_json:
        print_json({"versions": documents})
        return
    columns = ("", "version", "data", "trained", "R@20 80% / 5 / 1 likes", "popularity", "size")
    table = [
        (
            "*" if one["current"] else "",
            one["version"],
            one["dataset"],
            one["trained"],
            _recalls(one["report"], "movierec"),
            _recalls(one["report"], "popularity"),
            f"{one['bytes'] / 1e6:.0f} MB",
        )
        for one in documents
    ]
    print_table(columns, table, right=("size",))


def _recalls(report: Any, model: str) -> str:
    """A model's Recall@20 over all films at 80 %, 5 and 1 likes, as in ".431 / .563 / .477"."""
    rows = (report or {}).get("rows", [])
    found = {row["likes"]: row["value"] for row in rows if row["model"] == model and row["metric"] == "recall@20"}
    return " / ".join(f"{found[likes]:.3f}" for likes in ("80%", "5", "1") if likes in found)


@models.command("use")
def use_model(version: str, as_json: Json = False) -> None:
    """Make an older version current. Example: movierec models use v3"""
    OPTIONS.json = as_json
    from engine.stores.opening import open_catalog

    catalog = open_catalog(settings())
    try:
        catalog.use(version)
    finally:
        catalog.close()
    if as_json:
        print_json({"version": version})
    else:
        say(f"{version} is current.")


@models.command("remove")
def remove_model(version: str, as_json: Json = False) -> None:
    """Remove a version that is not current. Example: movierec models remove v2"""
    OPTIONS.json = as_json
    from engine.jobs.publishing import remove_version
    from engine.stores.opening import open_catalog

    here = settings()
    catalog = open_catalog(here)
    try:
        remove_version(here, catalog, version)
    finally:
        catalog.close()
    if as_json:
        print_json({"version": version})
    else:
        say(f"{version} is removed.")
