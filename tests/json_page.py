"""The tables of docs/json.md, made of the shapes: `python -m tests.json_page` writes them there anew."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from tui.cli.shapes.failure_shapes import Failure
from tui.cli.shapes.json_shapes import DOCUMENTS, LINES, QUESTIONS
from tui.cli.shapes.shape import Shape

PAGE = Path(__file__).parents[1] / "docs" / "json.md"
BEGIN, END = "<!-- made of tui/cli/shapes by tests/json_page.py -->\n", "<!-- end -->\n"
_WORDS: dict[Any, str] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "true or false",
    types.NoneType: "null",
    Any: "anything",
}


class Field(msgspec.Struct, frozen=True):
    """A key of an object: its type in words, what is told of it, and whether it can be null or missing."""

    name: str
    kind: str
    told: str
    nullable: bool
    optional: bool


def fields_of(shape: type[Shape]) -> list[Field]:
    """The keys of a shape, in the order of the documents, inherited ones first."""
    hints, told = get_type_hints(shape), _told(shape)
    found = []
    for field in msgspec.structs.fields(shape):
        kinds = _alternatives(hints[field.name])
        words = " or ".join(_words(kind) for kind in kinds if kind is not msgspec.UnsetType)
        optional = field.default is msgspec.UNSET
        found.append(Field(field.encode_name, words, told.get(field.name, ""), types.NoneType in kinds, optional))
    return found


def shapes() -> list[type[Shape]]:
    """Every shape that a document has, each before those that it is made of."""
    found: dict[type[Shape], None] = {}

    def add(shape: type[Shape]) -> None:
        if shape not in found:
            found[shape] = None
            for hint in get_type_hints(shape).values():
                for part in _parts(hint):
                    add(part)

    roots: tuple[type[Shape], ...] = (Failure, *DOCUMENTS.values(), *LINES.values(), *QUESTIONS.values())
    for shape in roots:
        add(shape)
    return list(found)


def name_of(shape: type[Shape]) -> str:
    """The name of a shape in words: "similar list"."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in shape.__name__).strip()


def tables() -> str:
    """All of the page that is made of the shapes."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "\n## Documents\n\n| `movierec …` with `--json` | |\n|---|---|"
    yield from (f"| `{use}` | {_link(shape)} |" for use, shape in DOCUMENTS.items())
    yield f"| a command that fails | {_link(Failure)} |"
    yield "\n## Lines\n\n| `movierec …` | each line read | each line written |\n|---|---|---|"
    for use, shape in LINES.items():
        yield f"| `{use}` | {_link(QUESTIONS[use]) if use in QUESTIONS else ''} | {_link(shape)} |"
    yield "\n## Objects"
    for shape in shapes():
        yield f"\n### {name_of(shape)}\n\n{_one_line(shape.__doc__)}\n\n| key | value | |\n|---|---|---|"
        for field in fields_of(shape):
            yield f"| `{field.name}` | {field.kind} | {field.told} |"
    yield ""


def _told(shape: type[Shape]) -> dict[str, str]:
    """What stands below each field of a shape, and of those that it is made from."""
    above = shape.__base__
    told = {} if above is None or above is Shape else _told(above)
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(shape))).body
    assert isinstance(body, ast.ClassDef)
    name = ""
    for part in body.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            name = part.target.id
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) and name:
            told[name] = _one_line(str(part.value.value))
    return told


def _words(kind: Any) -> str:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is list:
        return f"list of {_words(arguments[0])}"
    if origin is dict:
        return "object" if arguments[1] is Any else f"object of {_words(arguments[1])} by text"
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    return _link(kind) if isinstance(kind, type) and issubclass(kind, Shape) else _WORDS[kind]


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (types.UnionType, Union) else (hint,)


def _parts(hint: Any) -> Iterator[type[Shape]]:
    if isinstance(hint, type) and issubclass(hint, Shape):
        yield hint
    for argument in get_args(hint):
        yield from _parts(argument)


def _link(shape: type[Shape]) -> str:
    return f"[{name_of(shape)}](#{name_of(shape).replace(' ', '-')})"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def written(page: str) -> str:
    """`page` with the tables as the shapes have them now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + tables() + END + after


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stderr.write(f"wrote {PAGE}\n")
