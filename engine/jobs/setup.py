"""Setting up: from a source of data to a published, current version. Training again is the same, from what is known.

What stands already is left alone: the same source on a whole version does nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version as installed

import msgspec

from engine.artifact import Artifact, DatasetInfo, Manifest
from engine.datasets.dataset import Dataset
from engine.errors import ArtifactError, NotSetUp
from engine.joblog import Kind
from engine.jobs.origin import Origin
from engine.jobs.publishing import Draft, publish
from engine.jobs.running import Job, Listener, run_job
from engine.settings import Settings
from engine.stores.opening import open_catalog

_LIBRARIES = ("torch", "dgl", "numpy", "pymilvus", "milvus-lite")
CHECKPOINT = "checkpoint.safetensors"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The version that stands, as far as this home has its files."""

    version: str
    dataset: DatasetInfo
    origin: Origin | None
    fingerprint: str


def standing(settings: Settings) -> Standing | None:
    """The current version, None before the first set-up or where its files are not whole."""
    catalog = open_catalog(settings)
    try:
        version = catalog.current()
    finally:
        catalog.close()
    if version is None:
        return None
    try:
        artifact = Artifact(settings.versions / version)
        artifact.verify()
    except ArtifactError:
        return None
    parameters = artifact.manifest.parameters
    return Standing(
        version=version,
        dataset=artifact.manifest.dataset,
        origin=Origin.of_parameters(parameters),
        fingerprint=str(parameters.get("fingerprint", "")),
    )


def serves(stands: Standing, origin: Origin) -> bool:
    """Whether `stands` came from `origin`, whose files have not changed since; no data are read for it."""
    if origin.is_default:
        return stands.origin is not None
    return stands.origin == origin and stands.fingerprint == origin.fingerprint()


class Build(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a training. None means: by the size of the data."""

    seed: int = 0
    device: str = "auto"
    dim: int = 256
    steps: int | None = None
    resume: bool = False
    force: bool = False
    insecure: bool = False


def set_up(
    settings: Settings, origin: Origin, build: Build, *, job_id: str | None = None, listener: Listener
) -> tuple[str, bool]:
    """Make the data of `origin` the current version; its id, and whether anything was done."""
    return _run(settings, "setup", origin, build, job_id, listener)


def train_again(settings: Settings, build: Build, *, job_id: str | None = None, listener: Listener) -> tuple[str, bool]:
    """Train on the data that the current version (or an interrupted set-up) came from, and publish."""
    stands = standing(settings)
    origin = stands.origin if stands is not None else None
    origin = _remembered(settings) if origin is None or build.resume else origin
    if origin is None:
        raise NotSetUp
    return _run(settings, "train", origin, msgspec.structs.replace(build, force=True), job_id, listener)


def _run(
    settings: Settings, kind: Kind, origin: Origin, build: Build, job_id: str | None, listener: Listener
) -> tuple[str, bool]:
    def work(job: Job) -> tuple[tuple[str, bool], str | None]:
        stands = None if build.force else standing(settings)
        if stands is not None and serves(stands, origin):
            return (stands.version, False), stands.version
        dataset = origin.read(settings.cache, job.progress, insecure=build.insecure)
        for note in dataset.notes:
            job.say(note)
        if stands is not None and stands.dataset.digest == dataset.digest:
            return (stands.version, False), stands.version
        version = _train_and_publish(settings, origin.as_read(dataset), dataset, build, job)
        return (version, True), version

    return run_job(settings, kind, work, job_id=job_id, listener=listener)


def _train_and_publish(settings: Settings, origin: Origin, dataset: Dataset, build: Build, job: Job) -> str:
    from engine.model.options import TrainingOptions
    from engine.model.training import train
    from engine.serving.title_building import build_title_index

    checkpoint = settings.cache / CHECKPOINT
    _remember(settings, origin)
    job.go_on = "movierec train --resume"
    options = TrainingOptions(seed=build.seed, device=build.device, dim=build.dim, steps=build.steps)
    with job.stopping_itself():
        trained = train(
            dataset,
            options,
            checkpoint=checkpoint,
            resume=build.resume,
            progress=job.progress,
            stop=job.stop,
        )
    years = dataset.movies["year"].dropna()
    info = DatasetInfo(
        name=dataset.name,
        source=dataset.source,
        catalogue=dataset.catalogue,
        digest=dataset.digest,
        movies=len(trained.movies),
        users=trained.users,
        interactions=trained.interactions,
        newest_year=int(years.max()) if len(years) else None,
    )
    parameters = {
        **trained.parameters,
        "origin": msgspec.to_builtins(origin),
        "fingerprint": origin.fingerprint(),
        "notes": list(dataset.notes),
    }
    manifest = Manifest(
        version="",
        trained=datetime.now(UTC).isoformat(timespec="seconds"),
        dataset=info,
        seed=trained.seed,
        parameters=parameters,
        report=trained.report,
        libraries={name: installed(name) for name in _LIBRARIES},
        files={},
    )
    arrays = {**trained.arrays, **build_title_index(trained.movies)}
    version = publish(settings, Draft(manifest, trained.movies, arrays, trained.tensors), job.progress)
    checkpoint.unlink(missing_ok=True)
    return version


def _remember(settings: Settings, origin: Origin) -> None:
    (settings.cache / "origin.json").write_bytes(msgspec.json.encode(origin))


def _remembered(settings: Settings) -> Origin | None:
    try:
        return msgspec.json.decode((settings.cache / "origin.json").read_bytes(), type=Origin)
    except (OSError, msgspec.MsgspecError):
        return None
