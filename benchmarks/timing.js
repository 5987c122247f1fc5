/**
 * Clocks for the benchmarks, put into every page before its own scripts: from a reader's click, or from the
 * page's navigation, to the frame that shows the answer.
 *
 * A frame counts as painted when the next one begins: what is ready in one callback of
 * `requestAnimationFrame` is on the screen at the following one.
 */

(() => {
  /** Steps of a playback in one direction, before it turns. */
  const STRETCH = 30;
  /** Where a pointer that swings across is, as a share of the width. */
  const swing = (step, number) => 0.5 + 0.45 * Math.sin((step / number) * 4 * Math.PI);
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

  /** The clusters of st_folium's map, all markers in them; counting leaves would take longer than drawing. */
  function clusters() {
    const map = document.querySelector("iframe[title*='st_folium']")?.contentWindow?.map;
    let found = null;
    map?.eachLayer?.((layer) => {
      if (layer._topClusterLevel) found = layer;
    });
    return found;
  }

  /** How many instances (deck.gl draws each point as one) WebGL was last asked to draw at once, and how often. */
  const webgl = { instances: 0, drawings: 0 };
  for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
      webgl.instances = given.at(-1);
      webgl.drawings++;
      return draw.apply(this, given);
    };
  }

  /** Tasks of the main thread that took longer than 50 ms: milliseconds. */
  let tasks = [];
  new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: "longtask" });

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
    fastCluster: ({ shown }) => {
      const before = clusters();
      return () => {
        const now = clusters();
        return now !== null && now !== before && now._topClusterLevel.getChildCount() === shown;
      };
    },
    webgl: ({ shown }) => {
      return () => webgl.instances === shown;
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

    /** Another address for the same page, as the browser's Back and Forward do it. */
    go(query) {
      history.pushState({}, "", query);
      dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    },

    /** Milliseconds until it is painted, or null. */
    async wait(what, expected, limit) {
      const begin = performance.now();
      return painted(seen[what](expected), () => begin + limit);
    },

    /** Whether the page has been at rest for a while: no script runs, nothing is drawn any more. */
    idle() {
      const state = document.querySelector("[data-testid='stApp']")?.getAttribute("data-test-script-state");
      return state === "notRunning" && !document.querySelector("[data-testid='stSkeleton']");
    },

    /** The longest task of the main thread since the last call, milliseconds; 50 where none was longer. */
    longestTask() {
      const longest = Math.max(50, ...tasks);
      tasks = [];
      return longest;
    },

    /**
     * Does something in each frame.
     * @param {(step: number) => void} act
     * @param {() => unknown} shown  what it should change
     * @returns milliseconds from each frame to the next, and how many frames changed what is shown
     */
    async frames(act, shown, number) {
      const intervals = [];
      let [changed, last] = [0, shown()];
      let before = await frame();
      for (let step = 0; step < number; step++) {
        act(step);
        const now = await frame();
        intervals.push(now - before);
        before = now;
        const current = shown();
        if (current !== last) changed++;
        last = current;
      }
      return { intervals, changed };
    },

    /** Drags the brush, which a real pointer holds, one move a frame. */
    drag(selector, number) {
      const plot = document.querySelector(selector);
      const { left, top, width, height } = plot.getBoundingClientRect();
      const act = (step) => {
        const at = { clientX: left + width * swing(step, number), clientY: top + height / 2 };
        plot.dispatchEvent(new PointerEvent("pointermove", { ...at, bubbles: true, pointerType: "mouse" }));
      };
      return this.frames(act, () => document.querySelector("canvas.incident-layer").dataset.shown, number);
    },

    /** Plays forward and back, one step a frame, by the player's own buttons. */
    play(back, forward, number) {
      const buttons = [forward, back].map((selector) => document.querySelector(selector));
      const act = (step) => buttons[Math.floor(step / STRETCH) % 2].click();
      return this.frames(act, () => document.querySelector("canvas.incident-layer").dataset.shown, number);
    },

    /**
     * The same with deck.gl, whose deck and layer pydeck has made from records [longitude, latitude, start]:
     * points sorted by time stay in one array, and each frame hands over the part of it that is shown.
     */
    deck(deck, how, number) {
      const [layer] = deck.props.layers;
      const records = [...layer.props.data].sort((one, other) => one.start - other.start);
      const starts = Float64Array.from(records, ({ start }) => start);
      const places = Float32Array.from(records.flatMap(({ lon, lat }) => [lon, lat]));
      const [first, last] = [starts[0], starts[starts.length - 1]];
      const placeOf = (time) => {
        let [low, high] = [0, starts.length];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (starts[middle] < time) low = middle + 1;
          else high = middle;
        }
        return low;
      };
      const show = (from, to) => {
        const [begin, end] = [placeOf(from), placeOf(to)];
        const value = places.subarray(2 * begin, 2 * end);
        const data = { length: end - begin, attributes: { getPosition: { value, size: 2 } } };
        deck.setProps({ layers: [layer.clone({ data })] });
      };
      const at = (share) => first + share * (last - first);
      const acts = {
        brush: (step) => show(...[at(0.2), at(swing(step, number))].sort((one, other) => one - other)),
        play: (step) => {
          const bin = Math.floor(step / STRETCH) % 2 ? STRETCH - (step % STRETCH) : step % STRETCH;
          show(at(bin / 96), at((bin + 1) / 96));
        },
      };
      return this.frames(acts[how], () => webgl.drawings, number);
    },
  };
})();
