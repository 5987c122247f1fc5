"""Reads an XML file's elements: no document types, no entities, no links, bounded depth and size."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geodata.errors import UnusableFileError, shown

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from geodata.readers.raw import Job

_ROOT: Final = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<(?:[\w.-]+:)?(?P<name>[\w.-]+)[\s/>]",
    re.DOTALL,
)

_PREFIX: Final = re.compile(rb"(?:</?|\s)([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*(?=[\s=/>])")
"""Of an element or an attribute."""
_DECLARED: Final = re.compile(rb"\sxmlns:([\w.-]+)\s*=")


def root_name(head: str) -> str | None:
    """The name of the outermost element in the first characters of a file; None if that cannot be told."""
    found = _ROOT.match(head)
    return found["name"] if found else None


def parse(content: bytes, job: Job) -> Element:
    """Parse a whole document, also one with prefixes that nothing declares, as some programs write.

    Raises
    ------
    UnusableFileError
        If it is no XML, declares a document type or entities, or is nested too deeply.
    """
    try:
        root = _root(content, job)
    except DefusedXmlException:
        found = "it declares a document type or entities, which can pull in other files"
        raise job.unusable("unsupported", found, "Take the <!DOCTYPE …> out.") from None
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, UnusableFileError):
            raise
        if "unbound prefix" in str(error) and (declared := _with_prefixes(content)) != content:
            return parse(declared, job)
        found = f"it is no well-formed XML ({shown(error)})"
        raise job.unusable("malformed", found, "Save it again from the program it came from.") from None
    if root is None:
        raise job.unusable("empty", "there is nothing in it", "Choose another file.")
    return root


def _root(content: bytes, job: Job) -> Element | None:
    depth = 0
    root: Element | None = None
    for event, element in iterparse(io.BytesIO(content), ("start", "end"), forbid_dtd=True):
        if event == "end":
            depth -= 1
            continue
        root = element if root is None else root
        depth += 1
        if depth > job.limits.depth:
            found = f"elements within elements, more than {job.limits.depth} deep"
            raise job.unusable("nesting", found, "Save the data without that nesting.")
    return root


def _with_prefixes(content: bytes) -> bytes:
    """The document, the prefixes that it uses and nowhere declares declared in its outermost element."""
    root = _ROOT.match(content.decode("latin-1").removeprefix("\ufeff").removeprefix("ï»¿"))
    if root is None:
        return content
    used = {found[1] for found in _PREFIX.finditer(content)} - {b"xml", b"xmlns"}
    missing = sorted(used - set(_DECLARED.findall(content)))
    name = content.find(root["name"].encode("latin-1"), root.start("name")) + len(root["name"])
    added = b"".join(b' xmlns:%s="urn:undeclared:%s"' % (each, each) for each in missing)
    return content[:name] + added + content[name:]


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: Element) -> str:
    """All text within an element, trimmed at its ends."""
    return "".join(element.itertext()).strip()
