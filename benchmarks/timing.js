/**
 * Clocks for the benchmarks, put into every page before its own scripts: from a reader's click, or from the
 * page's navigation, to the frame that shows the answer.
 *
 * A frame counts as painted when the next one begins: what is ready in one callback of
 * `requestAnimationFrame` is on the screen at the following one.
 */

(() => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

  /** Every feature of st_folium's map: its iframe is of the same origin. */
  function features() {
    const map = document.querySelector("iframe[title*='st_folium']")?.contentWindow?.map;
    const found = [];
    map?.eachLayer?.((layer) => {
      if (layer.feature && !layer.getLayers) found.push(layer);
    });
    return found;
  }

  /** Each takes what is expected and gives a function that says whether it can be seen. */
  const seen = {
    incidentMap: ({ query, shown }) => {
      return () => {
        const canvas = document.querySelector("canvas.incident-layer");
        if (canvas === null || canvas.hasAttribute("data-pending")) return false;
        return canvas.dataset.query === query && canvas.dataset.shown === String(shown);
      };
    },
    stFolium: ({ shown }) => {
      const before = features()[0];
      return () => {
        const now = features();
        return now.length === shown && now[0] !== before;
      };
    },
    element: ({ selector }) => {
      return () => document.querySelector(selector) !== null;
    },
  };

  async function painted(ready, deadline) {
    while (performance.now() < deadline()) {
      await frame();
      if (ready()) {
        await frame();
        return performance.now();
      }
    }
    return null;
  }

  window.bench = {
    /** Milliseconds from the navigation to the painted frame, or null. */
    async sinceOpening(what, expected, limit) {
      return painted(seen[what](expected), () => limit);
    },

    /** Waits for the next click; `answered` then gives the milliseconds from it to the painted frame, or null. */
    awaitClick(what, expected, limit) {
      const ready = seen[what](expected);
      let clicked = Infinity;
      const listen = (event) => (clicked = event.timeStamp);
      document.addEventListener("click", listen, { capture: true, once: true });
      const changed = painted(
        () => clicked < Infinity && ready(),
        () => (clicked < Infinity ? clicked + limit : Infinity),
      );
      this.answered = changed.then((end) => (end === null ? null : end - clicked));
    },

    /** Whether the page has been at rest for a while: no script runs, nothing is drawn any more. */
    idle() {
      const state = document.querySelector("[data-testid='stApp']")?.getAttribute("data-test-script-state");
      return state === "notRunning";
    },

    /**
     * Drags an edge of the brush, which a real pointer holds, one move a frame.
     * @returns milliseconds from each frame to the next, and how many frames showed another number of records
     */
    async drag(selector, frames) {
      const plot = document.querySelector(selector);
      const { left, top, width, height } = plot.getBoundingClientRect();
      const canvas = document.querySelector("canvas.incident-layer");
      const intervals = [];
      let [changed, shown] = [0, canvas.dataset.shown];
      let before = await frame();
      for (let step = 0; step < frames; step++) {
        const swing = 0.5 + 0.45 * Math.sin((step / frames) * 4 * Math.PI);
        const at = { clientX: left + width * swing, clientY: top + height / 2 };
        plot.dispatchEvent(new PointerEvent("pointermove", { ...at, bubbles: true, pointerType: "mouse" }));
        const now = await frame();
        intervals.push(now - before);
        before = now;
        if (canvas.dataset.shown !== shown) changed++;
        shown = canvas.dataset.shown;
      }
      return { intervals, changed };
    },
  };
})();
