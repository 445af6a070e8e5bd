"""Which document each command prints: what other programs rely on.

The commands make their documents themselves; the tests hold each against these shapes, and docs/json.md is made of them
(tests/json_page.py).
"""

from __future__ import annotations

from tui.cli.shapes import film_shapes as films
from tui.cli.shapes import looking_back_shapes as back
from tui.cli.shapes import mark_shapes as marks
from tui.cli.shapes import version_shapes as versions
from tui.cli.shapes.shape import Shape

DOCUMENTS: dict[str, type[Shape]] = {
    "search TEXT": films.SearchResult,
    "similar MOVIE": films.SimilarList,
    "recommend": films.RecommendedList,
    "together PROFILE PROFILE": films.RecommendedList,
    "pick": films.PickedFilm,
    "mark MOVIE": marks.MarkList,
    "marks": marks.MarkList,
    "taste": back.Taste,
    "diary": back.Diary,
    "export": marks.Backup,
    "export --out PATH": marks.ExportSummary,
    "import FILE": marks.ImportReport,
    "import --undo ID": marks.ImportUndone,
    "add TITLE": films.FilmChange,
    "remove MOVIE": films.FilmChange,
    "setup": versions.TrainingOutcome,
    "setup --list": versions.KnownSets,
    "enrich": versions.EnrichedFilms,
    "train": versions.TrainingOutcome,
    "evaluate": versions.Evaluation,
    "models": versions.VersionList,
    "config": versions.Config,
    "status": versions.Status,
    "doctor": versions.Checks,
}
"""What each command prints with --json."""

LINES: dict[str, type[Shape]] = {
    "recommend --watch --json": films.RecommendedList,
    "recommend --batch FILE": films.BatchAnswer,
    "similar --batch FILE": films.BatchAnswer,
    "setup --progress jsonl": versions.JobEvent,
    "train --progress jsonl": versions.JobEvent,
    "evaluate --progress jsonl": versions.JobEvent,
}
"""What is printed as JSON lines: one document a line."""

QUESTIONS: dict[str, type[Shape]] = {
    "recommend --batch FILE": films.RecommendQuestion,
    "similar --batch FILE": films.SimilarQuestion,
}
"""The lines that --batch reads. Keys that are not listed are passed over."""
