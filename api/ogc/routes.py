"""Says which document of OGC API – Features is answered at which address below `/ogc`, and to whom."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import RedirectResponse

from access import deciding, links, shown
from access.acts import Act
from api.asking import Ruled, address, guarded
from api.ogc import documents, items, openapi, pages
from api.ogc.documents import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Place
from api.ogc.problems import in_problems, problem
from api.responses import ASK_AGAIN, FIVE_MINUTES, NO_STORE, Body, respond
from api.work import in_turn
from geodata.errors import FilterError, UnknownDatasetError
from geodata.filters import checked_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from access.people import Person
    from api.asking import Who
    from geodata.query.store import Store

_Answered = tuple["Act | None", "Sequence[str]", "Callable[[Request, Place], Response]"]
"""The act that an address is, the parameters that it takes, and what answers."""
F: Final = ("f",)
_FORMS: Final = ("json", "html")
_QUALITY: Final = re.compile(r"[01](\.\d{0,3})?")
_FILES: Final = ("csv", "parquet")
"""Forms of a page of records that are whole files of `/data`."""


def routes(who: Who, base: str) -> list[BaseRoute]:
    """All of them; `base` is the server's base path, without a slash at its end."""
    of = f"{base}/ogc"
    one: dict[str, _Answered] = {"": (Act.LOOK, F, _collection), "/queryables": (Act.LOOK, F, _queryables)}
    one["/items"] = (Act.EXPORT, items.TAKES, _items)
    one["/items/{feature:path}"] = (Act.EXPORT, F, _feature)
    answered: dict[str, _Answered] = {
        "": (None, F, _landing),
        "/": (None, F, _landing),
        "/api": (None, F, _api),
        "/conformance": (None, F, _conformance),
        "/collections": (Act.LOOK, F, _collections),
        **{f"/collections/{{dataset}}@{{digits}}{path}": each for path, each in one.items()},
        **{f"/collections/{{dataset}}{path}": each for path, each in one.items()},
    }
    return [
        *(
            Ruled(of + path, in_turn(in_problems(guarded(_at(make, of, takes), who, act, takes))), act=act)
            for path, (act, takes, make) in answered.items()
        ),
        Ruled(of + "/{rest:path}", in_problems(_nothing_here), act=None),
    ]


def _at(
    make: Callable[[Request, Place], Response], path: str, takes: Sequence[str]
) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        checked_parameters(request.url.query, known=(*takes, links.PARAMETER))  # of what has no act too
        return make(request, Place(address(request, path)))

    return endpoint


def _nothing_here(request: Request) -> Response:
    return problem(404, f"There is nothing at {request.url.path}.")


# Documents ------------------------------------------------------------------------------------------------


def _landing(request: Request, place: Place) -> Response:
    return _told(request, "Incident Map", documents.landing(place))


def _api(request: Request, place: Place) -> Response:
    return _told(request, "How features are asked for", openapi.document(place.root), OPENAPI)


def _conformance(request: Request, _: Place) -> Response:
    return _told(request, "Conformance", documents.conformance())


def _collections(request: Request, place: Place) -> Response:
    person: Person = request.state.person
    found = []
    for name in shown.names(person):
        info = shown.described(person, name)
        found.append(documents.listed(place, name, info))
        found += [
            documents.listed(place, name, info, each.version, each) for each in shown.versions(person, name)
        ]
    said = {"links": place.both("/collections"), "collections": found}
    return _told(request, "Datasets", said, lifetime=NO_STORE)


def _collection(request: Request, place: Place) -> Response:
    store, version = _opened(request)
    name = store.dataset.name
    saved = {each.version: each for each in shown.versions(request.state.person, name)}
    listed = documents.listed(place, name, store.dataset.info, version, saved.get(version or ""))
    said = documents.collection(store, listed, _files(place, store))
    return _told(request, listed["title"], said, of=name)


def _files(place: Place, store: Store) -> str:
    """Where a version's files lie."""
    return f"{place.root.removesuffix('/ogc')}/data/{store.dataset.name}/{store.dataset.version}"


def _queryables(request: Request, place: Place) -> Response:
    store, version = _opened(request)
    id_ = documents.collection_id(store.dataset.name, version)
    said = documents.queryables(place, store, id_)
    return _told(request, "What may be asked of it", said, SCHEMA, of=store.dataset.name)


def _items(request: Request, place: Place) -> Response:
    store, version = _opened(request)
    asked = items.asked(store, request.url.query, request.query_params)
    name = store.dataset.name
    here, lasting = (
        f"{place.root}/collections/{documents.collection_id(name, each)}/items"
        for each in (version, store.dataset.version)
    )
    if (form := request.query_params.get("f")) in _FILES:
        return RedirectResponse(
            items.whole_file(asked, request.query_params, _files(place, store), form), 303
        )
    page = items.page(store, asked, request.query_params, here=here, lasting=lasting)
    if _form(request) == "html":
        return _told(request, store.dataset.info.title, json.loads(page.content), of=name, address=here)
    links = ", ".join(f'<{each["href"]}>; rel="{each["rel"]}"; type="{each["type"]}"' for each in page.links)
    return respond(request, Body(page.content, GEOJSON, _lifetime(request, name)), Link=links)


def _feature(request: Request, place: Place) -> Response:
    store, version = _opened(request)
    name, id_ = store.dataset.name, request.path_params["feature"]
    here = f"{place.root}/collections/{documents.collection_id(name, version)}"
    content = items.one(store, id_, here=here)
    if _form(request) == "html":
        return _told(request, id_, json.loads(content), of=name)
    return respond(request, Body(content, GEOJSON, _lifetime(request, name)))


# What they share ------------------------------------------------------------------------------------------


def _opened(request: Request) -> tuple[Store, str | None]:
    """The store of a collection, and the version that its id names, if it names one."""
    person: Person = request.state.person
    name, digits = request.path_params["dataset"], request.path_params.get("digits")
    if digits is None:
        return shown.opened(person, name), None
    known = [each.version for each in shown.versions(person, name)] or [shown.load(person, name).version]
    found = [each for each in known if each.startswith(digits)]
    if len(found) != 1 or len(digits) < documents.DIGITS:
        raise UnknownDatasetError(name, digits, shown.names(person))
    return shown.opened(person, name, found[0]), found[0]


def _form(request: Request) -> str:
    """JSON or HTML: as `f` says, else as the browser would rather have it."""
    if (asked := request.query_params.get("f")) is not None:
        if asked not in _FORMS:
            raise FilterError("f", asked[:60], " or ".join(_FORMS))
        return asked
    wanted = {HTML: 0.0, "json": 0.0}
    for choice in request.headers.get("accept", "").split(","):
        kind, *more = (part.strip() for part in choice.split(";"))
        quality = next((part.removeprefix("q=") for part in more if part.startswith("q=")), "1")
        name = HTML if kind == HTML else "json" if "json" in kind else ""
        if name and _QUALITY.fullmatch(quality):
            wanted[name] = max(wanted[name], float(quality))
    return "html" if wanted[HTML] > wanted["json"] else "json"


def _told(  # noqa: PLR0913 - a document, and how it is answered
    request: Request,
    title: str,
    said: dict[str, Any],
    kind: str = JSON,
    *,
    of: str = "",
    address: str = "",
    lifetime: str = "",
) -> Response:
    kept = lifetime or (_lifetime(request, of) if of else FIVE_MINUTES)
    if _form(request) == "html":
        return respond(request, Body(pages.page(title, said, address=address), HTML, kept))
    return respond(request, Body(json.dumps(said, ensure_ascii=False).encode(), kind, kept))


def _lifetime(request: Request, name: str) -> str:
    return ASK_AGAIN if deciding.is_public(request.state.person.mode, name) else NO_STORE
