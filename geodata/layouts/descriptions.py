"""Describes the known layouts: who publishes such files, their licence, what becomes of which column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.layouts.codebooks import CODEBOOKS
from geodata.layouts.description import Description

if TYPE_CHECKING:
    from collections.abc import Mapping

BECOMES: Final = (
    *("id", "title", "summary", "when", "time_precision", "where", "place_precision", "type"),
    *("who", "toll", "sources"),
)
"""What a column may become; any other is kept as the file has it."""


DESCRIPTIONS: Final[Mapping[str, Description]] = {
    "acled": Description(
        "Armed Conflict Location & Event Data (ACLED)",
        "https://acleddata.com",
        "ACLED's terms of use: with attribution, and no publication of the data file itself",
        {
            "id": ("event_id_cnty", "data_id", "event_id_no_cnty"),
            "type": ("event_type",),
            "title": ("sub_event_type",),
            "summary": ("notes",),
            "when": ("event_date",),
            "time_precision": ("time_precision",),
            "where": ("location", "latitude", "longitude"),
            "place_precision": ("geo_precision",),
            "who": (*("actor1", "actor2", "assoc_actor_1", "assoc_actor_2", "inter1", "inter2"),),
            "toll": ("fatalities",),
            "sources": ("source",),
        },
        codebook="ACLED Codebook, 2024 edition; older spellings from editions 5 to 8",
    ),
    "acled-totals": Description(
        "Armed Conflict Location & Event Data (ACLED)",
        "https://acleddata.com/aggregated/",
        "ACLED's terms of use: with attribution, and no publication of the data file itself",
        {
            "type": ("event_type",),
            "title": ("sub_event_type",),
            "when": ("week", "month", "year"),
            "where": ("admin1", "country", "centroid_latitude", "centroid_longitude"),
            "toll": ("fatalities", "events"),
        },
        codebook="ACLED's aggregated data, 2025: by week and division, by month and country",
    ),
    "ucdp": Description(
        "Uppsala Conflict Data Program (UCDP), Georeferenced Event Dataset",
        "https://ucdp.uu.se/downloads/",
        "CC BY 4.0",
        {
            "id": ("id",),
            "type": ("type_of_violence",),
            "title": ("dyad_name",),
            "summary": ("where_description",),
            "when": ("date_start", "date_end"),
            "time_precision": ("date_prec",),
            "where": ("where_coordinates", "latitude", "longitude"),
            "place_precision": ("where_prec",),
            "who": ("side_a", "side_b"),
            "toll": (*("best", "low", "high", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),),
            "sources": ("source_article", "source_office", "source_date", "source_headline"),
        },
        codebook="UCDP GED Codebook 26.1",
    ),
    "gdelt": Description(
        "The GDELT Project",
        "https://www.gdeltproject.org",
        "free for any use, with citation and a link to the project",
        {
            "id": ("globaleventid",),
            "type": ("eventrootcode",),
            "when": ("sqldate",),
            "where": ("actiongeo_fullname", "actiongeo_lat", "actiongeo_long"),
            "place_precision": ("actiongeo_type",),
            "who": ("actor1name", "actor2name", "actor1type1code", "actor2type1code"),
            "sources": ("sourceurl",),
        },
        codebook="GDELT Event Codebook 2.0 and 1.03, CAMEO 1.1b3",
    ),
    "geoconfirmed": Description(
        "GeoConfirmed",
        "https://geoconfirmed.org",
        "",
        {
            "id": ("id",),
            "title": ("name",),
            "summary": ("description",),
            "type": ("equipment",),
            "when": ("date", "when", "timestamp", "begin"),
            "where": ("latitude", "longitude"),
            "who": ("faction",),
            "sources": ("source", "geolocation"),
        },
        codebook="GeoConfirmed's export of 2024",
    ),
    "viina": Description(
        "VIINA, Yuri M. Zhukov",
        "https://github.com/zhukovyuri/VIINA",
        "Open Database License (ODbL)",
        {
            "id": ("event_id_1pd", "event_id", "tempid"),
            "summary": ("text",),
            "when": ("date", "time"),
            "where": ("asciiname", "address", "latitude", "longitude"),
            "place_precision": ("geo_precision",),
            "type": (
                *("t_airstrike_b", "t_artillery_b", "t_uav_b", "t_ied_b", "t_firefight_b", "t_raid_b"),
                *("t_armor_b", "t_aad_b", "t_arrest_b", "t_control_b", "t_occupy_b", "t_retreat_b"),
                *("t_hospital_b", "t_property_b", "t_cyber_b", "t_airalert_b", "t_milcas_b", "t_civcas_b"),
                "t_san_b",
            ),
            "who": ("a_rus_b", "a_ukr_b", "a_civ_b", "a_other_b", "a_rus_init_b", "a_ukr_init_b"),
            "sources": ("sources", "source", "url"),
        },
        codebook="VIINA 2.0 and 1.0, README",
    ),
    "timemap": Description(
        "a timemap platform, such as those of Forensic Architecture and Bellingcat",
        "https://github.com/forensic-architecture/timemap",
        "",
        {
            "id": ("id",),
            "summary": ("description", "desc"),
            "type": ("category",),
            "when": ("date", "time"),
            "where": ("location", "latitude", "longitude", "lat", "long"),
            "sources": ("sources", "source"),
        },
        codebook="timemap's README; Bellingcat's download of 2022",
    ),
    "kobo": Description(
        "a form made with KoboToolbox or ODK",
        "https://support.kobotoolbox.org",
        "",
        {"id": ("_uuid",), "when": ("today",)},
        codebook="KoboToolbox's and ODK's exports, 2024",
    ),
    **{book.LAYOUT: book.description for book in CODEBOOKS},
}
"""By layout. Exports of this program (`own`) say in their own columns who made them, under which licence."""
