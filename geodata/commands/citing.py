"""Runs `cite`: how a view of a dataset is cited, as text or for a reference manager."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from geodata import citing
from geodata.commands.browsing import selected

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "cite",
        description="Say how a view of a dataset is cited: dataset, version, filter, how many records, the "
        "data's own citation and licence.",
    )
    parser.set_defaults(run=_cite)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--as",
        dest="form",
        choices=citing.FORMS,
        default="txt",
        help="; ".join(f"{suffix}: {form.title}" for suffix, form in citing.FORMS.items()),
    )
    parser.add_argument(
        "--filter", default="", metavar="QUERY", help="as in the page's address: 'kind=site&q=bridge'"
    )
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    parser.add_argument("--server", metavar="URL", default="", help="of the page, if others can open it")


def _cite(given: argparse.Namespace) -> int:
    opened, wanted = selected(given)
    address = citing.address(given.server, opened.dataset, wanted) if given.server else ""
    cited = citing.view(opened, wanted, address=address)
    sys.stdout.buffer.write(citing.FORMS[given.form].write(cited).encode())
    sys.stdout.flush()
    return 0
