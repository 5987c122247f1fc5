"""The colours of shaded regions stay apart for everybody: protanopia, deuteranopia, tritanopia, no colour.

Simulated in linear RGB by the matrices of Machado, Oliveira and Fernandes (2009, severity 1), compared in
CIELAB. What is seen is the colour laid over the page's paper, as the map draws it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from components.folium_map import ASSETS
from components.map.region_ramps import RAMPS, ramp

SEEN_BY = {
    "most": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
    "no colour": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}
PAPER = {"light": "#ffffff", "dark": "#12171a"}
OPACITY = float(re.search(r"OPACITY = ([\d.]+)", (ASSETS / "map" / "region_layer.js").read_text())[1])
APART = {5: 6.0, 7: 4.0}
"""CIELAB distance of neighbouring classes, of so many; 2.3 is just noticed side by side."""


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255


def lab(colour: np.ndarray, eyes: np.ndarray) -> np.ndarray:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    seen = np.clip(eyes @ linear, 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ seen
        / [0.9505, 1, 1.089]
    )
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def seen(colours: tuple[str, ...], theme: str, eyes: str) -> list[np.ndarray]:
    paper = rgb(PAPER[theme])
    return [lab(OPACITY * rgb(each) + (1 - OPACITY) * paper, SEEN_BY[eyes]) for each in colours]


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("theme", RAMPS)
@pytest.mark.parametrize("k", APART)
def test_neighbouring_classes_stay_apart_and_their_lightness_goes_one_way(
    theme: str, eyes: str, k: int
) -> None:
    colours = seen(ramp(theme, k), theme, eyes)
    apart = [float(np.linalg.norm(one - other)) for one, other in pairwise(colours)]
    assert min(apart) >= APART[k]
    steps = [float(other[0] - one[0]) for one, other in pairwise(colours)]
    assert all(step < 0 for step in steps) if theme == "light" else all(step > 0 for step in steps)


def test_red_and_green_of_one_lightness_would_be_found() -> None:
    red, green = (lab(rgb(each), SEEN_BY["deuteranopia"]) for each in ("#c07850", "#9a8a50"))
    assert np.linalg.norm(red - green) < APART[5] * 2
    as_most_see = [lab(rgb(each), SEEN_BY["most"]) for each in ("#c07850", "#9a8a50")]
    assert np.linalg.norm(as_most_see[0] - as_most_see[1]) > 20


@pytest.mark.parametrize("k", range(8))
def test_there_are_as_many_colours_as_classes(k: int) -> None:
    for theme in RAMPS:
        assert len(set(ramp(theme, k))) == max(1, k)


def test_the_map_draws_them_where_this_test_reads_how() -> None:
    assert 0.5 < OPACITY < 1
    assert Path(ASSETS / "controls" / "region_legend.js").read_text().count("OPACITY") == 2
