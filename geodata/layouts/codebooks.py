"""Lists the layouts that are a codebook alone."""

from __future__ import annotations

from typing import Final

from geodata.layouts import (
    aid_worker,
    atlos,
    gtd,
    hapi,
    icews,
    insecurity_insight,
    mass_mobilization,
    pitf,
    polecat,
    scad,
    ucdp_years,
    xsub,
)

CODEBOOKS: Final = (
    gtd.CODEBOOK,
    icews.CODEBOOK,
    polecat.CODEBOOK,
    scad.CODEBOOK,
    mass_mobilization.CODEBOOK,
    aid_worker.CODEBOOK,
    insecurity_insight.CODEBOOK,
    atlos.CODEBOOK,
    pitf.CODEBOOK,
    xsub.CODEBOOK,
    hapi.CODEBOOK,
    ucdp_years.BATTLE_DEATHS,
    ucdp_years.ONE_SIDED,
    ucdp_years.NON_STATE,
)
