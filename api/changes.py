"""Answers what changed in a dataset: a feed of its new and changed records, and two versions' differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from access import links, shown
from api import data
from api.responses import ASK_AGAIN, Body, Endpoint, respond
from geodata import citing
from geodata.errors import FilterError
from geodata.exporters import feeds
from geodata.exporters.feeds import Step
from geodata.filters import from_query
from geodata.query import fitting

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from access.people import Person

SINCE: Final = "since"
ATOM: Final = "application/atom+xml"
MOST_RECORDS: Final = 200_000
"""Of a version that is compared for whoever asks: a comparison holds both versions in memory."""


def feed(base: str) -> Endpoint:
    """The changes of a dataset under a filter as Atom; `base` is the server's base path."""

    def endpoint(request: Request) -> Response:
        name = request.path_params["dataset"]
        filters = from_query(request.url.query, also=(links.PARAMETER,))
        steps = _steps(request.state.person, name)
        fitting.check(steps[0].store, filters)
        server = f"{str(request.base_url).rstrip('/')}{base}"
        content = feeds.to_atom(
            steps,
            filters,
            view=lambda dataset, shown_there: citing.address(server, dataset, shown_there),
            feed=f"{server}/data/{name}/changes.atom?{filters.to_query()}".removesuffix("?"),
        )
        return respond(request, Body(content, ATOM, cache_control=data.lifetime_of(request, ASK_AGAIN)))

    return endpoint


def _steps(person: Person, name: str) -> list[Step]:
    versions = shown.versions(person, name)
    if not versions:
        raise FilterError("dataset", name, "a dataset of the library, which has versions")
    steps = []
    for version, before in zip(versions[: feeds.MOST_VERSIONS], [*versions[1:], None], strict=False):
        store = shown.opened(person, name, version.version)
        small = len(store) <= MOST_RECORDS
        changes = shown.compared(person, name, before.version, version.version) if before and small else None
        steps.append(Step(version, store, changes))
    return steps


def differences(request: Request) -> Response:
    """What a version changed since another of its dataset, under a filter, as JSON."""
    person: Person = request.state.person
    name, version = request.path_params["dataset"], request.path_params["version"]
    store, filters = data.asked(request)
    known = {each.version: each for each in shown.versions(person, name)}
    since = request.query_params.get(SINCE, "")
    before = [each for each in known if since and each.startswith(since)]
    if len(before) != 1 or version not in known:
        listed = ", ".join(each[:12] for each in known if each != version)
        raise FilterError(
            SINCE, since[:60], f"one of this dataset's other versions: {listed or 'there is none'}"
        )
    if len(store) > MOST_RECORDS:
        raise FilterError(
            SINCE, f"{len(store):,} records", f"at most {MOST_RECORDS:,}; use python -m geodata diff"
        )
    changes = shown.compared(person, name, before[0], version)
    content = feeds.to_json(Step(known[version], store, changes), filters, before[0])
    return respond(request, Body(content, data.JSON_TYPE, cache_control=data.lifetime_of(request, ASK_AGAIN)))
