"use strict";

const LINES_MAX = 200;
const RETRY_MS_MAX = 2000;

const at = id => document.getElementById(id);
const element = (name, text, kind) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

// ---- The connection, which comes back by itself -------------------------------------------------

let socket = null;
let retryMs = 100;
let me = null;

function connect() {
  socket = new WebSocket(location.href.replace(/^http/, "ws").replace(/[?#].*$/, "") + "live");
  socket.onopen = () => {
    retryMs = 100;
    sendName();
    setUp(true);
  };
  socket.onmessage = message => {
    const data = JSON.parse(message.data);
    if (receive[data.kind]) receive[data.kind](data);
  };
  socket.onclose = () => {
    setUp(false);
    setTimeout(connect, retryMs);
    retryMs = Math.min(RETRY_MS_MAX, retryMs * 2);
  };
}

function setUp(isUp) {
  at("link").classList.toggle("up", isUp);
  at("send").disabled = at("start").disabled = !isUp;
  if (!isUp) {
    at("link-text").textContent = "connecting …";
    at("cancel").disabled = true;
  }
}

function send(text) {
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
}

// ---- What the worker says -----------------------------------------------------------------------

const receive = {
  you(data) {
    const before = me;
    me = data;
    at("link-text").textContent = "served by " + data.worker + ", process " + data.pid;
    if (before && before.pid !== data.pid) {
      note("The connection to " + before.worker + ", process " + before.pid
        + ", was lost. Now " + data.worker + ", process " + data.pid + ", serves this page.");
    }
    markMe();
  },

  here(data) {
    at("people").textContent = data.people === 1 ? "1 page open" : data.people + " pages open";
  },

  workers(data) {
    at("arbiter").textContent = " (process " + data.arbiter + ")";
    at("workers").replaceChildren(...data.workers.map(worker => {
      const row = document.createElement("tr");
      row.dataset.pid = worker.pid;
      const command = element("button", "kill -9 " + worker.pid, "quiet copy");
      command.title = "Copy";
      command.onclick = () => copy(command);
      const cell = document.createElement("td");
      cell.append(command);
      row.append(element("td", worker.name), element("td", worker.pid, "number"), cell);
      return row;
    }));
    markMe();
    commands(data);
    if (data.statusPage) {
      at("status-page").href = data.statusPage;
      at("status-page").hidden = false;
    }
  },

  said(data) {
    const line = document.createElement("li");
    line.append(element("b", data.who), " ", data.text, element("small", "by way of " + data.by));
    append(line);
  },

  batch(data) {
    const cells = at("cells").children;
    const counts = {};
    for (let i = 0; i < data.cells.length; i++) {
      const kind = data.cells[i];
      counts[kind] = (counts[kind] || 0) + 1;
      const name = kind === "." ? "" : kind;
      if (cells[i].className !== name) cells[i].className = name;
    }
    counts.a = data.retried;
    for (const row of at("counts").children) {
      row.querySelector("dd").textContent = counts[row.className] || 0;
    }
    const ended = ["s", "f", "t", "c"].reduce((sum, kind) => sum + (counts[kind] || 0), 0);
    at("progress").value = ended;
    const isRunning = data.state === "RUNNING";
    at("start").disabled = isRunning;
    at("cancel").disabled = !isRunning;
    const seconds = (data.millis / 1000).toFixed(1) + " s";
    at("batch-state").textContent = {
      IDLE: "",
      RUNNING: Math.floor(100 * ended / data.cells.length) + " %, " + seconds,
      DONE: "done in " + seconds,
      CANCELLED: "cancelled after " + seconds,
    }[data.state];
  },
};

function markMe() {
  for (const row of at("workers").children) {
    const isMine = me !== null && row.dataset.pid === String(me.pid);
    const mark = row.querySelector(".you");
    if (isMine && !mark) row.firstChild.append(element("span", "serves you", "you"));
    if (!isMine && mark) mark.remove();
  }
}

function copy(button) {
  const text = button.textContent;
  navigator.clipboard.writeText(text).then(() => {
    button.textContent = "copied";
    setTimeout(() => { button.textContent = text; }, 900);
  }, () => { getSelection().selectAllChildren(button); });
}

function commands(data) {
  const lines = [
    ["curl " + location.origin + "/hello", "several times: the workers take turns"],
    ["kill -HUP " + data.arbiter, "new workers, one by one, and no refused connection"],
    ["kill -TTIN " + data.arbiter, "one worker more; TTOU: one fewer"],
    ["./triga ctl " + data.arbiter + " info", "what the arbiter and its workers say of themselves"],
  ];
  const width = Math.max(...lines.map(([command]) => command.length));
  at("commands").textContent =
    lines.map(([command, why]) => command.padEnd(width) + "  # " + why).join("\n");
}

// ---- The chat -----------------------------------------------------------------------------------

function append(line) {
  const list = at("said");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(line);
  while (list.children.length > LINES_MAX) list.firstChild.remove();
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function note(text) {
  append(element("li", text, "note"));
}

function sendName() {
  const name = at("name").value.trim();
  if (name) send("name " + name);
}

at("name").value = sessionStorage.getItem("name") || "Guest " + (10 + Math.floor(Math.random() * 90));
at("name").onchange = () => {
  sessionStorage.setItem("name", at("name").value);
  sendName();
};
at("say").onsubmit = event => {
  event.preventDefault();
  const text = at("text").value.trim();
  if (text) {
    send("say " + text);
    at("text").value = "";
  }
};

// ---- The batch ----------------------------------------------------------------------------------

at("start").onclick = () => send("start");
at("cancel").onclick = () => send("cancel");
for (let i = 0; i < at("progress").max; i++) at("cells").append(document.createElement("i"));

setUp(false);
connect();
