"""Compiling a folium.Map: what is data stays data, the name is stable, and foreign parts are refused."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path

import branca.element
import folium
import pytest
from folium import plugins
from folium.template import Template

from components.folium_map import ASSETS, UnsupportedMapError, addresses, compile_map
from components.folium_map.needed import ALONE, LAYERS, ROOTS, imported, styles

HOSTILE = (
    "{{7*7}}",
    "{% raw %}{{ this.__class__ }}{% endraw %}",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "${alert(1)}",
)
ROOT = Path(__file__).parents[1]


def chart(name: str = "Layer") -> folium.Map:
    made = folium.Map([42.9, 20.8], tiles=None)
    folium.FeatureGroup(name).add_to(made)
    folium.GeoJson(
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": [20, 42]},
        }
    ).add_to(made)
    plugins.Fullscreen().add_to(made)
    folium.LayerControl().add_to(made)
    return made


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_template_is_not_compiled(text: str) -> None:
    script = compile_map(chart(text)).script
    assert "49" not in script
    assert text.replace("<", r"\u003c").replace(">", r"\u003e") in script


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>"])
def test_a_layer_name_reaches_the_layer_control_escaped(text: str) -> None:
    made = chart(text)
    control = compile_map(made).script.split("L.control.layers")[0].rsplit("overlays", 1)[1]
    assert "&lt;" in control.replace(r"\u0026", "&")
    assert "<" not in control
    assert text in [layer.layer_name for layer in made._children.values() if hasattr(layer, "layer_name")]


def test_branca_would_have_run_the_text() -> None:
    """The danger is real: without our switch the same map runs what its data says."""
    made = chart("{{7*7}}")
    assert '"name": "49"' in made.get_root().render()


def test_the_second_pass_is_off_only_while_and_where_a_map_is_compiled() -> None:
    seen: list[str] = []

    class Slow(folium.map.Layer):
        _template = Template("{% macro script(this, kwargs) %}{{ this.wait() }}{% endmacro %}")

        def wait(self) -> str:
            other = threading.Thread(
                target=lambda: seen.append(branca.element.Element("{{ 7 * 7 }}").render()),
            )
            other.start()
            other.join()
            return ""

    made = chart()
    Slow(name="slow").add_to(made)
    compile_map(made)
    seen.append(branca.element.Element("{{ 7 * 7 }}").render())
    assert seen == ["49", "49"]


def test_the_same_map_has_the_same_name_however_often_it_is_made() -> None:
    made = chart()
    first, again, another = compile_map(made), compile_map(made), compile_map(chart())
    assert first.sha256 == again.sha256 == another.sha256
    assert compile_map(chart("Other")).sha256 != first.sha256


def test_the_same_map_has_the_same_name_in_another_process() -> None:
    code = "from test_folium_map import chart, compile_map; print(compile_map(chart()).sha256)"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == compile_map(chart()).sha256


def test_two_maps_on_a_page_share_no_element_name() -> None:
    one, two = compile_map(chart(), key="one"), compile_map(chart(), key="two")
    assert one.id == "map_one0"
    assert two.id == "map_two0"
    assert "one" not in two.script


def test_a_plain_folium_map_needs_leaflet_alone_and_from_here() -> None:
    compiled = compile_map(folium.Map(tiles=None))
    assert compiled.js == ("vendor/leaflet/dist/leaflet.js",)
    assert compiled.css == ("vendor/leaflet/dist/leaflet.css",)
    assert "//" not in compiled.module.decode()


def test_the_module_can_be_imported_and_leaks_nothing() -> None:
    module = compile_map(chart()).module.decode()
    assert module.startswith('export const id = "map_map0";\n')
    assert module.rstrip().endswith("}")
    assert "return {map: map_map0, layers: []};" in module


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        (lambda: folium.Marker([42, 20], popup="text"), "Popup puts text into HTML"),
        (lambda: folium.Marker([42, 20], tooltip="text"), "Tooltip puts text into HTML"),
        (lambda: folium.Marker([42, 20], icon=folium.Icon()), "Icon puts text into HTML"),
        (lambda: plugins.Draw(export=True), "HTML, styles or scripts of their own: draw_control"),
        (plugins.MarkerCluster, "no local copy of 'markerclusterjs'"),
        (lambda: folium.TileLayer("https://t.example/{z}/{x}/{y}", attr="x", name="x"), None),
    ],
)
def test_an_element_that_would_bring_its_own_markup_or_library_is_refused(element, reason) -> None:
    made = chart()
    element().add_to(made)
    if reason is None:
        compile_map(made)
        return
    with pytest.raises(UnsupportedMapError, match=reason):
        compile_map(made)


def test_a_key_that_is_no_name_in_javascript_is_refused() -> None:
    with pytest.raises(UnsupportedMapError, match="lower-case letters"):
        compile_map(chart(), key="a-b;")


def test_the_address_carries_the_settings_and_the_hash() -> None:
    compiled = compile_map(chart())
    assert addresses(chart(), "dataset=x")["map"] == f"maps/{compiled.sha256}.js?dataset=x"


def test_all_files_of_the_map_are_named_before_the_first_is_read() -> None:
    named = addresses(chart(), "dataset=x")
    assert named["scripts"][0] == "vendor/leaflet/dist/leaflet.js"
    assert {"vendor/leaflet/dist/leaflet.css", "controls/legend.css"} <= set(named["styles"])
    for name in (*named["modules"], *named["scripts"], *named["styles"]):
        assert (ASSETS / name).is_file()


def test_the_modules_named_are_those_that_the_page_imports() -> None:
    entry = (ASSETS / "main.js").read_text(encoding="utf-8")
    assert [name for name in ROOTS if f'(at("{name}"))' not in entry] == []
    no_module_of_the_page = {"entry/component_data.js", "data/unpacking_worker.js"}
    no_module_of_the_page |= {name for name in modules(ASSETS) if name.startswith(f"{ALONE}/")}
    at_once = set(imported(*ROOTS))
    shading = set(imported("controls/region_shading.js")) - at_once
    assert "controls/region_shading.js" in shading, "the map fetches it once regions are shaded"
    comparing = set(imported("entry/comparing.js")) - at_once
    assert "controls/swipe.js" in comparing, "the page fetches it once maps are compared"
    assert at_once | shading | comparing == set(modules(ASSETS)) - no_module_of_the_page


def test_what_a_comment_imports_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("""import { b } from "./b.js";\n/** @type {import("./c.js").C} */\n""")
    (tmp_path / "b.js").write_text("""import "./x.css";\nimport { a } from "./a.js";\n""")
    assert imported("a.js", folder=tmp_path) == ["a.js", "b.js"]


def test_what_is_imported_from_another_folder_is_fetched(tmp_path: Path) -> None:
    for folder, text in {"entry": """import "../map/b.js";""", "map": "", "base": ""}.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "b.js").write_text(text)
    (tmp_path / "entry" / "a.js").write_text("""import {\n  b,\n} from "./b.js";\n""")
    assert imported("entry/a.js", folder=tmp_path) == ["entry/a.js", "entry/b.js", "map/b.js"]


def modules(folder: Path) -> list[str]:
    return [f"{layer}/{path.name}" for layer in LAYERS for path in sorted((folder / layer).glob("*.js"))]


def upward(folder: Path) -> list[str]:
    """Imports of a higher layer, those of types in comments too."""
    return [
        f"{name} → {path}"
        for name in modules(folder)
        for path in re.findall(r'"\.\./(\w+/\w+\.js)"', (folder / name).read_text(encoding="utf-8"))
        if LAYERS.index(path.split("/")[0]) > LAYERS.index(name.split("/")[0])
    ]


def test_modules_import_from_their_own_layer_and_from_lower_ones() -> None:
    folders = {path.name for path in ASSETS.iterdir() if path.is_dir()}
    assert folders - {"vendor"} == set(LAYERS)
    assert upward(ASSETS) == []


def test_an_import_of_a_higher_layer_is_found(tmp_path: Path) -> None:
    for name, text in {
        "base/a.js": """/** @type {import("../map/b.js").B} */""",
        "map/b.js": """import { a } from "../base/a.js";""",
    }.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    assert upward(tmp_path) == ["base/a.js → map/b.js"]


def test_lower_layers_styles_come_first_and_those_for_small_screens_last() -> None:
    assert styles()[0] == "map/map.css"
    assert styles()[-1] == "entry/small_screens.css"
