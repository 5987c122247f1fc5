/** A canvas's 2D context that records what is drawn on it, so that tests see it without a browser. */

const STYLES = {
  fillStyle: "",
  strokeStyle: "",
  lineWidth: 1,
  font: "",
  globalAlpha: 1,
  letterSpacing: "0px",
};

/**
 * Answers every method; each call is kept in `calls` as its name, its arguments and the styles at that time. Text
 * is six pixels a character wide.
 */
export function fakeContext(canvas = { width: 300, height: 150 }) {
  const calls = [];
  const context = { ...STYLES, canvas, calls };
  const styles = () => Object.fromEntries(Object.keys(STYLES).map((name) => [name, context[name]]));
  const answers = {
    measureText: (text) => ({ width: 6 * text.length }),
    getImageData: (left, top, width, height) => new ImageData(width, height),
  };
  return new Proxy(context, {
    get(target, name) {
      if (name in target) return target[name];
      return (...args) => {
        calls.push({ name, args, ...styles() });
        return answers[name]?.(...args);
      };
    },
  });
}

/** The calls of a method. */
export const called = ({ calls }, name) => calls.filter((call) => call.name === name);

/** The texts written, in order. */
export const texts = (context) => called(context, "fillText").map(({ args }) => args[0]);
