"""Knows public tables of the field that hold no incidents, and says what they are and why they are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.layouts.spellings import plain

if TYPE_CHECKING:
    from geodata.readers.raw import RawFile


@dataclass(frozen=True)
class Table:
    """Such a table: what tells it, what it is, and what to do."""

    typical: tuple[frozenset[str], ...]
    """Columns that it has: all of one of the sets."""
    words: str
    """What it is, and what a row is."""
    next_step: str


_MAPPED: Final = "To read its rows all the same, choose the layout mapped and say what the columns mean."

TABLES: Final = (
    Table(
        (
            frozenset(("month_id", "main_mean")),
            frozenset(("month_id", "main_mean_ln")),
            frozenset(("month_id", "main_dich")),
            frozenset(("month_id", "pg_id", "sc_pgm_sb_main")),
            frozenset(("month_id", "country_id", "sc_cm_sb_main")),
            frozenset(("month_id", "step_combined")),
        ),
        "these are forecasts of VIEWS: a row is what a model expects of a country, or a cell of PRIO-GRID, "
        "in a month (main_mean: deaths, main_dich: a probability), and nothing that happened",
        f"Take UCDP's events (GED, or the candidate events) for what happened. {_MAPPED}",
    ),
    Table(
        (
            frozenset(("priogrid_gid", "month_id")),
            frozenset(("pg_id", "month_id")),
            frozenset(("country_id", "month_id", "ged_sb")),
            frozenset(("country_id", "month_id", "ged_best_sb")),
            frozenset(("country_id", "month_id", "ged_sb_best_sum_nokgi")),
        ),
        "this is a panel of VIEWS: a row is a country, or a cell of PRIO-GRID, in a month, with figures "
        "that a model learns from, and no incident",
        f"Take UCDP's events (GED, or the candidate events). {_MAPPED}",
    ),
    Table(
        (frozenset(("gid", "xcoord", "ycoord")), frozenset(("gid", "year", "gwno"))),
        "this is PRIO-GRID: a row is a cell of half a degree (in a year), and no incident",
        _MAPPED,
    ),
    Table(
        (
            frozenset(("country_cy", "year_cy")),
            frozenset(("country_id_cy", "year_cy")),
        ),
        "this is UCDP's table of countries and years: a row is all organized violence of a country in a "
        "year, counted, and no incident",
        f"Take UCDP's georeferenced events (GED). {_MAPPED}",
    ),
    Table(
        (
            frozenset(("conflict_id", "year", "intensity_level", "incompatibility")),
            frozenset(("dyad_id", "year", "intensity_level", "incompatibility")),
        ),
        "this is the UCDP/PRIO Armed Conflict (or the Dyadic) Dataset: a row is a conflict in a year with "
        "its intensity, and no incident",
        f"Take UCDP's georeferenced events (GED). {_MAPPED}",
    ),
    Table(
        (
            frozenset(("actorid", "namedata")),
            frozenset(("actor_id", "name_data")),
            frozenset(("actorid", "name_data")),
            frozenset(("actor_id", "name_orig", "name_orig_full")),
        ),
        "this is UCDP's list of actors: a row is a group or a government with its names, and no incident",
        "Keep it beside the events: they name actors by the same ids.",
    ),
    Table(
        tuple(
            frozenset(("type", "name", each))
            for each in ("relevant", "appearance", "constraint", "calculation")
        ),
        "this is the questionnaire of a form (XLSForm: KoboToolbox, ODK): a row is a question, no incident",
        "Export the form's data: its submissions are the rows.",
    ),
    Table(
        (
            frozenset(("event_id_cnty", "deleted_timestamp")),
            frozenset(("data_id", "deleted_timestamp")),
        ),
        "this is ACLED's list of deleted events: a row is the id of an event that ACLED has taken out, and "
        "when, and no incident",
        "Add it to a dataset of ACLED's events (append), and they are taken out there.",
    ),
)


def found(raw: RawFile) -> Table | None:
    """The known table without incidents that a file is, if it is one."""
    names = {plain(str(name)) for name in raw.rows.columns}
    return next((each for each in TABLES if any(columns <= names for columns in each.typical)), None)
