/**
 * Just enough of a page for modules that make elements: put in place of the browser's by importing this file, as
 * each test file runs in a process of its own.
 */

import { fakeContext } from "./context.js";

export class FakeElement {
  constructor(tagName) {
    this.tagName = tagName;
    this.children = [];
    this.parent = null;
    this.className = "";
    this.dataset = {};
    this.style = {
      setProperty: (name, value) => (this.style[name] = value),
      removeProperty: (name) => delete this.style[name],
    };
    this.attributes = {};
    this.listeners = {};
    this.hidden = false;
    this.isConnected = true;
    this.classList = {
      contains: (name) => this.classes.includes(name),
      add: (name) => this.classList.toggle(name, true),
      remove: (name) => this.classList.toggle(name, false),
      toggle: (name, on) => {
        const others = this.classes.filter((each) => each !== name);
        this.className = (on ? [...others, name] : others).join(" ");
      },
    };
    if (tagName === "canvas") this.context = fakeContext(this);
  }

  get classes() {
    return this.className.split(" ").filter(Boolean);
  }

  get textContent() {
    return this.children.map((each) => each.textContent ?? each).join("");
  }

  set textContent(text) {
    this.children = text ? [text] : [];
  }

  append(...children) {
    this.children.push(...children);
    for (const child of children) if (child instanceof FakeElement) child.parent = this;
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((each) => each !== this);
  }

  removeAttribute(name) {
    delete this.attributes[name];
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  toggleAttribute(name, on) {
    if (on) this.attributes[name] = "";
    else delete this.attributes[name];
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  addEventListener(type, listener) {
    (this.listeners[type] ??= []).push(listener);
  }

  /** As if it had happened in the page. */
  fire(type, event = {}) {
    for (const listener of this.listeners[type] ?? [])
      listener({ preventDefault() {}, target: this, ...event });
  }

  /** Everything in it that has a class, or is of a tag. */
  all(name) {
    const inside = this.children.filter((each) => each instanceof FakeElement);
    return inside.flatMap((each) => [
      ...(each.tagName === name || each.classes.includes(name) ? [each] : []),
      ...each.all(name),
    ]);
  }

  contains(other) {
    return (
      this === other || this.children.some((each) => each instanceof FakeElement && each.contains(other))
    );
  }

  getContext() {
    return this.context;
  }

  toDataURL() {
    return "data:";
  }

  querySelector() {
    return null;
  }

  closest() {
    return null;
  }

  getBoundingClientRect() {
    return { left: 0, top: 0 };
  }

  setPointerCapture() {}

  focus() {}
}

class FakeImageData {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
}

class FakeOption extends FakeElement {
  constructor(text, value) {
    super("option");
    Object.assign(this, { textContent: text, value });
  }
}

const COMPUTED = { color: "#000", backgroundColor: "#fff", outlineColor: "#00c", fontFamily: "Sans" };

Object.assign(globalThis, {
  window: globalThis,
  ImageData: FakeImageData,
  Option: FakeOption,
  devicePixelRatio: 1,
  document: {
    createElement: (tag) => new FakeElement(tag),
    body: new FakeElement("body"),
    activeElement: null,
    addEventListener: () => {},
  },
  getComputedStyle: (element) => element.computed ?? COMPUTED,
  matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
});
