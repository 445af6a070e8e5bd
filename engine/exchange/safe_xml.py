"""XML from strangers, read without anything that makes it dangerous.

A document type and with it every entity is refused, whatever the encoding, as is a document nested deeper than any
service writes.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from engine.errors import DataError
from engine.exchange.parts import Part
from engine.movies import clean_text

_DEEPEST = 100
_AFTER = re.compile(rb">\s*https?://\S+\Z")
_LONGEST_TEXT = 1_000


def xml_root(part: Part) -> Element:
    """The root of the document; raises DataError if it is malformed or has a document type."""
    builder = TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise DataError(f"{part.label} is nested too deeply", "export it again")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def refuse(*_: object) -> NoReturn:
        raise DataError(
            f"{part.label} has a document type, which movierec does not read", "remove the DOCTYPE, or export it again"
        )

    try:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = builder.data
        parser.StartDoctypeDeclHandler = refuse
        parser.EntityDeclHandler = refuse
        # Kodi allows an address behind the film.
        parser.Parse(_AFTER.sub(b">", part.data.strip()), True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as cause:  # encodings that Python lacks too
        raise DataError(f"{part.label} is no well-formed XML: {cause}", "export it again") from cause


def child_text(element: Element, *tags: str) -> str:
    """The cleaned text of the first child with one of these tags that has any; empty if none has."""
    for tag in tags:
        for child in element.iterfind(tag):
            if text := element_text(child):
                return text
    return ""


def element_text(element: Element) -> str:
    """The cleaned text of the element itself."""
    return clean_text((element.text or "")[:_LONGEST_TEXT]).strip()
