// The calendar in the hand: visits are dragged, or moved by keys, and the page hears what others change.
// Every page works without this file. Nothing here changes a visit: dropping one asks the server what the move would do and
// shows its answer; the form in that answer is what moves it. Places are data attributes, which the stylesheet reads.
"use strict";
(() => {
  const cal = document.querySelector("[data-calendar]");
  if (!cal) return;
  const GRID = 15, LONG_PRESS = 350, SLOP = 6, EVERY = 4000, MARKED = 20000, EDGE = 44;
  const said = document.querySelector("[data-said]");
  const isList = matchMedia("(max-width: 47.99rem)");
  const all = (what, where = cal) => [...where.querySelectorAll(what)];
  const say = (words) => { said.textContent = ""; requestAnimationFrame(() => { said.textContent = words; }); };
  const iso = (minute) => new Date(minute * 60000).toISOString().replace(":00.000Z", "Z");
  const make = (kind, data = {}, words = "") => {
    const one = document.createElement("span");
    one.className = kind;
    Object.assign(one.dataset, data);
    one.textContent = words;
    return one;
  };

  // ---- places: a column and a minute since the epoch, as cells ----
  const cells = (column) => all(`td[data-col="${CSS.escape(column)}"][data-at]`);
  const begin = (cell) => Number(cell.dataset.at);
  const cellAt = (column, minute) => cells(column).find((cell) => begin(cell) <= minute && minute < begin(cell) + Number(cell.dataset.len));
  const columns = () => all("thead th[data-col]").map((one) => one.dataset.col);
  const titleOf = (column) => all("thead th[data-col] a").find((one) => one.parentElement.dataset.col === column)?.textContent || "";
  const wall = (cell, minute) => {
    const clock = Number(cell.parentElement.dataset.clock) + minute - begin(cell);
    const hour = Math.floor(clock / 60) % 24;
    return `${hour % 12 || 12}:${String(clock % 60).padStart(2, "0")} ${hour < 12 ? "am" : "pm"}`;
  };
  const minuteOf = (thing) => Date.parse(thing.dataset.start) / 60000;
  const columnOf = (thing) => thing.closest("td").dataset.col;
  const visits = () => all("td .cal-thing");
  const linkOf = (thing) => thing && thing.querySelector(".cal-who a");

  // ---- a visit that is held: by the pointer or by keys ----
  let held = null;
  const isFree = () => Boolean(held.free && held.free.get(held.column)?.has(held.minute));
  const draw = () => {
    const cell = cellAt(held.column, held.minute);
    if (!cell) return;
    held.ghost?.remove();
    const shape = { m: held.minute - begin(cell), h: Math.floor(held.length / 60), r: held.length % 60 };
    held.ghost = make("cal-ghost", shape, `${wall(cell, held.minute)} ${held.name}`);
    held.ghost.setAttribute("aria-hidden", "true");
    if (isFree()) held.ghost.dataset.free = "";
    cell.append(held.ghost);
    if (held.byKeys) held.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const tell = () => {
    const cell = cellAt(held.column, held.minute);
    const fits = held.free ? (isFree() ? "free" : "not free") : "";
    if (cell) say([wall(cell, held.minute), titleOf(held.column), fits].filter(Boolean).join(", "));
  };
  const free = async () => {
    const mine = held;
    const query = new URL(cal.dataset.part, location.href).search;
    try {
      const answer = await fetch(`/desk/bookings/${mine.id}/starts${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const { starts } = await answer.json();
      if (held !== mine) return;
      const anyone = new Set(Object.values(starts).flat());
      const byColumn = cal.dataset.by === "practitioner" && cal.dataset.view === "day";
      const own = cal.dataset.by === "practitioner" && cal.dataset.view === "week" ? new Set(starts[cal.dataset.who] || []) : anyone;
      mine.free = new Map(columns().map((one) => [one, byColumn ? new Set(starts[one] || []) : own]));
      for (const [column, minutes] of mine.free) {
        if (mine.fixed && column !== mine.from.column) continue;
        for (const cell of cells(column)) {
          for (let minute = begin(cell); minute < begin(cell) + Number(cell.dataset.len); minute += GRID) {
            if (minutes.has(minute)) cell.append(make("cal-free", { m: minute - begin(cell) }));
          }
        }
      }
      draw();
    } catch { /* without them it can be moved all the same: the answer to the drop says what fits */ }
  };
  const take = (thing, byKeys) => {
    const place = { column: columnOf(thing), minute: minuteOf(thing) };
    held = { ...place, from: place, id: thing.dataset.id, name: thing.dataset.name, length: Number(thing.dataset.length), byKeys };
    held.fixed = cal.dataset.by === "room" && cal.dataset.view === "day"; // a room is found, not chosen
    thing.dataset.moving = "";
    cal.classList.add("is-moving");
    if (byKeys) {
      held.hint = make("cal-hint");
      held.hint.innerHTML = "<kbd>↑</kbd> <kbd>↓</kbd> time &nbsp; <kbd>←</kbd> <kbd>→</kbd> column &nbsp; <kbd>Enter</kbd> see what changes &nbsp; <kbd>Esc</kbd> leave it";
      cal.append(held.hint);
      say(`Moving ${held.name}. Arrow keys change time and column, Enter shows the change, Escape leaves it.`);
    }
    draw();
    free();
  };
  const drop = () => {
    const was = held;
    held = null;
    was.ghost?.remove();
    was.hint?.remove();
    for (const one of all(".cal-free")) one.remove();
    for (const one of all("[data-moving]")) delete one.dataset.moving;
    cal.classList.remove("is-moving");
    return was;
  };
  const letGo = () => {
    const was = drop();
    if (was.minute === was.from.minute && was.column === was.from.column) { say("It stays where it is."); settle(); return; }
    const who = cal.dataset.by === "practitioner" ? (cal.dataset.view === "day" ? was.column : cal.dataset.who) : "";
    const query = new URLSearchParams({ start: iso(was.minute), with: who, back: location.pathname + location.search });
    show(`/desk/bookings/${was.id}/change?${query}`, was.id);
  };

  // ---- what the move would do ----
  let dialog = null;
  const show = async (address, id) => {
    let words = "";
    try {
      const answer = await fetch(`${address}&part=1`);
      if (!answer.redirected && answer.headers.get("Content-Type")?.startsWith("text/html")) words = await answer.text();
    } catch { /* the page itself will say why */ }
    if (!words.includes("change-title")) { location.assign(address); return; }
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "cal-dialog";
      dialog.setAttribute("aria-labelledby", "change-title");
      document.body.append(dialog);
      dialog.addEventListener("click", (event) => {
        const link = event.target.closest("a[data-change], a[data-leave]");
        if (!link || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        if (link.dataset.leave !== undefined) dialog.close();
        else show(link.getAttribute("href"), dialog.dataset.id);
      });
      dialog.addEventListener("close", () => {
        linkOf(document.getElementById(`visit-${dialog.dataset.id}`))?.focus({ preventScroll: true });
        settle();
      });
    }
    dialog.dataset.id = id;
    dialog.innerHTML = words;
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector("[data-first]") || dialog.querySelector("#change-title")).focus();
  };

  // ---- by pointer ----
  let press = null;
  const aim = (x, y) => {
    const cell = document.elementsFromPoint(x, y).find((one) => one.matches?.("td[data-at]"));
    if (!cell || (held.fixed && cell.dataset.col !== held.from.column)) return;
    const box = cell.getBoundingClientRect();
    const part = Math.round(((y - box.top) / box.height) * Number(cell.dataset.len) / GRID) * GRID;
    const minute = begin(cell) + part;
    if (!cellAt(cell.dataset.col, minute)) return;
    if (minute === held.minute && cell.dataset.col === held.column) return;
    held.minute = minute;
    held.column = cell.dataset.col;
    draw();
  };
  const roll = () => {
    if (!held || !press) return;
    // Not before it has been carried some way: what is taken near an edge is not on its way there.
    if (Math.hypot(press.x - press.from[0], press.y - press.from[1]) < EDGE) { requestAnimationFrame(roll); return; }
    const area = cal.querySelector(".cal-scroll"), box = area.getBoundingClientRect();
    const push = (at, low, high) => (at < low + EDGE ? -8 : at > high - EDGE ? 8 : 0);
    area.scrollBy(push(press.x, box.left + 60, box.right), push(press.y, Math.max(box.top, 0) + 40, Math.min(box.bottom, innerHeight)));
    if (press.y > innerHeight - EDGE) scrollBy(0, 6);
    else if (press.y < EDGE) scrollBy(0, -6);
    aim(press.x, press.y - press.grab);
    requestAnimationFrame(roll);
  };
  const grip = () => {
    take(press.thing, false);
    press.isDrag = true;
    requestAnimationFrame(roll);
  };
  cal.addEventListener("pointerdown", (event) => {
    const thing = event.target.closest(".cal-thing[data-movable]");
    if (!thing || event.button !== 0 || held || isList.matches) return;
    press = { thing, id: event.pointerId, x: event.clientX, y: event.clientY, from: [event.clientX, event.clientY], grab: event.clientY - thing.getBoundingClientRect().top };
    // A finger scrolls; one that stays takes the visit.
    if (event.pointerType !== "mouse") press.timer = setTimeout(() => { if (press) grip(); }, LONG_PRESS);
  });
  document.addEventListener("pointermove", (event) => {
    if (!press || event.pointerId !== press.id) return;
    press.x = event.clientX;
    press.y = event.clientY;
    const far = Math.hypot(press.x - press.from[0], press.y - press.from[1]) > SLOP;
    if (press.isDrag) { if (held) aim(press.x, press.y - press.grab); }
    else if (far && press.timer) { clearTimeout(press.timer); press = null; }
    else if (far) grip();
  });
  const release = (event, isDone) => {
    if (!press || event.pointerId !== press.id) return;
    clearTimeout(press.timer);
    const wasDrag = press.isDrag;
    press = null;
    if (!wasDrag) return;
    addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    setTimeout(() => document.body.dispatchEvent(new Event("click")), 0); // the one that does not come after a drop elsewhere
    if (!held) return; // Escape has put it back
    if (isDone) letGo();
    else { drop(); settle(); }
  };
  document.addEventListener("pointerup", (event) => release(event, true));
  document.addEventListener("pointercancel", (event) => release(event, false));
  document.addEventListener("touchmove", (event) => { if (press?.isDrag) event.preventDefault(); }, { passive: false });
  cal.addEventListener("dragstart", (event) => event.preventDefault());
  cal.addEventListener("contextmenu", (event) => { if (press?.timer) event.preventDefault(); });

  // ---- by keys ----
  const stops = () => all("td .cal-who a, .cal-new");
  const rove = (current) => {
    if (isList.matches) return;
    const list = stops();
    const chosen = current && list.includes(current) ? current : list.find((one) => one.matches(".cal-who a")) || list[0];
    for (const one of list) one.tabIndex = one === chosen ? 0 : -1;
  };
  const go = (link, key) => {
    const here = link.getBoundingClientRect(), column = link.closest("td").dataset.col;
    const mine = stops().filter((one) => one.closest("td").dataset.col === column);
    if (key === "ArrowUp" || key === "ArrowDown") return mine[mine.indexOf(link) + (key === "ArrowUp" ? -1 : 1)];
    const next = columns()[columns().indexOf(column) + (key === "ArrowLeft" ? -1 : 1)];
    const there = stops().filter((one) => one.closest("td").dataset.col === next);
    const off = (one) => Math.abs(one.getBoundingClientRect().top - here.top);
    return there.sort((one, other) => off(one) - off(other))[0];
  };
  const step = (key) => {
    const cell = cellAt(held.column, held.minute);
    if (key === "ArrowUp" || key === "ArrowDown") {
      const by = key === "ArrowUp" ? -1 : 1, rest = held.minute % GRID;
      const to = rest ? held.minute + (by < 0 ? -rest : GRID - rest) : held.minute + by * GRID;
      if (cellAt(held.column, to)) held.minute = to;
    } else if (!held.fixed) {
      const next = columns()[columns().indexOf(held.column) + (key === "ArrowLeft" ? -1 : 1)];
      const other = next && [...cell.parentElement.children].find((one) => one.dataset.col === next && one.dataset.at);
      if (other) { held.minute = begin(other) + held.minute - begin(cell); held.column = next; }
    }
    draw();
    tell();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
    const arrow = event.key.startsWith("Arrow");
    if (held) {
      if (arrow && held.byKeys) step(event.key);
      else if (event.key === "Enter" && held.byKeys) letGo();
      else if (event.key === "Escape") { drop(); say("It stays where it is."); settle(); }
      else if (event.key === "Tab" && held.byKeys) { drop(); settle(); return; }
      else return;
      event.preventDefault();
      return;
    }
    const link = event.target.closest?.("td .cal-who a, .cal-new");
    if (!link || !cal.contains(link) || isList.matches) return;
    const thing = link.closest(".cal-thing");
    if (arrow) {
      const next = go(link, event.key);
      event.preventDefault();
      if (next) { rove(next); next.focus(); }
    } else if (event.key.toLowerCase() === "m" && thing) {
      event.preventDefault();
      if (thing.dataset.movable !== undefined) take(thing, true);
      else say("This visit can no longer be moved.");
    }
  });
  cal.addEventListener("focusin", (event) => {
    const link = event.target.closest("td .cal-who a, .cal-new");
    if (link) rove(link);
    const thing = event.target.closest("[data-changed]");
    if (thing) delete thing.dataset.changed;
  });

  // ---- a new visit: the quarter under the pointer ----
  const quarter = (link, event) => {
    const cell = link.closest("td"), box = cell.getBoundingClientRect();
    const first = Date.parse(new URL(link.href).searchParams.get("at")) / 60000;
    const part = event.clientY ? Math.floor(((event.clientY - box.top) / box.height) * Number(cell.dataset.len) / GRID) * GRID : 0;
    return Math.max(first, begin(cell) + part);
  };
  cal.addEventListener("pointermove", (event) => {
    const link = event.target.closest(".cal-new");
    if (!link || held || event.pointerType !== "mouse") return;
    const cell = link.closest("td"), minute = quarter(link, event);
    const plus = link.querySelector(".cal-plus") || link.appendChild(make("cal-plus"));
    plus.setAttribute("aria-hidden", "true");
    plus.dataset.m = minute - begin(cell);
    plus.textContent = `+ ${wall(cell, minute)}`;
  });
  cal.addEventListener("click", (event) => {
    const link = event.target.closest(".cal-new");
    if (!link || event.detail === 0) return;
    const address = new URL(link.href);
    address.searchParams.set("at", iso(quarter(link, event)));
    link.href = address.href;
  });

  // ---- what others change ----
  let version = cal.dataset.version, pending = null, failures = 0, timer = 0;
  const isBusy = () => Boolean(held || press || dialog?.open);
  const keep = (where) => { for (const cell of all("td", where)) cell.raw = cell.innerHTML; };
  const known = () => new Map(visits().map((one) => [one.id, { name: one.dataset.name, sign: one.dataset.sign, column: columnOf(one), start: one.dataset.start }]));
  const patch = (fresh) => {
    const old = cal.querySelector("table"), next = fresh.querySelector("table");
    if (!next) return;
    const rows = (one) => all("tr", one).map((row) => row.dataset.clock + row.dataset.len + row.children.length).join();
    const focus = document.activeElement?.closest?.(".cal-thing")?.id;
    keep(next);
    if (old.tHead.textContent !== next.tHead.textContent || rows(old) !== rows(next)) old.replaceWith(next);
    else {
      const mine = all("td", old), theirs = all("td", next);
      mine.forEach((cell, place) => {
        if (cell.raw === theirs[place].raw) return;
        cell.innerHTML = cell.raw = theirs[place].raw;
        cell.parentElement.className = theirs[place].parentElement.className;
      });
    }
    const days = cal.querySelector(".cal-days"), newDays = fresh.querySelector(".cal-days");
    if (days && newDays && days.innerHTML !== newDays.innerHTML) days.replaceWith(newDays);
    const summary = document.querySelector("[data-summary]");
    if (summary && next.dataset.summed) summary.textContent = next.dataset.summed;
    if (!focus) return;
    const link = linkOf(document.getElementById(focus));
    if (link && document.activeElement !== link) link.focus({ preventScroll: true });
    else if (!link) cal.querySelector(".cal-scroll").focus({ preventScroll: true });
  };
  const words = (before, after) => {
    const told = [];
    for (const [id, now] of after) {
      const was = before.get(id), thing = document.getElementById(id);
      const time = thing.querySelector(".cal-time").textContent.replace(/\s+to .*/, ""), where = titleOf(now.column);
      if (was && was.start === now.start && was.column === now.column && was.sign === now.sign) continue;
      thing.dataset.changed = "";
      setTimeout(() => { delete thing.dataset.changed; }, MARKED);
      const marks = all(".cal-mark", thing).map((one) => one.textContent.trim()).join(", ");
      if (!was) told.push(`New: ${now.name}, ${time}, ${where}`);
      else if (was.start !== now.start || was.column !== now.column) told.push(`${now.name} is now at ${time}, ${where}`);
      else told.push(`${now.name}: ${marks || "changed"}`);
    }
    for (const [id, was] of before) if (!after.has(id)) told.push(`${was.name} is no longer here`);
    return told;
  };
  const settle = () => {
    if (!pending || isBusy()) return;
    const before = known();
    patch(pending);
    pending = null;
    rove(document.activeElement);
    const told = words(before, known());
    if (told.length) say(told.slice(0, 3).join(". ") + (told.length > 3 ? `, and ${told.length - 3} more changes.` : "."));
  };
  const stale = (isOld) => {
    let notice = cal.querySelector(".cal-old");
    if (!isOld) return notice?.remove();
    if (notice) return;
    notice = document.createElement("p");
    notice.className = "notice cal-old";
    notice.dataset.tone = "warn";
    notice.textContent = "The clinic's server does not answer, or you are signed out. What you see may be old: reload the page.";
    cal.prepend(notice);
    say(notice.textContent);
  };
  const ask = async () => {
    clearTimeout(timer);
    if (document.hidden) return; // asked again as soon as somebody looks
    try {
      const answer = await fetch(cal.dataset.part, { headers: { "If-None-Match": version } });
      if (answer.redirected || (answer.status !== 200 && answer.status !== 304)) throw new Error("no calendar");
      if (answer.status === 200) {
        version = answer.headers.get("ETag");
        pending = new DOMParser().parseFromString(await answer.text(), "text/html");
        settle();
      }
      failures = 0;
      stale(false);
    } catch {
      failures += 1;
      if (failures > 2) stale(true);
    }
    clearTimeout(timer);
    timer = setTimeout(ask, EVERY * Math.min(1 + failures, 5));
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });

  // ---- the line that says now ----
  const tick = () => {
    const minute = Math.floor(Date.now() / 60000);
    for (const line of all(".cal-now")) {
      const cell = cellAt(line.closest("td").dataset.col, minute);
      if (!cell) continue;
      line.dataset.m = Math.floor((minute - begin(cell)) / 5) * 5;
      if (line.parentElement !== cell) cell.append(line);
    }
  };
  // The words about a move, and the way back, stay in sight of the visit they are about, until they are put away.
  const told = document.querySelector("main > [role=status]:not([data-said])");
  if (told) {
    told.classList.add("cal-toast");
    const away = document.createElement("button");
    away.type = "button";
    away.setAttribute("aria-label", "Put this message away");
    away.textContent = "×";
    away.addEventListener("click", () => told.remove());
    told.lastElementChild.append(away);
  }
  keep(cal);
  rove();
  const now = cal.querySelector(".cal-now");
  if (now && !location.hash && !isList.matches) cal.querySelector(".cal-scroll").scrollTop = now.closest("tr").offsetTop - 140;
  setInterval(tick, 60000);
  timer = setTimeout(ask, EVERY);
})();
