import assert from "node:assert/strict";
import { test } from "node:test";

import { Agreement } from "../../../components/folium_map/assets/map/agreement.js";

/** A layer that remembers what became of it. */
class FakeLayer {
  asked = { mode: "auto", size: "records", selection: "own" };
  updates = [];
  again = 0;
  listeners = {};

  agree(agreement) {
    this.agreement = agreement;
  }

  update(changes) {
    this.updates.push(changes);
    this.agreement?.passOn(this, changes);
  }

  drawAgain() {
    this.again++;
  }

  on(names, listener, context) {
    for (const name of names.split(" ")) this.listeners[name] = () => listener.call(context);
  }

  off(names) {
    for (const name of names.split(" ")) delete this.listeners[name];
  }

  countsBy = () => [1, 2];
  encodingBy = () => "mine";
}

function agreed() {
  const [one, other] = [new FakeLayer(), new FakeLayer()];
  return { one, other, agreement: new Agreement(one, other) };
}

test("the second begins with what the first is asked, but for its selection", () => {
  assert.deepEqual(agreed().other.updates, [{ mode: "auto", size: "records" }]);
});

test("the most of both holds, and who drew by less draws again", () => {
  const { one, other, agreement } = agreed();
  assert.equal(agreement.most(one, "places", "records 8", 20), 20);
  assert.equal(agreement.most(other, "places", "records 8", 50), 50);
  assert.deepEqual([one.again, other.again], [1, 0]);
  assert.equal(agreement.most(one, "places", "records 8", 20), 50);
  assert.deepEqual([one.again, other.again], [1, 0], "both know it now: nobody draws for ever");
});

test("numbers of another zoom or size are not compared", () => {
  const { one, other, agreement } = agreed();
  agreement.most(one, "places", "records 8", 200);
  assert.equal(agreement.most(other, "places", "records 9", 5), 5);
  assert.equal(one.again, 0);
});

test("looks are passed on both ways, selections and windows of time are not", () => {
  const { one, other } = agreed();
  one.update({ colour: "actor", window: {} });
  assert.deepEqual(other.updates.at(-1), { colour: "actor" });
  other.update({ chosen: 3, selection: {} });
  assert.deepEqual(one.updates.at(-1), { chosen: 3 });
  const before = other.updates.length;
  one.update({ narrowings: [] });
  assert.equal(other.updates.length, before);
});

test("colours are those of the first, by the counts of both; a new selection has the other drawn again", () => {
  const { one, other, agreement } = agreed();
  assert.equal(agreement.fellowOf(other).encoding("kind"), "mine");
  assert.deepEqual(agreement.fellowOf(one).countsBy("kind"), [1, 2]);
  other.listeners.selected();
  one.listeners.selected();
  assert.deepEqual([one.again, other.again], [1, 1]);
});

test("in the end each is alone", () => {
  const { one, other, agreement } = agreed();
  agreement.end();
  one.update({ mode: "heat" });
  assert.deepEqual(
    [one.agreement, other.agreement, other.listeners, other.updates.length],
    [null, null, {}, 1],
  );
});
