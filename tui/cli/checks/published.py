"""Checks of what set-up made: the catalog, the current version's files, the vectors."""

from __future__ import annotations

from contextlib import closing

from engine.settings import Settings
from tui.cli.checks.check import Check, nothing_yet


def check_catalog(here: Settings) -> Check:
    from engine.stores.opening import open_catalog

    if not here.database_url and not here.files.catalog.exists():
        return nothing_yet("catalog")
    with closing(open_catalog(here)) as catalog:
        catalog.current()
        return Check(name="catalog", state="ok", detail=f"{catalog.kind} at {catalog.where()}")


def check_version(here: Settings) -> Check:
    from engine.artifact import Artifact
    from engine.jobs.versions import current_manifest

    manifest = current_manifest(here)
    if manifest is None:
        return nothing_yet("version")
    folder = here.files.versions / manifest.version
    if not folder.exists():
        return Check(
            name="version",
            state="degraded",
            detail=f"{manifest.version} was published from another home; its files are fetched at first use",
        )
    Artifact(folder).verify()
    return Check(name="version", state="ok", detail=f"{manifest.version} is intact")


def check_vectors(here: Settings) -> Check:
    from engine import open_recommender
    from engine.jobs.versions import current_manifest

    here.milvus_uri.check()
    if current_manifest(here) is None:
        return nothing_yet("vectors")
    with open_recommender(here) as opened:
        opened.recommend(k=1)
        store = opened.health()[0]
    remedy = "check that the server is running, and that MOVIEREC_MILVUS_URI and MOVIEREC_MILVUS_TOKEN are correct"
    if not here.milvus_uri:
        remedy = "train again with `movierec train`"
    return Check(
        name="vectors",
        state=store.state,
        detail=f"{store.kind} at {store.where}" + (f" ({store.detail})" if store.detail else ""),
        remedy="" if store.state == "ok" else remedy,
    )
