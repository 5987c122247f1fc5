/** Makes elements; their texts are set as text, never as markup. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {(Node | string | null)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/**
 * @param {string} className
 * @param {string} text
 * @param {() => void} pressed
 */
export function button(className, text, pressed) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

/**
 * @param {string} className
 * @param {[value: string, text: string][]} options
 * @param {string} value
 * @param {(value: string) => void} chosen
 */
export function select(className, options, value, chosen) {
  const made = element("select", className);
  for (const [each, text] of options) made.append(new Option(text, each));
  made.value = value;
  made.addEventListener("change", () => chosen(made.value));
  return made;
}
