import assert from "node:assert/strict";
import { test } from "node:test";
import { numbersOf } from "../../../components/folium_map/assets/frozen/chunks.js";
import { webAddress } from "../../../components/folium_map/assets/frozen/details.js";
import { filtersOf, queryOf } from "../../../components/folium_map/assets/frozen/filters.js";

test("only addresses of the web are links", () => {
  for (const address of ["https://example.org/a?b", "http://example.org"])
    assert.equal(webAddress(address), address);
  for (const address of [
    "javascript:alert(1)",
    "data:text/html,x",
    "//example.org",
    "file:///etc",
    "x",
    "",
    null,
  ])
    assert.equal(webAddress(address), null);
});

test("letters stand for numbers, those below 0 among them", () => {
  assert.deepEqual(numbersOf(' "!#'), [0, 1, -1, -2]);
  assert.deepEqual(numbersOf(`${String.fromCodePoint(0xe000)}`), [(0xe000 - 0x800 - 0x20) / 2]);
});

test("a query becomes filters and the same query again", () => {
  const query = "from=2023-09-24&within=certainly&actor=b&actor=kfor&together=yes&kind=site&type=x+y&q=a";
  assert.equal(queryOf(filtersOf(query)), query);
  assert.equal(queryOf(filtersOf("from=yesterday&colour=actor")), "");
});
