// The status page: takes a report a second from /events and shows it. Rows and cells are made once
// and then only their texts change, so nothing jumps and the focus stays where it is.
"use strict";

const SECONDS = 120;
const SECONDS_MIN = 30;
const NOTHING = "–";

const byId = id => document.getElementById(id);

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Texts of figures.

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function number(value, digits = 0) {
  if (value === undefined) return NOTHING;
  if (digits > 0 && Math.abs(value) < 100) return value.toFixed(digits);
  return grouped.format(value).replaceAll(",", "\u2009");
}

const rate = value => number(value, value > 0 && value < 10 ? 1 : 0);
const percent = value => value === undefined ? NOTHING : number(value, 1) + "\u2009%";

function millis(value) {
  if (value === undefined) return NOTHING;
  if (value >= 10_000) return (value / 1000).toFixed(0) + "\u2009s";
  if (value >= 1000) return (value / 1000).toFixed(1) + "\u2009s";
  if (value > 0 && value < 0.1) return (value * 1000).toFixed(0) + "\u2009µs";
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0) + "\u2009ms";
}

function bytes(value) {
  if (value === undefined) return NOTHING;
  const mebi = value / (1 << 20);
  return mebi >= 10_000 ? (mebi / 1024).toFixed(1) + "\u2009GiB" : mebi.toFixed(0) + "\u2009MiB";
}

function span(seconds) {
  if (seconds === undefined) return NOTHING;
  const s = Math.floor(seconds);
  if (s < 60) return s + "\u2009s";
  if (s < 3600) return Math.floor(s / 60) + "\u2009m " + String(s % 60).padStart(2, "0") + "\u2009s";
  if (s < 86_400) return Math.floor(s / 3600) + "\u2009h " + String(Math.floor(s / 60) % 60).padStart(2, "0") + "\u2009m";
  return Math.floor(s / 86_400) + "\u2009d " + Math.floor(s / 3600) % 24 + "\u2009h";
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const time = text => text ? clock.format(new Date(text)) : NOTHING;

// Plots: the last two minutes, or what there is of them, up to now at the right; zero at the bottom.

const SVG = "http://www.w3.org/2000/svg";

class Plot {
  constructor(lines) {
    this.series = Array.from({ length: lines }, () => []);
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", "0 0 " + SECONDS + " 36");
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.svg.setAttribute("aria-hidden", "true");
    const base = document.createElementNS(SVG, "line");
    for (const [name, value] of [["x1", 0], ["x2", SECONDS], ["y1", 36], ["y2", 36]]) base.setAttribute(name, value);
    this.svg.append(base);
    this.area = this.path("area");
    this.lines = this.series.map((_, i) => this.path(i === 0 ? "first" : "second"));
    this.max = 0;
  }

  path(className) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", className);
    this.svg.append(path);
    return path;
  }

  add(seconds, values) {
    this.series.forEach((points, i) => {
      points.push([seconds, values[i]]);
      while (points.length && points[0][0] < seconds - SECONDS) points.shift();
    });
    this.max = Math.max(0, ...this.series.flat().map(point => point[1] ?? 0));
    const top = this.max || 1;
    const width = Math.max(SECONDS_MIN, seconds - this.series[0][0][0]);
    const x = t => (SECONDS * (1 - (seconds - t) / width)).toFixed(1);
    this.series.forEach((points, i) => {
      const known = points.filter(point => point[1] !== undefined);
      const at = known.map(([t, v]) => x(t) + " " + (35 - v / top * 33).toFixed(1));
      this.lines[i].setAttribute("d", at.length ? "M" + at.join("L") : "");
      if (i === 0) {
        this.area.setAttribute("d",
          at.length ? "M" + x(known[0][0]) + " 36L" + at.join("L") + "L" + x(known.at(-1)[0]) + " 36Z" : "");
      }
    });
  }
}

// Load.

function newest(report, name) {
  const all = [report.arbiter, ...report.actors].map(actor => actor[name]).filter(v => v !== undefined);
  return all.length ? Math.max(...all) : undefined;
}

const TILES = [
  { name: "Requests/s", values: r => [r.totals["requests-per-second"]], text: rate,
    note: r => [rateOf(r.totals["errors-per-second"], "errors / s"), ""] },
  { name: "Latency p99", values: r => [r.totals["p99-ms"], r.totals["p50-ms"]], text: millis,
    legend: ["p99", "p50"], note: r => ["", "p50 " + millis(r.totals["p50-ms"])] },
  { name: "Connections", values: r => [r.totals["connections"]], text: number,
    note: r => [rateOf(r.totals["in-flight"], "in flight"), ""] },
  { name: "Queue delay", values: r => [newest(r, "queue-delay-ms")], text: millis, note: () => ["slowest loop", ""] },
  { name: "Processor", values: r => [r.totals["cpu-percent"]], text: percent,
    note: r => [r.totals["processes"] + (r.totals["processes"] === 1 ? " process" : " processes"), ""] },
  { name: "Memory", values: r => [r.totals["memory-bytes"]], text: bytes, note: () => ["resident", ""] },
];

function rateOf(value, words) {
  return value === undefined ? "" : rate(value) + " " + words;
}

function makeTiles() {
  for (const tile of TILES) {
    const box = make("div", "tile");
    tile.plot = new Plot(tile.legend ? 2 : 1);
    tile.value = make("dd", "value", NOTHING);
    tile.left = make("span");
    tile.right = make("span");
    const plot = make("dd", "plot");
    plot.append(tile.plot.svg);
    const note = make("dd", "note");
    if (tile.legend) {
      for (const [i, text] of tile.legend.entries()) {
        tile.left.append(make("i", i === 0 ? "first" : "second"), text + "  ");
      }
    }
    note.append(tile.left, tile.right);
    box.append(make("dt", "", tile.name), tile.value, plot, note);
    byId("tiles").append(box);
  }
}

function showTiles(report, seconds) {
  for (const tile of TILES) {
    const values = tile.values(report);
    tile.plot.add(seconds, values);
    show(tile.value, tile.text(values[0]));
    const [left, right] = tile.note(report);
    if (!tile.legend) show(tile.left, left);
    show(tile.right, right || (tile.plot.max > 0 ? "max " + tile.text(tile.plot.max) : ""));
  }
}

// Tables whose rows are known by a key.

function showRows(body, rows, key, create, update) {
  const known = body.known ??= new Map();
  const seen = new Set();
  rows.forEach((row, i) => {
    const id = key(row);
    seen.add(id);
    let entry = known.get(id);
    if (!entry) known.set(id, entry = create(row));
    if (body.children[i] !== entry.row) body.insertBefore(entry.row, body.children[i] ?? null);
    update?.(entry, row);
  });
  for (const [id, entry] of known) {
    if (!seen.has(id)) {
      entry.row.remove();
      known.delete(id);
    }
  }
}

const TONES = { running: "good", silent: "bad", starting: "warn", stopping: "warn", initial: "warn" };

function toneOf(state) {
  return TONES[state] ?? "quiet";
}

function makeApplication(monitor) {
  const row = make("tr");
  const entry = { row, state: make("span", "dot"), running: make("td", "n"), wanted: make("output"), ended: make("td", "n"), failed: make("td", "n") };
  const stepper = make("span", "stepper");
  for (const [sign, step, words] of [["−", -1, "One worker fewer for "], ["+", 1, "One worker more for "]]) {
    const button = make("button", "", sign);
    button.type = "button";
    button.setAttribute("aria-label", words + monitor.name);
    button.addEventListener("click", () => act("scale", { application: monitor.name, workers: Math.max(0, entry.count + step) }, button));
    stepper.append(button);
  }
  stepper.insertBefore(entry.wanted, stepper.lastChild);
  const wanted = make("td");
  wanted.append(stepper);
  const state = make("td");
  state.append(entry.state);
  const name = make("th", "", monitor.name);
  name.scope = "row";
  row.append(name, state, entry.running, wanted, entry.ended, entry.failed, make("td", "rest"));
  return entry;
}

function showApplication(entry, monitor) {
  entry.count = monitor.wanted ?? 0;
  entry.state.dataset.tone = monitor.running < monitor.wanted ? "warn" : toneOf(monitor.state);
  show(entry.state, monitor.state === "running" && monitor.running < monitor.wanted ? "starting workers" : monitor.state);
  show(entry.running, number(monitor.running));
  show(entry.wanted, number(monitor.wanted));
  show(entry.ended, number(monitor.ended));
  show(entry.failed, number(monitor.failed));
  entry.failed.classList.toggle("bad", monitor.failed > 0);
}

const COLUMNS = [
  { name: "Kind", text: a => a.kind, left: true },
  { name: "Process", text: a => a.process === undefined ? NOTHING : String(a.process) },
  { name: "Age", text: a => span(a["uptime-seconds"]) },
  { name: "Heartbeat", text: a => a["silent-ms"] === undefined ? NOTHING : millis(a["silent-ms"]),
    tone: a => a["silent-ms"] > 5000 ? "bad" : a["silent-ms"] > 2500 ? "warn" : "" },
  { name: "Loop", text: a => percent(a["loop-percent"]), tone: a => a["loop-percent"] > 90 ? "bad" : a["loop-percent"] > 70 ? "warn" : "", short: true },
  { name: "Queue delay", text: a => millis(a["queue-delay-ms"]), tone: a => a["queue-delay-ms"] > 100 ? "warn" : "" },
  { name: "Requests/s", text: a => rate(a["requests-per-second"]) },
  { name: "p50", text: a => millis(a["p50-ms"]) },
  { name: "p99", text: a => millis(a["p99-ms"]) },
  { name: "Connections", text: a => number(a["connections"]), short: true },
  { name: "CPU", text: a => percent(a["cpu-percent"]), short: true },
  { name: "Memory", text: a => bytes(a["memory-bytes"]), short: true },
  { name: "Heap", text: a => bytes(a["heap-used-bytes"]), title: a => "of at most " + bytes(a["heap-max-bytes"]), short: true },
  { name: "GC", text: a => percent(a["collection-percent"]), title: a => number(a["collections"]) + " collections", short: true },
  { name: "Files", text: a => number(a["descriptors"]), title: a => "of at most " + number(a["descriptors-max"]), short: true },
];

function makeColumns() {
  const first = make("th", "", "Name");
  first.scope = "col";
  byId("columns").append(first);
  for (const column of [...COLUMNS, { name: "Load", left: true }, { name: "Actions", left: true, unseen: true }]) {
    const cell = make("th", column.left ? "" : "n", column.unseen ? undefined : column.name);
    cell.scope = "col";
    if (column.unseen) cell.append(make("span", "unseen", column.name));
    byId("columns").append(cell);
  }
}

function makeActor(actor) {
  const row = make("tr");
  const name = make("th");
  name.scope = "row";
  const dot = make("span", "dot", actor.name);
  const state = make("span", "unseen");
  name.append(dot, state);
  const cells = COLUMNS.map(column => make("td", (column.left ? "soft" : "n") + (column.short ? " short" : "")));
  const spark = make("td", "spark");
  const plot = new Plot(1);
  spark.append(plot.svg);
  const last = make("td");
  if (actor.kind !== "arbiter") {
    const kill = make("button", "grave", "Kill");
    kill.type = "button";
    kill.setAttribute("aria-label", "Kill " + actor.name);
    kill.addEventListener("click", async () => {
      const sure = await ask("Kill " + actor.name + "?",
        "It is asked to stop, and ended by force when that takes too long. Its monitor starts another one.", "Kill");
      if (sure) act("kill", { actor: actor.id }, kill);
    });
    last.append(kill);
  }
  row.append(name, ...cells, spark, last);
  return { row, dot, state, cells, plot };
}

function showActor(entry, actor, seconds) {
  entry.dot.dataset.tone = toneOf(actor.state);
  show(entry.state, ", " + actor.state);
  entry.dot.title = actor.state;
  COLUMNS.forEach((column, i) => {
    const cell = entry.cells[i];
    show(cell, column.text(actor));
    if (column.title) cell.title = column.title(actor);
    if (column.tone) {
      const tone = column.tone(actor);
      cell.classList.toggle("warn", tone === "warn");
      cell.classList.toggle("bad", tone === "bad");
    }
  });
  entry.plot.add(seconds, [actor["requests-per-second"] ?? actor["cpu-percent"]]);
}

const CAUSES = {
  "normal": "has done its work",
  "stopped": "stopped on request",
  "retired": "retired for a successor",
  "halted": "halted by the application",
  "failed": "failed",
  "boot-failed": "did not start",
  "boot-timeout": "was not ready in time",
  "unresponsive": "gave no sign of life and was ended",
  "killed": "was killed",
  "lost": "its process ended without a word",
  "restart-limit": "its children failed too often",
};

const SIGNALS = { 1: "HUP", 2: "INT", 3: "QUIT", 6: "ABRT", 7: "BUS", 9: "KILL", 11: "SEGV", 15: "TERM" };

function makeEnding(ending) {
  const row = make("tr");
  const name = make("th", "", ending.name);
  name.scope = "row";
  let reason = CAUSES[ending.cause] ?? ending.cause;
  const code = ending["exit-code"];
  if (code > 128) reason += " (signal " + (SIGNALS[code - 128] ?? code - 128) + ")";
  else if (code) reason += " (exit code " + code + ")";
  if (ending.failure) reason += ": " + ending.failure;
  row.append(make("td", "soft", time(ending.time)), name, make("td", "reason" + (ending.abnormal ? " bad" : ""), reason),
    make("td", "n", span(ending["uptime-seconds"])));
  return { row };
}

const LEVEL_TONES = { warning: "warn", error: "bad", critical: "bad" };

function makeEntry(entry) {
  const row = make("li");
  row.append(make("time", "", time(entry.time)), " ", make("span", LEVEL_TONES[entry.level] ?? "soft", entry.level.padEnd(8)), " ",
    make("span", "name", entry.name), " ", entry.message);
  return { row };
}

// A report.

function showReport(report) {
  const seconds = Date.parse(report.time) / 1000;
  const arbiter = report.arbiter;
  const wanted = report.monitors.reduce((sum, monitor) => sum + (monitor.wanted ?? 0), 0);
  const running = report.monitors.reduce((sum, monitor) => sum + (monitor.running ?? 0), 0);
  show(byId("name"), report.server.name);
  show(byId("about"), ["process " + arbiter.process, "up " + span(arbiter["uptime-seconds"]), report.server.driver,
    "Triga " + report.server.version, "Java " + report.server.java].join(" · "));
  const state = byId("state");
  show(state, arbiter.state === "running" ? running + " of " + wanted + (wanted === 1 ? " worker" : " workers") : arbiter.state);
  state.dataset.tone = arbiter.state !== "running" || running < wanted ? "warn" : "good";
  document.title = running + "/" + wanted + " · " + report.server.name;
  showTiles(report, seconds);
  showRows(byId("applications"), report.monitors, m => m.id, makeApplication, showApplication);
  showRows(byId("rows"), [arbiter, ...report.actors], a => a.id, makeActor, (entry, actor) => showActor(entry, actor, seconds));
  showRows(byId("endings"), report.endings, e => e.id + e.time, makeEnding);
  showRows(byId("log"), report.log.toReversed(), e => e.number + e.time, makeEntry);
  byId("no-endings").hidden = report.endings.length > 0;
  byId("no-log").hidden = report.log.length > 0;
  allow();
}

// Actions.

const KEY = "triga-token";
let token = "";

function takeToken() {
  const given = /^#(?:token=)?([\w-]+)$/.exec(location.hash);
  if (given) {
    sessionStorage.setItem(KEY, given[1]);
    history.replaceState(null, "", location.pathname);
  }
  token = sessionStorage.getItem(KEY) ?? "";
}

function allow() {
  const buttons = document.querySelectorAll("#reload, #stop, .stepper button, #rows button");
  for (const button of buttons) {
    button.disabled = !token || button.busy === true;
    button.title = token ? "" : "Needs the token that was printed at the start";
  }
  byId("unlock").hidden = Boolean(token);
}

function notice(text, tone = "good") {
  byId("notice").dataset.tone = tone;
  show(byId("notice"), text);
}

async function act(action, parameters, button) {
  button.busy = true;
  allow();
  try {
    const answer = await fetch("actions/" + action + "?" + new URLSearchParams(parameters),
      { method: "POST", headers: { Authorization: "Bearer " + token } });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error ?? answer.statusText);
    notice(SAID[action](parameters, said.answer));
  } catch (failure) {
    notice(action + ": " + failure.message, "bad");
  } finally {
    button.busy = false;
    allow();
    if (document.activeElement === document.body) button.focus();
  }
}

const SAID = {
  scale: parameters => parameters.application + " has " + parameters.workers + (parameters.workers === 1 ? " worker." : " workers."),
  reload: () => "All workers have been replaced.",
  stop: () => "The server stops.",
  kill: (parameters, answer) => String(answer) + ".",
};

const question = byId("question");

function ask(title, text, word, wantsToken = false) {
  show(byId("question-title"), title);
  show(byId("question-text"), text);
  show(byId("confirm"), word);
  byId("confirm").className = wantsToken ? "" : "sure";
  byId("token-label").hidden = !wantsToken;
  byId("token").value = "";
  question.returnValue = "no";
  question.showModal();
  return new Promise(resolve =>
    question.addEventListener("close", () => resolve(question.returnValue === "yes"), { once: true }));
}

byId("reload").addEventListener("click", event => act("reload", {}, event.currentTarget));
byId("stop").addEventListener("click", async event => {
  const button = event.currentTarget;
  if (await ask("Stop the server?", "It takes no more connections, finishes what it serves, and ends.", "Stop")) {
    act("stop", {}, button);
  }
});
byId("unlock").addEventListener("click", async () => {
  if (await ask("Enter the token", "It stands behind the # of the address that was printed at the start.", "Use it", true)) {
    location.hash = byId("token").value.trim();
    takeToken();
    allow();
    connect();
  }
});

// The stream. A browser comes back by itself when it breaks, but not when it was refused.

let source;
let lost;

function connect() {
  source?.close();
  source = new EventSource("events" + (token ? "?token=" + encodeURIComponent(token) : ""));
  source.onmessage = event => {
    if (lost) {
      lost = undefined;
      notice("");
      byId("main").classList.remove("stale");
    }
    showReport(JSON.parse(event.data));
  };
  source.onerror = () => {
    if (!lost) {
      lost = new Date();
      byId("main").classList.add("stale");
      byId("state").dataset.tone = "bad";
      show(byId("state"), "not connected");
      notice("The server has not answered since " + clock.format(lost) + ". Trying again…", "bad");
    }
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

takeToken();
makeTiles();
makeColumns();
allow();
connect();
