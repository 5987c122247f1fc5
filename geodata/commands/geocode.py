"""Runs `geocode`: offers places for the names of incidents without coordinates, and saves the chosen ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.commands import printing
from geodata.commands.browsing import resolved
from geodata.commands.gazetteer import line
from geodata.errors import GeocodingError
from geodata.library import catalog
from geodata.places import geocoding, new_version, services

if TYPE_CHECKING:
    import argparse

    from geodata.places.candidates import Candidate
    from geodata.places.geocoding import Located


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "geocode",
        description="Without --accept and --choose nothing is changed: candidates are only listed.",
        epilog="Exit code: 0 every name has candidates or there is none, 1 some have not, 2 misuse.",
    )
    parser.add_argument("name", metavar="NAME", help="a dataset of the library")
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    parser.add_argument(
        "--online", action="store_true", help="ask a service about names that the gazetteer does not know"
    )
    parser.add_argument(
        "--accept", action="store_true", help="take the place for names that exactly one place has"
    )
    parser.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="NAME=ID",
        help="take this candidate for this name: Banjska=geonames:792911 (as often as needed)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_geocode)


def _geocode(given: argparse.Namespace) -> int:
    version = resolved(given.name, given.version)
    dataset = catalog.load(given.name, version)
    tables = {name: getattr(dataset, name) for name in ("incidents", "attributes", "places")}
    geocode = None
    if given.online:
        service = services.from_settings()
        if service is None:
            raise GeocodingError("INCIDENTS_GEOCODER", "it is off here", final=True)
        if not given.json:
            printing.say(f"Asking {service.host} about names that the gazetteer does not know.")
        geocode = services.geocoder(service)
    located = geocoding.locate(
        geocoding.wanted(tables),
        geocode=geocode,
        near=geocoding.hint(tables),
        progress=printing.progress(),
    )
    chosen = _chosen(given, located)
    saved = new_version.with_places(given.name, chosen, version) if chosen else None
    given.changed = saved is not None
    given.version = saved[1] if saved else None
    if given.json:
        _say_json(located, chosen, saved)
    else:
        _say(located, chosen, saved)
    return 1 if located.unknown or located.failed or located.left else 0


def _chosen(given: argparse.Namespace, located: Located) -> dict[str, Candidate]:
    chosen = located.settled if given.accept else {}
    for text in given.choose:
        key, _, wanted = text.rpartition("=")
        offered = {each.id: each for each in located.offered.get(key, ())}
        if wanted not in offered:
            known = ", ".join(offered) or "nothing: no incident without coordinates has this name"
            raise GeocodingError(f"--choose '{text[:80]}'", f"'{key[:80]}' was offered {known}", final=True)
        chosen[key] = offered[wanted]
    return chosen


def _say_json(located: Located, chosen: dict[str, Candidate], saved: tuple[str, str] | None) -> None:
    printing.say_json(
        {
            "offered": {key: [each.to_dict() for each in found] for key, found in located.offered.items()},
            "unknown": list(located.unknown),
            "failed": dict(located.failed),
            "left": list(located.left),
            "chosen": geocoding.choices(chosen),
            "version": saved[1] if saved else None,
        }
    )


def _say(located: Located, chosen: dict[str, Candidate], saved: tuple[str, str] | None) -> None:
    for key, found in located.offered.items():
        printing.say(f"{key}: {len(found)} candidate{'s' * (len(found) != 1)}")
        for each in found:
            printing.say(f"  {'*' if chosen.get(key) == each else ' '} {line(each)}")
    for key in located.unknown:
        printing.say(f"{key}: known to nobody who was asked")
    for key, words in located.failed.items():
        printing.say(f"{key}: not known, because {words}")
    for key in located.left:
        printing.say(f"{key}: not asked")
    if saved:
        printing.say(f"{len(chosen)} names placed: '{saved[0]}', version {saved[1][:12]}")
