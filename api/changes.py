"""Answers what changed in a dataset: a feed of its new and changed records, and two versions' differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from access import links, shown
from api import asking, data
from api.responses import ASK_AGAIN, Body, Endpoint, respond
from geodata import citing
from geodata.errors import FilterError
from geodata.exporters import feeds
from geodata.filters import from_query
from geodata.query import fitting
from geodata.query.cache import Cache

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from access.people import Person
    from geodata.exporters.feeds import Step
    from geodata.filters import Filters
    from geodata.library.manifests import Manifest

SINCE: Final = "since"
_HELD: Final = Cache(64)
"""What versions changed lately under a filter; who may see it is asked before."""
ATOM: Final = "application/atom+xml"
MOST_RECORDS: Final = 200_000
"""Of a version that is compared for whoever asks: a comparison holds both versions in memory."""


def feed(base: str) -> Endpoint:
    """The changes of a dataset under a filter as Atom; `base` is the server's base path."""

    def endpoint(request: Request) -> Response:
        name = request.path_params["dataset"]
        filters = from_query(request.url.query, also=(links.PARAMETER,))
        steps = _steps(request.state.person, name, filters)
        server = asking.address(request, base)
        content = feeds.to_atom(
            steps,
            filters,
            shown.load(request.state.person, name).info,
            view=lambda dataset, shown_there: citing.address(server, dataset, shown_there),
            feed=f"{server}/data/{name}/changes.atom?{filters.to_query()}".removesuffix("?"),
        )
        return respond(request, Body(content, ATOM, cache_control=data.lifetime_of(request, ASK_AGAIN)))

    return endpoint


def _steps(person: Person, name: str, filters: Filters) -> list[Step]:
    versions = shown.versions(person, name)
    if not versions:
        raise FilterError("dataset", name, "a dataset of the library, which has versions")
    fitting.check(shown.opened(person, name), filters)
    befores = [*(each.version for each in versions[1:]), None]
    pairs = list(zip(versions, befores, strict=True))[: feeds.MOST_VERSIONS]
    return [_step(person, name, version, before, filters) for version, before in pairs]


def _step(person: Person, name: str, version: Manifest, before: str | None, filters: Filters) -> Step:
    """What one version changed, held for who asks next: readers of feeds ask again every hour."""
    key = (name, version.version, before, filters)
    found: Step | None = _HELD.get(key)
    if found is None:
        store = shown.opened(person, name, version.version)
        small = before is not None and len(store) <= MOST_RECORDS
        changes = shown.compared(person, name, before, version.version) if small and before else None
        found = feeds.step(version, store, filters, changes)
        _HELD.put(key, found)
    return found


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
    told = _step(person, name, known[version], before[0], filters)
    content = feeds.to_json(told, store, filters, before[0])
    return respond(request, Body(content, data.JSON_TYPE, cache_control=data.lifetime_of(request, ASK_AGAIN)))
