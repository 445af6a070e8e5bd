"""status and doctor: what stands, and what is wrong. Neither changes anything."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from engine.errors import MovierecError, NotSetUp
from engine.settings import Settings
from tui.cli.context import OPTIONS, settings
from tui.cli.output import print_json, print_table, say

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def status(as_json: Json = False) -> None:
    """What is set up, where it is, and which jobs run. Example: movierec status --json"""
    OPTIONS.json = as_json
    here = settings()
    document = _status(here)
    if as_json:
        print_json(document)
        return
    data = document["dataset"]
    lines = [("home", document["home"]), ("profile", document["profile"])]
    if data is None:
        lines.append(("version", "none yet: `movierec setup`, or just `movierec`, sets everything up"))
    else:
        newest = f", films to {data['newest_year']}" if data["newest_year"] else ""
        counts = f"{data['movies']:,} films, {data['users']:,} users, {data['interactions']:,} interactions{newest}"
        lines += [("version", document["version"]), ("data", f"{data['name']}: {counts}")]
    for store in ("vectors", "catalog"):
        one = document[store]
        lines.append((store, f"{one['kind']} at {one['where']}: {one['state']}"))
    for job in document["jobs"]:
        lines.append(("job", f"{job['id']}: {job['stage']} {job['done']}/{job['total']}"))
    width = max(len(name) for name, _ in lines)
    for name, words in lines:
        print(f"{name:<{width}}  {words}")


def _status(here: Settings) -> dict[str, Any]:
    from engine import open_recommender
    from engine.joblog import list_jobs

    stores = {
        "vectors": _store("milvus" if here.milvus_uri else "milvus-lite", str(here.versions)),
        "catalog": _store("mysql" if here.database_url else "sqlite", str(here.home / "catalog.db")),
    }
    version, dataset = None, None
    try:
        if here.home.exists():
            with open_recommender(here) as opened:
                version, data = opened.version, opened.dataset
                for store in opened.health():
                    stores[store.name] = _store(store.kind, store.where, store.state)
            dataset = {
                name: getattr(data, name)
                for name in ("name", "source", "movies", "users", "interactions", "newest_year")
            }
    except NotSetUp:
        pass
    except MovierecError as failure:
        say(f"note: {failure.message}")
        stores["catalog"]["state"] = "down"
    jobs = [
        {"id": job.id, "kind": job.kind, "stage": job.stage, "done": job.done, "total": job.total}
        for job in list_jobs(here)
        if job.alive
    ]
    return {
        "home": str(here.home),
        "namespace": here.namespace,
        "profile": here.profile,
        "version": version,
        "dataset": dataset,
        **stores,
        "jobs": jobs,
    }


def _store(kind: str, where: str, state: str = "none") -> dict[str, str]:
    return {"kind": kind, "where": where, "state": state}


def doctor(as_json: Json = False) -> None:
    """Check everything that movierec needs, with a remedy for what is wrong. Example: movierec doctor"""
    OPTIONS.json = as_json
    here = settings()
    checks = [_checked(name, check) for name, check in _checks(here)]
    if as_json:
        print_json({"checks": checks})
    else:
        rows = [(one["state"], one["name"], one["detail"], one["remedy"]) for one in checks]
        print_table(("", "check", "detail", "remedy"), rows)
    if any(one["state"] == "failed" for one in checks):
        raise typer.Exit(1)


Check = Callable[[], str]


def _checks(here: Settings) -> Iterator[tuple[str, Check]]:
    yield "python", lambda: sys.version.split()[0]
    yield "libraries", _libraries
    yield "home", lambda: _home(here)
    yield "disk", lambda: _disk(here)
    yield "catalog", lambda: _catalog(here)
    yield "version", lambda: _version(here)
    yield "vectors", lambda: _vectors(here)
    yield "terminal", _terminal


def _checked(name: str, check: Check) -> dict[str, str]:
    try:
        return {"name": name, "state": "ok", "detail": check(), "remedy": ""}
    except NotSetUp as nothing:
        return {"name": name, "state": "none", "detail": nothing.message, "remedy": nothing.remedy}
    except MovierecError as failure:
        return {"name": name, "state": "failed", "detail": failure.message, "remedy": failure.remedy}


def _libraries() -> str:
    missing = [name for name in ("torch", "dgl", "pymilvus", "milvus_lite") if importlib.util.find_spec(name) is None]
    if missing:
        raise MovierecError(
            f"not installed: {', '.join(missing)}", "install movierec again, in an environment of its own"
        )
    return "torch, dgl, pymilvus and milvus-lite are installed"


def _home(here: Settings) -> str:
    here.ensure_home()
    if not os.access(here.home, os.W_OK):
        raise MovierecError(f"{here.home} cannot be written to", "mend its permissions, or give another with --home")
    return str(here.home)


def _disk(here: Settings) -> str:
    free = shutil.disk_usage(here.home).free
    if free < 500 << 20:
        raise MovierecError(f"{free >> 20} MB free at {here.home}", "make room: a set-up needs up to 500 MB")
    return f"{free >> 30} GB free"


def _catalog(here: Settings) -> str:
    from engine.stores.opening import open_catalog

    catalog = open_catalog(here)
    try:
        return f"{catalog.kind} at {catalog.where()}"
    finally:
        catalog.close()


def _version(here: Settings) -> str:
    from engine.artifact import Artifact
    from engine.stores.opening import open_catalog

    catalog = open_catalog(here)
    try:
        version = catalog.current()
    finally:
        catalog.close()
    if version is None:
        raise NotSetUp
    Artifact(here.versions / version).verify()
    return f"{version} is whole"


def _vectors(here: Settings) -> str:
    from engine import open_recommender

    with open_recommender(here) as opened:
        store = opened.health()[0]
    if store.state != "ok":
        raise MovierecError(store.detail, "see that the server runs and MOVIEREC_MILVUS_URI is right")
    return f"{store.kind} at {store.where}" + (f" ({store.detail})" if store.detail else "")


def _terminal() -> str:
    encoding = (sys.stdout.encoding or "ascii").lower()
    colours = os.environ.get("COLORTERM") or os.environ.get("TERM", "dumb")
    return f"{encoding}, {colours}" + ("" if encoding.startswith("utf") else " (glyphs are shown in ASCII)")
