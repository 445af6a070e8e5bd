"""The texts of the lines at the top and at the bottom of the main screen."""

from __future__ import annotations

from engine.artifact import DatasetInfo
from engine.datasets.known import known_datasets
from engine.job_log import JobStatus
from tui import actions
from tui.state.key_hints import acts, hint
from tui.state.main_state import MainState
from tui.state.phrases import StyledText
from tui.theme import glyphs

STAGES = {
    "starting": "starting",
    "download": "downloading ratings",
    "read": "reading ratings",
    "graph": "building the graph",
    "train": "training",
    "evaluate": "evaluating",
    "publish": "publishing",
}


def header(state: MainState, *, narrow: bool) -> tuple[StyledText, StyledText]:
    """The line at the top. If it is `narrow`, a job replaces the counts, and the version is left out."""
    left: list[tuple[str, str]] = [("movierec", "accent")]
    job, opinions = state.job, state.opinions
    waiting = sum(1 for mark in state.marked.by_movie.values() if mark.watchlist)
    name = state.names.of(state.profile)
    facts = [*([name] if name else []), *([f"{opinions:,} marked"] if opinions else [])]
    facts += [f"{waiting} to watch"] if waiting and not narrow else []
    if facts and not (narrow and job is not None and job.alive):
        left.append(("   " + f" {glyphs.DOT} ".join(facts), "quiet"))
    if job is not None and job.alive:
        left.append((f"   {glyphs.RUNNING} {progress(job)}", "good"))
    engine = state.engine
    if engine.dataset is None:
        return left, []
    version = f"{engine.version} {glyphs.DOT} " if engine.version and not narrow else ""
    return left, [(version, "quiet"), (dataset_name(engine.dataset), "quiet")]


def status(state: MainState) -> tuple[StyledText, StyledText]:
    """The line at the bottom: the last message, what is wrong, or a newer version; and what undo would revert."""
    text, style, tip, _ = state.notice
    engine = state.engine
    said = text + hint(state, tip)
    left: StyledText = [(said, style)] if said else _importing(state) or [(state.ranked_in, "quiet")]
    if style not in ("bad", "warn"):
        if engine.trouble:
            left = [(f"{glyphs.WARNING} {engine.trouble}", "warn")]
        elif engine.newer is not None:
            left = _newer(state, engine.newer)
    if not state.undoable:
        return left, []
    name = f"{_key(state, 'undo')} undo: " if acts(state, "undo") else "last: "
    return left, [(name, "quiet"), (state.undoable, "")]


def _importing(state: MainState) -> StyledText:
    """Who has no marks yet may have them elsewhere: the key that brings them, behind the one that leads to it."""
    if "import_marks" in state.off or state.marked.marks or not state.marked.read or state.focus == "filters":
        return []
    leave: StyledText = (
        [(_key(state, "search_leave"), "accent"), (", then ", "quiet")] if state.focus == "search" else []
    )
    key = _key(state, "import_marks")
    return [*leave, (key, "accent"), (f" brings your ratings from Letterboxd, IMDb, {glyphs.ELLIPSIS}", "quiet")]


def _newer(state: MainState, version: str) -> StyledText:
    """ "v4 is ready: 2% better on held-out users, n to switch"."""
    gain = state.engine.gain
    percent = round(abs(gain)) if gain is not None else 0
    if gain is None:
        said = ""
    elif not percent:
        said = ": equally good on held-out users"
    else:
        said = f": {percent}% {'better' if gain > 0 else 'worse'} on held-out users"
    if not acts(state, "new_version"):
        return [(f"{version} is ready{said}", "good")]
    key = _key(state, "new_version")
    return [(f"{version} is ready{said}", "good"), (", ", "quiet"), (key, "accent"), (" to switch", "quiet")]


def dataset_name(dataset: DatasetInfo) -> str:
    """ "MovieLens 1M, films to 2000"."""
    title = next((k.title.partition(":")[0] for k in known_datasets() if k.name == dataset.name), dataset.name)
    return f"{title}, films to {dataset.newest_year}" if dataset.newest_year else title


def progress(job: JobStatus) -> str:
    """ "training 43%"."""
    percent = f" {100 * job.done // job.total}%" if job.total else ""
    return STAGES.get(job.stage, job.stage) + percent


def _key(state: MainState, id: str) -> str:
    return actions.key_of(id, state.key_map)
