"use strict";
// The page's own script: the chart over time, and the table of all comments. Words from the web
// reach the page as text nodes only.
(() => {
  const byId = (id) => document.getElementById(id);

  // ---- The chart over time -------------------------------------------------------------------

  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // The two lines with their bands; colours are read anew whenever it is drawn.
  function drawChart() {
    const source = byId("chart-data");
    if (!source || typeof uPlot === "undefined") return;
    const { days, n, negative, positive } = JSON.parse(source.textContent);
    const place = byId("chart");
    place.hidden = false;
    byId("chart-key").hidden = false;
    const percent = (plot, value) => (value == null ? "–" : Math.round(value) + " %");
    const edge = (name) => ({ label: name, stroke: "transparent", points: { show: false } });
    const line = (name, variable, dash) => ({
      label: name,
      stroke: () => colour(variable),
      width: 2,
      dash,
      value: percent,
      points: { show: days.length < 100, size: 6, fill: () => colour(variable) },
    });
    const axis = (more) => ({
      stroke: () => colour("--muted"),
      grid: { stroke: () => colour("--line"), width: 1 },
      ticks: { stroke: () => colour("--line"), width: 1 },
      font: "12px system-ui, sans-serif",
      ...more,
    });
    const size = () => ({
      width: Math.max(280, place.clientWidth),
      height: place.clientWidth < 500 ? 240 : 300,
    });
    const plot = new uPlot(
      {
        ...size(),
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
        scales: { y: { range: [0, 100] } },
        axes: [
          axis({ space: 70, values: "{YYYY}-{MM}-{DD}", incrs: [1, 2, 7, 14, 28, 91, 182, 364].map((d) => d * 86400) }),
          axis({ values: (_, ticks) => ticks.map((tick) => tick + " %"), size: 56 }),
        ],
        legend: { live: true },
        cursor: { y: false },
        series: [
          { label: "day", value: "{YYYY}-{MM}-{DD}" },
          { label: "comments", show: true, scale: "n", stroke: "transparent", points: { show: false }, value: (_, value) => (value == null ? "–" : String(value)) },
          line("negative", "--negative"),
          edge("from"),
          edge("to"),
          line("positive", "--positive", [6, 4]),
          edge("from"),
          edge("to"),
        ],
        bands: [
          { series: [4, 3], fill: () => colour("--negative-band") },
          { series: [7, 6], fill: () => colour("--positive-band") },
        ],
      },
      [days, n, ...negative, ...positive],
      place,
    );
    // The bounds are drawn as bands; in the legend they would only be in the way.
    place.querySelectorAll(".u-series").forEach((entry, index) => {
      entry.hidden = [3, 4, 6, 7].includes(index);
    });
    const redraw = () => plot.redraw(false);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    matchMedia("print").addEventListener("change", redraw);
    let waiting;
    addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => plot.setSize(size()), 100);
    });
  }

  // ---- The table of all comments -------------------------------------------------------------

  const SENTIMENTS = ["negative", "neutral", "positive"];
  const ROLES = ["subject", "public", "named", "media"];
  // Places in a packed row; src/report/html/rows.rs writes them.
  const [ARTICLE, POST, ROLE, SPEAKER, HANDLE, DAY, LANGUAGE, TEXT, SHARES, EMOTION, FLAGS, ID, AROUND] =
    Array.from({ length: 13 }, (_, index) => index);

  // Unpacks base64 of gzipped JSON.
  async function unpack(text) {
    const letters = atob(text.trim());
    const bytes = new Uint8Array(letters.length);
    for (let index = 0; index < letters.length; index++) bytes[index] = letters.charCodeAt(index);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  // An element with attributes and children; strings become text.
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    element.append(...children.filter((child) => child != null && child !== ""));
    return element;
  }

  const isLink = (address) => /^https?:\/\//i.test(address || "");
  const percent = (units) => Math.round(units / 100) + "\u00a0%";
  const label = (row) => (row[SHARES] ? row[SHARES].indexOf(Math.max(...row[SHARES])) : -1);
  const score = (row) => (row[SHARES] ? (row[SHARES][2] - row[SHARES][0]) / 10000 : null);
  const signed = (number) => {
    const text = Math.abs(number).toFixed(2);
    return text === "0.00" ? text : (number < 0 ? "−" : "+") + text;
  };

  function table({ rows, articles }) {
    const body = document.querySelector("#rows tbody");
    const heads = [...document.querySelectorAll("#rows th[data-key]")];
    const order = Int32Array.from(rows.keys());
    const articleName = (row) => articles[row[ARTICLE]][1] || articles[row[ARTICLE]][0];
    const keys = {
      score,
      text: (row) => row[TEXT].toLowerCase(),
      speaker: (row) => (row[SPEAKER] || "").toLowerCase(),
      article: (row) => articleName(row).toLowerCase(),
      day: (row) => row[DAY] || "",
    };
    let found = order;
    let page = 0;
    let sorted = { key: null, down: false };
    let searched = null;

    // The words that are searched, made when they are first asked for.
    function words(index) {
      searched ||= new Array(rows.length);
      return (searched[index] ||= [rows[index][TEXT], rows[index][SPEAKER], rows[index][HANDLE], articleName(rows[index])]
        .join("\n")
        .toLowerCase());
    }

    function passes() {
      const value = (id) => byId(id).value;
      const [wanted, sentiment, role, kind] = [value("words").trim().toLowerCase(), value("sentiment"), value("role"), value("kind")];
      const [emotion, language, flag, sure] = [value("emotion"), value("language"), value("flag"), Number(value("sure"))];
      const tests = [];
      if (sentiment) tests.push((row) => (sentiment === "-" ? !row[SHARES] : label(row) === Number(sentiment)));
      if (role) tests.push((row) => (role === "reaction" ? row[ROLE] !== 0 : row[ROLE] === Number(role)));
      if (kind) tests.push((row) => row[POST] === (kind === "post"));
      if (emotion) tests.push((row) => row[EMOTION] === emotion);
      if (language) tests.push((row) => (row[LANGUAGE] || "?") === language);
      if (flag) tests.push((row) => row[FLAGS].split(";").includes(flag));
      if (sure) tests.push((row) => row[SHARES] && Math.max(...row[SHARES]) >= sure);
      if (wanted) tests.push((_, index) => words(index).includes(wanted));
      return (index) => tests.every((test) => test(rows[index], index));
    }

    function choose() {
      found = order.filter(passes());
      sort();
      page = 0;
      show();
    }

    function sort() {
      if (!sorted.key) return;
      const key = keys[sorted.key];
      const values = new Map();
      for (const index of found) values.set(index, key(rows[index]));
      const way = sorted.down ? -1 : 1;
      // Rows without a value come last either way; of equals the order of the articles decides.
      const missing = (value) => value === null || value === "";
      found.sort((a, b) => {
        const [x, y] = [values.get(a), values.get(b)];
        if (missing(x) || missing(y)) return missing(x) - missing(y) || a - b;
        return (x < y ? -way : x > y ? way : 0) || a - b;
      });
    }

    function show() {
      const size = Number(byId("size").value);
      const pages = Math.max(1, Math.ceil(found.length / size));
      page = Math.min(Math.max(0, page), pages - 1);
      const shown = found.slice(page * size, (page + 1) * size);
      body.replaceChildren(...[...shown].flatMap((index) => lines(rows[index], index)));
      const number = (value) => value.toLocaleString("en");
      byId("status").textContent = found.length === rows.length
        ? `${number(rows.length)} comments`
        : `${number(found.length)} of ${number(rows.length)} comments`;
      byId("page").textContent = `Page ${number(page + 1)} of ${number(pages)}`;
      byId("first").disabled = byId("previous").disabled = page === 0;
      byId("last").disabled = byId("next").disabled = page === pages - 1;
      byId("pages").dataset.last = pages - 1;
    }

    // The row of a comment and, hidden, the one with its details.
    function lines(row, index) {
      const details = `details-${index}`;
      const toggle = make("button", { type: "button", class: "more", "aria-expanded": "false", "aria-controls": details }, "Details");
      const kind = label(row);
      const sentiment = kind < 0
        ? make("span", { class: "label none" }, "not scored")
        : make("span", { class: `label ${SENTIMENTS[kind]}` }, SENTIMENTS[kind]);
      const line = make("tr", {},
        make("td", { "data-label": "sentiment" }, sentiment, kind < 0 ? "" : make("span", { class: "score" }, signed(score(row)))),
        make("td", { class: "words", "data-label": "comment" }, make("p", {}, row[TEXT] || "(no words in the page)"), toggle),
        make("td", { "data-label": "speaker" }, row[SPEAKER] || "–", make("span", { class: "hint" }, ROLES[row[ROLE]])),
        make("td", { "data-label": "article" }, articleLink(row)),
        make("td", { class: "day", "data-label": "day" }, row[DAY] || "–"));
      const more = make("tr", { id: details, class: "details" });
      more.hidden = true;
      toggle.addEventListener("click", () => {
        if (!more.firstChild) more.append(detail(row));
        more.hidden = !more.hidden;
        toggle.setAttribute("aria-expanded", String(!more.hidden));
      });
      return [line, more];
    }

    function articleLink(row) {
      const [, , address] = articles[row[ARTICLE]];
      if (!isLink(address)) return articleName(row);
      return make("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, articleName(row));
    }

    function detail(row) {
      const cell = make("td", { colspan: "5" });
      if (row[AROUND]) {
        cell.append(make("p", { class: "sentence" },
          make("span", { class: "around" }, row[AROUND][0]), make("mark", {}, row[TEXT]), make("span", { class: "around" }, row[AROUND][1])));
      }
      const facts = make("dl", { class: "facts-list" });
      const fact = (name, value) => value && facts.append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
      if (row[SHARES]) SENTIMENTS.forEach((name, place) => fact(name, percent(row[SHARES][place])));
      fact("emotion", row[EMOTION]);
      fact("kind", row[POST] ? "post" : "quote");
      fact("handle", row[HANDLE]);
      fact("language", row[LANGUAGE]);
      fact("remarks", row[FLAGS].replaceAll(";", ", "));
      fact("article", articles[row[ARTICLE]][0]);
      fact("comment_id", row[ID]);
      cell.append(facts);
      return cell;
    }

    // The choices that depend on what there is.
    function fill(id, values) {
      for (const value of [...new Set(values)].filter(Boolean).sort()) {
        byId(id).append(make("option", { value }, value === "?" ? "not certain" : value));
      }
    }

    fill("language", rows.map((row) => row[LANGUAGE] || "?"));
    fill("flag", rows.flatMap((row) => (row[FLAGS] ? row[FLAGS].split(";") : [])));
    let waiting;
    byId("filters").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(choose, rows.length > 5000 ? 200 : 0);
    });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    // The fields are empty only after the event.
    byId("filters").addEventListener("reset", () => setTimeout(choose, 0));
    for (const head of heads) {
      head.querySelector("button").addEventListener("click", () => {
        const again = sorted.key === head.dataset.key;
        sorted = { key: head.dataset.key, down: again && !sorted.down };
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
        sort();
        page = 0;
        show();
      });
    }
    const turn = (id, to) => byId(id).addEventListener("click", () => {
      page = to();
      show();
      byId("status").scrollIntoView({ block: "nearest" });
    });
    turn("first", () => 0);
    turn("previous", () => page - 1);
    turn("next", () => page + 1);
    turn("last", () => Number(byId("pages").dataset.last));
    byId("size").addEventListener("change", () => {
      page = 0;
      show();
    });
    byId("browser").hidden = false;
    choose();
  }

  drawChart();
  unpack(byId("rows-data").textContent)
    .then(table)
    .catch(() => {
      const note = make("p", { class: "note" }, "This browser cannot unpack the comments; a newer one can. They are in comments.csv, too.");
      byId("browser").before(note);
    });
})();
