"""Bookkeeping of unreadable rows: all are counted, the first few reported with their line; too many are an error."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.datasets.data_files import DataFile
from engine.datasets.field_values import BadValue
from engine.errors import DataError

MAX_BAD_SHARE = 0.01
EXAMPLES = 5


@dataclass(frozen=True)
class SkippedRows:
    """The number of skipped rows of a data set and the first few reasons, as in "ratings.csv, line 7: ..."."""

    count: int = 0
    examples: tuple[str, ...] = ()

    def __add__(self, other: SkippedRows) -> SkippedRows:
        return SkippedRows(self.count + other.count, (self.examples + other.examples)[:EXAMPLES])


@dataclass
class RowLog:
    """Counts of the good and bad rows of one file, with the first few bad ones."""

    file: DataFile
    good: int = 0
    bad: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)
    remedy: str = ""

    def skip(self, line: int, reason: Exception) -> None:
        """Count a bad row. If the file is refused, the first one is shown, with the remedy of a BadValue."""
        if not self.bad and isinstance(reason, BadValue):
            self.remedy = reason.remedy
        self.bad += 1
        if len(self.first) < EXAMPLES:
            self.first.append((line, str(reason)))

    @property
    def hopeless(self) -> bool:
        """Whether most rows so far are bad: the file has some other format, and reading on would waste time."""
        return self.bad > 100 and self.bad > self.good

    def close(self, what: str, remedy: str | None = None) -> SkippedRows:
        """The skipped rows. Raises DataError if there are no `what` (ratings, films) or too many bad rows; `remedy`
        says how to mend these."""
        if self.bad > MAX_BAD_SHARE * (self.good + self.bad):
            line, reason = self.first[0]
            more = f" (and {self.bad - 1:,} more {'row' if self.bad == 2 else 'rows'} cannot be read)"
            more = more if self.bad > 1 else ""
            raise DataError(
                f"{self.file.label}, line {line}: {reason}{more}",
                remedy or self.remedy or "fix the file, or download the data set again",
            )
        if not self.good:
            raise DataError(f"{self.file.label} contains no {what}", "check that it is the right file")
        return SkippedRows(self.bad, tuple(f"{self.file.name}, line {line}: {reason}" for line, reason in self.first))
