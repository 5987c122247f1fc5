"""Describes the conflict events of OCHA's Humanitarian API (HDX HAPI): totals of a month in a district.

Codebook: HDX HAPI, Coordination and Context: Conflict Events (https://hdx-hapi.readthedocs.io). A row counts
the
events of one type (civilian targeting, demonstration, political violence, as ACLED has them) and their
deaths in
a division over its reference period; `admin_level` says whether that is a country, a province or a district.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import Codebook, Interval, Of, first_filled
from geodata.layouts.spellings import Spellings

_DIVISIONS: Final = (
    "admin2_name",
    "provider_admin2_name",
    "admin1_name",
    "provider_admin1_name",
    "location_name",
)


_TOTALS: Final = (
    "Each row is a total: the events of a type in a division over a period, with how many they are among its "
    "quantities. It has no position, and records in the charts count totals, not events."
)


def _title(kind: str, events: str, *places: str) -> str:
    place = first_filled(*places)
    words = kind.strip().replace("_", " ").capitalize()
    count = f"{events.strip()} event{'' if events.strip() == '1' else 's'}" if events.strip() else ""
    return ": ".join(filter(None, (", ".join(filter(None, (words, place))), count)))


CODEBOOK: Final = Codebook(
    LAYOUT="hapi-conflict-events",
    publisher="OCHA Centre for Humanitarian Data: HDX Humanitarian API (HAPI)",
    address="https://data.humdata.org/hapi",
    licence="that of ACLED's aggregated data: with attribution",
    codebook="HDX HAPI, conflict events, version 2",
    COLUMNS=Spellings(
        (
            *("location_code", "location_name", "has_hrp", "in_gho", "provider_admin1_name"),
            *("provider_admin2_name", "admin1_code", "admin1_name", "admin2_code", "admin2_name"),
            *("admin_level", "event_type", "events", "fatalities", "reference_period_start"),
            *("reference_period_end", "dataset_hdx_id", "resource_hdx_id"),
        )
    ),
    typical=(frozenset(("event_type", "events", "fatalities", "reference_period_start")),),
    when=Interval("reference_period_start", "reference_period_end"),
    event_type=Of(("event_type",), lambda kind: kind.strip().replace("_", " ")),
    title=Of(("event_type", "events", *_DIVISIONS, "location_code"), _title),
    place=Of((*_DIVISIONS, "location_code"), first_filled),
    killed="fatalities",
    quantities={"events": ("events", "events")},
    remarks=(_TOTALS,),
)
