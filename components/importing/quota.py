"""Tells whose imports and look-ups a page's session makes, for the quotas of one visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from access import quotas, visitors
from access.people import LOGIN
from components import visitor
from geodata.errors import GeocodingError, QuotaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.places.candidates import Candidate

    Geocode = Callable[..., tuple[Candidate, ...]]


def count(what: str) -> None:
    """Count what this visitor, or who is logged in, asks for; raises QuotaError if it is too much.

    The machine itself may, where nobody is logged in.
    """
    who, person = visitor.counted_as(), visitor.person()
    if person.via == LOGIN:  # wherever they come from
        quotas.count(what, person.name)
    if not visitors.is_this_machine(who):
        quotas.count(what, who)


def counted(geocode: Geocode, host: str) -> Geocode:
    """The same function; each place counts, and beyond the quota none is asked for."""

    def asked(name: str, *, country: str = "", area: str = "") -> tuple[Candidate, ...]:
        try:
            count(quotas.GEOCODING)
        except QuotaError as error:
            raise GeocodingError(host, str(error), final=True) from None
        return geocode(name, country=country, **({"area": area} if area else {}))

    return asked
