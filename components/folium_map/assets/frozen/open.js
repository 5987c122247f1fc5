/**
 * The first script of a frozen map: reads the file's parts, each in an element of its own, deflated and written in base
 * 85; unpacks the other scripts, which the file's policy knows by their hashes, and runs them.
 */
(() => {
  /** RFC 1924's letters, but for the one that begins markup: see `components/freezing/parts.py`. */
  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const VALUES = new Uint8Array(128);
  for (let value = 0; value < LETTERS.length; value++) VALUES[LETTERS.charCodeAt(value)] = value;

  /** Five letters are four bytes; a last group is filled up. @param {string} text */
  function bytesOf(text) {
    const missing = (5 - (text.length % 5)) % 5;
    const whole = text + "~".repeat(missing);
    const bytes = new Uint8Array((whole.length / 5) * 4);
    for (let from = 0, to = 0; from < whole.length; from += 5, to += 4) {
      let number = 0;
      for (let letter = from; letter < from + 5; letter++)
        number = number * 85 + VALUES[whole.charCodeAt(letter)];
      bytes[to] = number >>> 24;
      bytes[to + 1] = number >>> 16;
      bytes[to + 2] = number >>> 8;
      bytes[to + 3] = number;
    }
    return bytes.subarray(0, bytes.length - missing);
  }

  /**
   * A part of this file, unpacked.
   * @param {string} name
   */
  const block = async (name) => {
    const holder = document.getElementById(`frozen-${name}`);
    if (!holder) return new Response(null, { status: 404 });
    const packed = new Blob([bytesOf(holder.textContent ?? "")]).stream();
    return new Response(packed.pipeThrough(new DecompressionStream("deflate")));
  };

  /**
   * @param {string} name
   * @param {string} type
   */
  async function run(name, type) {
    const script = document.createElement("script");
    script.type = type;
    script.textContent = await (await block(name)).text();
    document.head.append(script);
  }

  Object.assign(window, { frozenBlock: block });
  run("libraries", "text/javascript")
    .then(() => run("program", "module"))
    .catch((error) => {
      console.error(error);
      document.body.setAttribute("data-failed", "");
    });
})();
