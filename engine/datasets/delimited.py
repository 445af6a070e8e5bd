"""Rows of fields between separators: `::`, tab, `;`, `|` or `,`, the one by which the header makes sense.

Fields may be quoted as CSV quotes them, whatever the separator. A row may end with separators and nothing between.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.datasets.column_names import plain_name
from engine.datasets.field_values import BadValue

SEPARATORS = ("::", "\t", ";", "|", ",")
_PLAIN = 100_000
"""Characters of a line that is parted without the csv module, which refuses fields of more than 131,072."""


@dataclass(frozen=True)
class Row:
    """How rows are written: the `separator`, the number of fields with (`width`) and without (`named`) the ones behind
    the last named column. With `open_end`, that column holds separators too, unquoted."""

    separator: str
    width: int
    named: int
    open_end: bool = False

    def split(self, text: str) -> list[str]:
        """The fields of a line. Raises ValueError or csv.Error if it is no such row."""
        fields = split(text, self.separator)
        if self.open_end and len(fields) > self.named:
            fields[self.named - 1 :] = [self.separator.join(fields[self.named - 1 :])]
        if self.named <= len(fields) <= self.width or (len(fields) > self.width and not any(fields[self.width :])):
            return fields
        reason = f"expected {self.named} fields, found {len(fields)}"
        if self.separator == "," and len(fields) > self.width:
            raise BadValue(reason, 'put what holds a comma in quotes, as in "4,5", or part the columns with ;')
        raise ValueError(reason)


def split(text: str, separator: str) -> list[str]:
    """The fields of one line, each without the space around it.

    Quoted fields cannot span lines, or a stray quote would swallow the rows after it. Raises csv.Error for one.
    """
    if separator == "::":
        return [_unquoted(field.strip()) for field in text.split(separator)]
    if text and '"' not in text and "\r" not in text and len(text) <= _PLAIN:
        row = text.split(separator)  # a third of the time of a csv.reader
    else:
        row = next(csv.reader([text], delimiter=separator, strict=True, skipinitialspace=True))
    return [field.strip() for field in row]


def read_header(text: str, known: Callable[[Sequence[str]], bool]) -> tuple[Row, list[str]] | None:
    """The rows that follow the header `text`, and its plain column names, if `known` finds its columns among them."""
    for separator in SEPARATORS:
        if separator not in text:
            continue
        try:
            columns = [plain_name(cell) for cell in split(text, separator)]
        except csv.Error:
            continue
        if known(columns):
            named = max(at for at, name in enumerate(columns) if name) + 1
            return Row(separator, len(columns), named), columns
    return None


def _unquoted(field: str) -> str:
    return field[1:-1] if len(field) > 1 and field[0] == field[-1] == '"' and '"' not in field[1:-1] else field
