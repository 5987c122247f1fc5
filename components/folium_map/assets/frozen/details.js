/** The details of one record, as the page has them: every text is set as text, and only addresses of the web are links. */

import { button, element } from "../base/elements.js";

/**
 * @typedef {import("./chunks.js").Told} Told
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {{position: string, previous: number | null, next: number | null}} Neighbours  rows in the list
 */

/** A longer value of the file is cut, as the page cuts it. */
const CUT_BEYOND = 240;
const CUT_AT = 160;

/**
 * An address that leads to the web; null for any other, which might run something.
 * @param {string | null} address
 */
export function webAddress(address) {
  if (!address || !URL.canParse(address)) return null;
  return ["http:", "https:"].includes(new URL(address).protocol) ? address : null;
}

/**
 * @param {string | null} address
 * @param {string} words
 */
export function link(address, words) {
  const leads = webAddress(address);
  if (leads === null) return document.createTextNode(words);
  const made = element("a", "", words);
  made.href = leads;
  made.target = "_blank";
  made.rel = "noopener noreferrer nofollow";
  return made;
}

/** @param {[string, Node | string][]} rows */
const definitions = (rows) =>
  element("dl", "", ...rows.flatMap(([term, value]) => [element("dt", "", term), element("dd", "", value)]));

/**
 * @param {string} heading
 * @param {Node[]} body
 */
const section = (heading, ...body) => [element("h3", "", heading), ...body];

/**
 * @param {Told} told
 * @param {string[]} actors  names of those who took part
 * @param {Words} words
 */
export function articleOf(told, actors, words) {
  const say = (/** @type {string} */ key) => words.say(`details.${key}`);
  const { title, summary, id, kind, type, roles, toll, claims, sources, file } = told;
  const article = element(
    "article",
    "incident",
    element("p", "tag", [kind, type].filter(Boolean).join(" · ")),
    element("h2", "", title || id),
    summary ? element("p", "", summary) : null,
    whenAndWhere(told, say),
  );
  const add = (/** @type {Node[]} */ parts) => article.append(...parts);
  const taking = actors.map((name, index) => participant(name, roles[index]));
  if (taking.length) add(section(say("actors"), element("ul", "", ...taking)));
  if (toll.length) add(section(say("toll"), definitions(toll)));
  if (claims.length) add(section(say("claims"), ...claims.map((each) => rivals(each, words))));
  add(section(say("sources"), sourcesOf(sources, say)));
  const own = file.map(
    ([name, value]) =>
      /** @type {[string, Node]} */ ([name || words.say("value.unknown"), whole(value, say)]),
  );
  if (own.length) add(section(say("in_file"), definitions(own)));
  article.setAttribute("aria-live", "polite");
  return article;
}

/**
 * @param {Told} told
 * @param {(key: string) => string} say
 */
function whenAndWhere({ when, zone, site, drawn, confidence }, say) {
  const [where, , called] = site;
  const time = element("span", "", when);
  if (zone) time.append(element("br"), element("span", "said", zone));
  /** @type {[string, Node | string][]} */
  const rows = [
    [say("when"), time],
    [say("where"), where],
  ];
  if (called.length) {
    const names = element("span");
    for (const [index, [language, name]] of called.entries()) {
      const made = element("span", "", name);
      made.lang = language;
      names.append(index ? " · " : "", made);
    }
    rows.push([say("also_called"), names]);
  }
  if (drawn) rows.push([say("on_map"), element("em", "", drawn)]);
  rows.push([say("confidence"), confidence]);
  return definitions(rows);
}

/**
 * @param {string} name
 * @param {string} role
 */
const participant = (name, role) => element("li", "", name, element("span", "role", ` ${role}`));

/**
 * @param {import("./chunks.js").Claims[number]} disputed
 * @param {Words} words
 */
function rivals([field, values], words) {
  const row = element("tr");
  for (const [value, said, number] of values) {
    const who = element("span", "said", said);
    if (number !== null) {
      const made = element("a", "", `[${number}]`);
      made.href = `#incident-source-${number}`;
      made.setAttribute("aria-label", words.say("details.to_source", { n: number }));
      made.addEventListener("click", (event) => {
        event.preventDefault(); // what follows the # are the filters
        document.getElementById(`incident-source-${number}`)?.scrollIntoView({ block: "nearest" });
      });
      who.append(" ", made);
    }
    row.append(element("td", "", element("strong", "", value), element("br"), who));
  }
  return element("table", "claims", element("caption", "", field), row);
}

/**
 * @param {import("./chunks.js").Source[]} sources
 * @param {(key: string) => string} say
 */
function sourcesOf(sources, say) {
  if (!sources.length) return element("p", "", say("no_sources"));
  const list = element("ol");
  for (const [index, [, , title, said, url, archived, rating, words]] of sources.entries()) {
    const about = element("span", "said", said);
    if (archived) about.append(" · ", link(archived, say("archived")));
    if (rating) {
      const code = element("abbr", "", rating);
      code.title = say("rating");
      about.append(element("br"), code, `: ${words}`);
    }
    const item = element("li", "", link(url, title), element("br"), about);
    item.id = `incident-source-${index + 1}`;
    list.append(item);
  }
  return list;
}

/**
 * A value of the file: an address of the web is a link, a long text is cut until it is asked for.
 * @param {string} value
 * @param {(key: string) => string} say
 */
function whole(value, say) {
  if (!value.includes(" ") && webAddress(value) !== null) return link(value, value);
  if (value.length <= CUT_BEYOND) return document.createTextNode(value);
  const start = value.slice(0, CUT_AT);
  const cut = start.includes(" ") ? start.slice(0, start.lastIndexOf(" ")) : start;
  const more = element("span", "more", `${cut} … `, element("u", "", say("show_all")));
  const summary = element("summary", "", more, element("u", "less", say("show_less")));
  return element("details", "long", summary, value);
}

/** Beside the map while a record is chosen; named as on the page, for its style and for the arrow keys. */
export class Details {
  #stage;
  #words;
  #chosen;
  #panel = element("div", "frozen-panel");

  /**
   * @param {HTMLElement} stage
   * @param {Words} words
   * @param {(row: number | null) => void} chosen
   */
  constructor(stage, words, chosen) {
    this.#stage = stage;
    this.#words = words;
    this.#chosen = chosen;
  }

  /**
   * @param {{told: Told, actors: string[], beside: Neighbours} | null} record  null: nothing is chosen
   */
  show(record) {
    this.#panel.remove();
    if (!record) return;
    const { told, actors, beside } = record;
    const walk = element("div", "st-key-walk");
    for (const [name, row] of /** @type {[string, number | null][]} */ ([
      ["previous", beside.previous],
      ["next", beside.next],
    ])) {
      const step = button("", this.#words.say(`details.${name}`), () => this.#chosen(row));
      step.disabled = row === null;
      walk.append(element("span", `st-key-${name}_record`, step));
    }
    walk.append(element("span", "position", beside.position));
    const close = button("", this.#words.say("details.close"), () => this.#chosen(null));
    const bar = element("div", "st-key-details_bar", walk, element("span", "st-key-close_details", close));
    const article = articleOf(told, actors, this.#words);
    this.#panel.replaceChildren(element("div", "st-key-details", bar, article));
    this.#stage.prepend(this.#panel);
  }
}
