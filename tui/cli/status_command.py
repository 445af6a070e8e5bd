"""status: shows what is set up, where it is, and which jobs are running. It creates and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.errors import ArtifactError, MovierecError, NotSetUp
from engine.file_faults import file_fault
from engine.settings import Settings
from tui.cli.output import say, write_json, write_lines
from tui.cli.session import Json, Session

DATASET = ("name", "source", "movies", "users", "interactions", "newest_year")
"""The fields of a data set that status and models show."""


def status(session: Session, as_json: Json = False) -> None:
    """Show what is set up, where it is, and which jobs are running.

    \b
    Examples:
      movierec status
      movierec status --json
    """
    show_status(session, as_json=as_json)


def show_status(session: Session, *, as_json: bool) -> None:
    """Print the status. Problems are noted on stderr but do not fail the command; `movierec doctor` does fail."""
    document, notes, catalogue = _status(session.settings)
    if as_json:
        write_json(document)
    else:
        write_lines([*_words(document), *_people(session.settings, catalogue)], plain=session.plain)
    for note in notes:
        say(f"note: {note}")


def _status(here: Settings) -> tuple[dict[str, Any], list[str], str]:
    """The document, notes on what is wrong, and the catalogue, empty if there is none."""
    from engine.job_log import list_jobs
    from engine.serving.recommender import Recommender
    from engine.serving.store_connections import Opening

    vectors = here.milvus_uri.shown or str(here.files.versions)
    catalog = here.database_url.shown or str(here.files.catalog)
    sql = here.database_url.kind or ("sql" if here.database_url else "sqlite")
    document: dict[str, Any] = {
        "home": str(here.home),
        "namespace": here.namespace,
        "profile": here.profile,
        "version": None,
        "dataset": None,
        "vectors": _store("milvus" if here.milvus_uri else "milvus-lite", vectors, "none"),
        "catalog": _store(sql, catalog, "none"),
        "jobs": [
            {"id": job.id, "kind": job.kind, "stage": job.stage, "done": job.done, "total": job.total}
            for job in list_jobs(here)
            if job.alive
        ],
    }
    notes: list[str] = []
    catalogue = ""
    try:
        if here.database_url or here.files.catalog.exists():
            with Recommender.open(here, Opening.SERVERS_ONLY) as opened:
                document["version"], catalogue = opened.version, opened.catalogue
                document["dataset"] = {name: getattr(opened.dataset, name) for name in DATASET}
                for store in opened.health():
                    document[store.name] = _store(store.kind, store.where, store.state)
                    notes += [store.detail] if store.detail else []
                notes += _about_the_data(here, opened.version)
    except NotSetUp:
        document["catalog"]["state"] = "ok"
    except ArtifactError as failure:  # the catalog named a version whose files cannot be read
        document["catalog"]["state"], document["vectors"]["state"] = "ok", "down"
        notes += [failure.message, failure.remedy]
    except (MovierecError, OSError) as cause:
        told = cause if isinstance(cause, MovierecError) else file_fault(cause)
        document["catalog"]["state"] = "down"
        notes += [told.message, told.remedy]
    wrong = here.milvus_uri.problem
    if wrong is not None:
        if document["vectors"]["state"] == "none":
            document["vectors"]["state"] = "down"
            notes.append(wrong.message)
        notes.append(wrong.remedy)
    return document, [note for note in notes if note], catalogue


def _people(here: Settings, catalogue: str) -> list[tuple[str, str]]:
    """What `movierec enrich` has learned of the catalogue, if it has."""
    from engine.people.facts_files import read_about

    about = read_about(here.files.facts(catalogue)) if catalogue else None
    if about is None:
        return []
    return [("people", f"{about.people:,}, of {about.matched:,} films of {about.dataset} (IMDb, {about.made[:10]})")]


def _about_the_data(here: Settings, version: str) -> list[str]:
    """A note that MovieLens 100K stands in for the default data set, if it does."""
    from engine.artifact import Artifact

    parameters = Artifact(here.files.versions / version).manifest.parameters
    notes: Sequence[str] = parameters.get("notes", ())
    return list(notes[:1]) if parameters.get("origin", {}).get("packaged") else []


def _store(kind: str, where: str, state: str) -> dict[str, str]:
    return {"kind": kind, "where": where, "state": state}


def _words(document: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [("home", document["home"]), ("profile", document["profile"])]
    data = document["dataset"]
    if data is None:
        lines.append(("version", "none yet; `movierec setup`, or just `movierec`, sets everything up"))
    else:
        newest = f", films to {data['newest_year']}" if data["newest_year"] else ""
        counts = f"{data['movies']:,} films, {data['users']:,} users, {data['interactions']:,} interactions"
        lines += [
            ("version", document["version"]),
            ("data", f"{data['name']}{newest} ({counts})"),
            ("source", data["source"]),
        ]
    for store in ("vectors", "catalog"):
        one = document[store]
        lines.append((store, f"{one['state']} · {one['kind']} at {one['where']}"))
    for job in document["jobs"]:
        share = f", {job['done']:,} of {job['total']:,}" if job["total"] else ""
        lines.append(("job", f"{job['id']}: {job['stage']}{share}"))
    return lines
