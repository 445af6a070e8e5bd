"""Every file name under home, in one place.

    marks.db                    the log of marks                                    (engine.profiles)
    catalog.db                  films and versions, unless they are on a server     (engine.stores)
    config.toml, .toml.old      settings, and those that `config --init` replaced   (engine.settings)
    versions/v7/                a published version                                 (engine.artifact)
    titles/                     the title index of a first set-up                   (engine.titles.index_files)
    jobs/<id>.jsonl, .lock      a job's log and its lock; train.lock                (engine.job_log)
    cache/                      downloads; training/ holds an unfinished training
    dials/<profile>-<hash>.json the filters of a profile                            (engine.profiles.list_filters)
    presets/<profile>-<hash>.json the named filters of a profile                    (engine.profiles.filter_presets)
    imports/<profile>-<hash>.json films of an import to be asked about             (engine.exchange.questions)
    tonight/<profile>-<hash>.json films proposed for tonight                       (engine.profiles.proposals)
    lists/<hash>/v7.json        a profile's last list from a version                (the app)
    people/<catalogue>-<hash>/  who made the films of a catalogue                   (engine.people)
    visitor-tokens.json         what visitors of `movierec serve` sign in with         (the web server)
    logs/                       app.log, serve.log, and the output of each job that the app started

Nothing is read or written here, except that `ensure` creates the folders.
"""

from __future__ import annotations

import errno
from pathlib import Path
from urllib.parse import quote

import msgspec

from engine.errors import UsageError
from engine.file_faults import file_fault, why_unwritable

CATALOG = "catalog.db"

_NOT_A_FOLDER = frozenset({errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG})
"""The errors of a path at which there can be no folder."""

# In a version's folder.
MANIFEST = "manifest.json"
MOVIES = "movies.msgpack"
OWNER = "owner"
"""Contains the `owner` of the version's row in its catalog, because versions of two catalogs may share a name."""
VERSION_LOCK = ".lock"
MILVUS_LITE = "milvus.db"
"""The database directory of Milvus Lite."""

# In the facts of a catalogue.
FACTS_ABOUT = "about.json"

# In a title index that does not belong to a version.
TITLES_DATASET = "dataset.json"


class HomeFiles(msgspec.Struct, frozen=True):
    """The paths under the home folder `root`, whether or not they exist."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "config.toml"

    @property
    def config_before(self) -> Path:
        """The config.toml that was replaced by a new one."""
        return self.root / "config.toml.old"

    @property
    def marks(self) -> Path:
        return self.root / "marks.db"

    @property
    def catalog(self) -> Path:
        return self.root / CATALOG

    @property
    def versions(self) -> Path:
        return self.root / "versions"

    def version(self, version: str) -> Path:
        """The usual folder of a version; see engine.stores.version_folders for the exceptions."""
        return self.versions / version

    def version_of_owner(self, version: str, owner: str) -> Path:
        """The folder of a version whose usual folder is taken by another catalog's version."""
        import hashlib  # 5 ms that most questions do not wait for

        return self.versions / f"{version}-{hashlib.sha256(owner.encode()).hexdigest()[:8]}"

    def versions_named(self, version: str) -> list[Path]:
        """The existing folders of versions with that name, of any owner."""
        return [folder for folder in (self.version(version), *self.versions.glob(f"{version}-*")) if folder.is_dir()]

    def build_lock(self, token: str) -> Path:
        """The lock held while a version is being built; `token` is the last part of its owner."""
        return self.versions / f".{token}.building"

    def build_locks(self) -> list[Path]:
        return list(self.versions.glob(".*.building"))

    @property
    def titles(self) -> Path:
        """The title index of a first set-up, kept until its version is published."""
        return self.root / "titles"

    @property
    def jobs(self) -> Path:
        return self.root / "jobs"

    @property
    def train_lock(self) -> Path:
        """The lock of the only job that may train under this home; its content names the job."""
        return self.jobs / "train.lock"

    def job_log(self, job: str) -> Path:
        return self.jobs / f"{job}.jsonl"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def posters(self) -> Path:
        """The posters that were fetched."""
        return self.cache / "posters"

    @property
    def unfinished_training(self) -> Path:
        """The folder of the training that is not published yet."""
        return self.cache / "training"

    @property
    def unfinished_training_record(self) -> Path:
        return self.unfinished_training / "training.json"

    @property
    def training_checkpoint(self) -> Path:
        return self.unfinished_training / "checkpoint.safetensors"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def app_log(self) -> Path:
        return self.logs / "app.log"

    @property
    def serve_log(self) -> Path:
        return self.logs / "serve.log"

    @property
    def visitor_tokens(self) -> Path:
        """The token of each profile that was ever served in the browser."""
        return self.root / "visitor-tokens.json"

    def job_output(self, job: str) -> Path:
        """The output of a job that the app started."""
        return self.logs / f"{job}.log"

    def list_filters(self, profile: str) -> Path:
        return self.root / "dials" / _of_profile(profile)

    def filter_presets(self, profile: str) -> Path:
        return self.root / "presets" / _of_profile(profile)

    def import_questions(self, profile: str) -> Path:
        """What an import could not tell, and the profile's answers."""
        return self.root / "imports" / _of_profile(profile)

    def proposals(self, profile: str) -> Path:
        """The films that were proposed to the profile for tonight."""
        return self.root / "tonight" / _of_profile(profile)

    def last_lists(self, namespace: str, database: str, profile: str) -> Path:
        """The folder of a profile's last lists. Its name is a digest, because a profile name may contain anything."""
        import hashlib

        whose = f"{namespace}\0{database}\0{profile}".encode(errors="surrogateescape")
        return self.root / "lists" / hashlib.sha256(whose).hexdigest()[:16]

    def facts(self, catalogue: str) -> Path:
        """The folder of what is known of the films of a catalogue."""
        return self.root / "people" / _file_name(catalogue)

    def ensure(self) -> None:
        """Create the home folder and its subfolders (0700).

        Raises UsageError if the path cannot be a folder, FileFault if the folders cannot be made, or if one of those
        that every job writes to cannot be written: better now than after the training.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for part in (self.versions, self.jobs, self.cache, self.logs):
                part.mkdir(exist_ok=True, mode=0o700)
        except OSError as cause:
            fault = file_fault(cause, cause.filename or self.root)
            if cause.errno in _NOT_A_FOLDER:
                raise UsageError(f"cannot use {self.root} as home: {fault.message}", fault.remedy) from cause
            raise fault from cause
        for folder in (self.root, self.versions, self.jobs, self.cache):
            unwritable = why_unwritable(folder)
            if unwritable is not None:
                raise unwritable


def _of_profile(profile: str) -> str:
    """A file's name for a profile."""
    return f"{_file_name(profile)}.json"


def _file_name(text: str) -> str:
    """A name for a file or a folder, for a name of anything."""
    import hashlib

    # The digest distinguishes names that would clash in a file system (upper and lower case, truncated names).
    digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=6).hexdigest()
    return f"{quote(text, safe='', errors='replace')[:60]}-{digest}"
