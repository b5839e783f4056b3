/* Keys, rows, prints, events. Every page works without it but the print viewer. */
"use strict";
(() => {
  const KEYS_OFF = "tenprint-keys-off";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Light and dark: a cookie, so that the server draws the page right at once. */
  const switchTheme = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Strict${secure}`;
  };

  /* Keys: an element with data-key is pressed by its key, unless somebody types. */
  const keysAreOn = () => localStorage.getItem(KEYS_OFF) === null;
  const types = (target) =>
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range])");
  const words = (element) => {
    if (element.dataset.says) return element.dataset.says;
    const copy = element.cloneNode(true);
    all("kbd", copy).forEach((kbd) => kbd.remove());
    return copy.textContent.trim();
  };
  const help = () => {
    const dialog = $("#help");
    const list = $(".keys", dialog);
    list.replaceChildren();
    const shown = [["?", "this list"]];
    if ($("[data-rows] tr[data-href]")) shown.push(["j", "next row"], ["k", "row before"], ["Enter", "open the row"]);
    if ($(".filters")) shown.push(["/", "filter"]);
    for (const one of all("[data-key]")) shown.push([one.dataset.key, words(one)]);
    for (const [key, says] of shown) {
      const term = document.createElement("dt");
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      term.append(kbd);
      const meaning = document.createElement("dd");
      meaning.textContent = says;
      list.append(term, meaning);
    }
    $("#keys-on").checked = keysAreOn();
    dialog.showModal();
  };
  const move = (step) => {
    const rows = all("[data-rows] tr[data-href]");
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains("here"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))];
    rows.forEach((row) => row.classList.remove("here"));
    next.classList.add("here");
    $("a", next)?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
    if (!keysAreOn() || $("dialog[open]")) return;
    const pressed = all("[data-key]").find((one) => one.dataset.key === event.key && !one.disabled);
    if (pressed) {
      event.preventDefault();
      pressed.matches("input, select, textarea") ? pressed.focus() : pressed.click();
    } else if (event.key === "?" && $("#help")) {
      help();
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    } else if (event.key === "/" && $(".filters")) {
      event.preventDefault();
      $(".filters select, .filters input:not([type=hidden])").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) help();
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, select, label") && !String(getSelection())) {
      location.assign(row.dataset.href);
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    event.target.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1");
  });

  /* A form goes out once: a second press while it travels does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  /* Prints. Those of one viewer move together while they are linked. */
  const START = { scale: 0, turn: 0, x: 0, y: 0 };
  const setUpViewer = (viewer) => {
    const panes = all(".pane", viewer).map((pane) => ({ pane, image: $("img", pane), view: { ...START } }));
    const shared = { linked: true, contrast: 100, inverted: false };
    let last = panes[0];
    const draw = () => {
      for (const { pane, image, view } of panes) {
        const fit = Math.min(pane.clientWidth / image.naturalWidth, pane.clientHeight / image.naturalHeight) || 1;
        const scale = fit * 1.25 ** view.scale;
        image.style.transform = `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${scale})`;
        image.style.filter = `contrast(${shared.contrast}%)${shared.inverted ? " invert(1)" : ""}`;
        image.style.imageRendering = scale > 3 ? "pixelated" : "auto";
      }
    };
    const change = (from, alter) => {
      last = from || last;
      for (const one of shared.linked ? panes : [last]) alter(one.view);
      draw();
    };
    const zoom = (from, step) =>
      change(from, (view) => {
        const before = view.scale;
        view.scale = Math.max(-4, Math.min(14, view.scale + step));
        const factor = 1.25 ** (view.scale - before);
        view.x *= factor;
        view.y *= factor;
      });
    const press = (button) => button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    const actions = {
      in: () => zoom(null, 1),
      out: () => zoom(null, -1),
      left: () => change(null, (view) => (view.turn -= 5)),
      right: () => change(null, (view) => (view.turn += 5)),
      invert: (button) => { shared.inverted = !shared.inverted; press(button); draw(); },
      link: (button) => { shared.linked = !shared.linked; press(button); },
      reset: () => {
        shared.contrast = 100;
        $("[data-do=contrast]", viewer).value = 100;
        for (const one of panes) one.view = { ...START };
        draw();
      },
    };
    viewer.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button) actions[button.dataset.do](button);
    });
    $("[data-do=contrast]", viewer).addEventListener("input", (event) => {
      shared.contrast = event.target.value;
      draw();
    });
    const ARROWS = { ArrowLeft: [30, 0], ArrowRight: [-30, 0], ArrowUp: [0, 30], ArrowDown: [0, -30] };
    for (const one of panes) {
      const { pane, image } = one;
      image.addEventListener("load", draw);
      pane.addEventListener("focus", () => (last = one));
      pane.addEventListener("keydown", (event) => {
        if (!ARROWS[event.key]) return;
        event.preventDefault();
        const [x, y] = ARROWS[event.key];
        change(one, (view) => { view.x += x; view.y += y; });
      });
      pane.addEventListener("wheel", (event) => {
        event.preventDefault();
        zoom(one, event.deltaY < 0 ? 1 : -1);
      }, { passive: false });
      pane.addEventListener("pointerdown", (event) => {
        pane.setPointerCapture(event.pointerId);
        pane.classList.add("moving");
        last = one;
      });
      pane.addEventListener("pointermove", (event) => {
        if (!pane.hasPointerCapture(event.pointerId)) return;
        change(one, (view) => { view.x += event.movementX; view.y += event.movementY; });
      });
      pane.addEventListener("pointerup", () => pane.classList.remove("moving"));
    }
    addEventListener("resize", draw);
    draw();
  };

  /* What is watched: the markup of each event takes the place of what was there. */
  const setUpEvents = (place) => {
    const source = new EventSource(place.dataset.events);
    source.addEventListener("shown", (event) => {
      place.innerHTML = event.data;
      markWide();
    });
    source.addEventListener("ended", (event) => {
      source.close();
      if (event.data) location.assign(event.data);
    });
  };

  /* Files may be dropped on the page where it asks for files. */
  const setUpDrop = (label) => {
    const input = $("input[type=file]", label);
    for (const name of ["dragenter", "dragover"]) label.addEventListener(name, (event) => { event.preventDefault(); label.classList.add("over"); });
    for (const name of ["dragleave", "drop"]) label.addEventListener(name, () => label.classList.remove("over"));
    label.addEventListener("drop", (event) => {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      if (input.files.length) input.form.requestSubmit();
    });
  };

  /* A table that is wider than its place says so, wherever its scroll bar is. */
  const markWide = () =>
    all(".wide").forEach((one) => one.classList.toggle("scrolls", one.scrollWidth > one.clientWidth + 1));

  /* A filter that the service refuses: the page says why, and the list does not stay as if it were filtered. */
  const refused = (event) => {
    if (event.target.matches(".filters")) location.assign(event.detail.pathInfo.finalRequestPath);
  };

  /* The one page that answers a form: who goes back to it reads the page with the form instead. */
  const standIn = (page) => page.dataset.instead && history.replaceState(null, "", page.dataset.instead);

  const setUp = () => {
    document.addEventListener("htmx:responseError", refused);
    document.addEventListener("htmx:afterSettle", markWide);
    new ResizeObserver(() => requestAnimationFrame(markWide)).observe(document.body);
    markWide();
    all("[data-drop]").forEach(setUpDrop);
    all("[data-viewer]").forEach(setUpViewer);
    all("[data-events]").forEach(setUpEvents);
    all("[data-instead]").forEach(standIn);
    $("[data-focus]")?.focus();
  };
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", setUp) : setUp();
})();
