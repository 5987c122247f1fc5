import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  addressWith,
  MapAddress,
  sameView,
} from "../../../components/folium_map/assets/controls/map_address.js";

const BARE = { view: null, base: null, hidden: [] };
const VIEW = { lat: 42.9, lon: 20.8, zoom: 11 };
const PAGE = "http://localhost:8501/?dataset=north&actor=kfor&actor=eulex";

/** Listeners by type, of the page and of its navigation. */
let listeners;
let navigation;
let waiting;
beforeEach(() => {
  listeners = {};
  waiting = [];
  navigation = {
    addEventListener: (type, listener) => (listeners[type] = listener),
    removeEventListener: (type) => delete listeners[type],
  };
  globalThis.location = { href: PAGE };
  globalThis.history = { state: { page: 1 }, replaceState: (...written) => replaced(...written) };
  globalThis.window = {
    ...navigation,
    navigation,
    setTimeout: (call, ms) => waiting.push([call, ms]),
  };
});

function replaced(state, _, href) {
  assert.deepEqual(state, { page: 1 });
  globalThis.location.href = href;
}

test("an address keeps all else as it stands and says where the map stands and what it shows", () => {
  const looked = { view: VIEW, base: "osm", hidden: ["statement", "site"] };
  const written = addressWith(`${PAGE}&q=a%20b+c&at=1,2,3&hide=site#top`, looked);
  assert.equal(written, `${PAGE}&q=a%20b+c&at=42.9,20.8,11&base=osm&hide=site,statement#top`);
  assert.equal(addressWith(written, looked), written);
});

test("what is as it is by itself is not written", () => {
  assert.equal(addressWith(`${PAGE}&at=42.9,20.8,11&base=osm&hide=site`, BARE), PAGE);
  assert.equal(addressWith("http://localhost:8501/?at=1,2,3", BARE), "http://localhost:8501/");
});

test("a view is the same where it is less than a pixel off", () => {
  const pixel = 360 / (256 * 2 ** VIEW.zoom);
  assert.equal(sameView({ ...VIEW, lon: VIEW.lon + 0.9 * pixel, lat: VIEW.lat - 0.9 * pixel }, VIEW), true);
  assert.equal(sameView({ ...VIEW, lon: VIEW.lon + 1.1 * pixel }, VIEW), false);
  assert.equal(sameView({ ...VIEW, lat: VIEW.lat + 1.1 * pixel }, VIEW), false);
  assert.equal(sameView({ ...VIEW, zoom: 12 }, VIEW), false);
});

test("what Python writes over is written again, and nothing is written twice", () => {
  const address = new MapAddress(() => ({ ...BARE, view: VIEW }), "north");
  address.write();
  assert.equal(location.href, `${PAGE}&at=42.9,20.8,11`);
  globalThis.location.href = "http://localhost:8501/?dataset=north&part=charts";
  listeners.currententrychange();
  assert.equal(location.href, "http://localhost:8501/?dataset=north&part=charts&at=42.9,20.8,11");
  globalThis.history.replaceState = () => assert.fail("written twice");
  listeners.currententrychange();
  listeners.popstate();
});

test("another dataset's address is left alone", () => {
  const address = new MapAddress(() => ({ ...BARE, view: VIEW }), "south");
  address.write();
  assert.equal(location.href, PAGE);
});

test("without the Navigation API it is written a second after a run, and never once the map is gone", () => {
  delete globalThis.window.navigation;
  const address = new MapAddress(() => ({ ...BARE, base: "osm" }), "north");
  address.runs();
  const [[call, ms]] = waiting;
  assert.equal(ms, 1000);
  call();
  assert.equal(location.href, `${PAGE}&base=osm`);
  address.remove();
  assert.equal(listeners.popstate, undefined);
});
