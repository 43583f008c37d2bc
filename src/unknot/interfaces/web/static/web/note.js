// A note is saved as it is typed. When the line drops it is kept on this device and sent when it is back; the
// page works without this file, with its button.
"use strict";
(() => {
  const form = document.querySelector("form[data-note]");
  const done = document.querySelector("[data-note-done]");
  const key = `unknot-note-${form ? form.dataset.note : done?.dataset.noteDone}`;
  if (!form) {
    // Signed: nothing of it stays on the device.
    if (done) localStorage.removeItem(key);
    return;
  }
  const QUIET = 2000; // ms without a key before it is saved
  const AGAIN = 10000; // ms until the next try without a line
  const said = form.querySelector("[data-note-said]");
  const version = form.querySelector("input[name=version]");
  let timer = 0;
  let busy = false;
  let changed = false;
  let pressed = null;

  const say = (words) => { if (said.textContent !== words) said.textContent = words; };
  const fields = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "do");
  const keep = (sent) => localStorage.setItem(key, JSON.stringify({ version: version.value, at: Date.now(), sent, fields: fields() }));
  const kept = () => { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  async function save() {
    if (busy || !changed) return;
    busy = true;
    changed = false;
    const body = new FormData(form);
    body.set("do", "draft");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, redirect: "manual" });
      if (answer.status === 204) {
        version.value = answer.headers.get("X-Note-Version");
        localStorage.removeItem(key);
        if (!changed) say("Saved as a draft.");
      } else if (answer.status === 409) {
        say(`Not saved: ${await answer.text()}`);
        keep(false);
      } else {
        changed = true;
        keep(false);
        say("You are signed out. What you typed is kept on this device: sign in again in another window.");
        later(AGAIN);
      }
    } catch {
      changed = true;
      keep(false);
      say("No connection. What you typed is kept on this device and saved when it is back.");
      later(AGAIN);
    }
    busy = false;
    if (pressed) {
      form.requestSubmit(pressed);
      pressed = null;
    } else if (changed) later(AGAIN);
  }

  function fill(stored) {
    for (const box of form.querySelectorAll("input[type=checkbox], input[type=radio]")) {
      box.checked = stored.fields.some(([name, value]) => name === box.name && value === box.value);
    }
    for (const [name, value] of stored.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (name !== "version" && !["checkbox", "radio"].includes(field.type)) field.value = value;
      }
    }
  }

  const stored = kept();
  if (stored && stored.sent && Number(version.value) > Number(stored.version)) {
    localStorage.removeItem(key);
  } else if (stored) {
    const offer = document.querySelector("[data-note-kept]");
    offer.hidden = false;
    offer.querySelector("[data-note-when]").textContent = new Date(stored.at).toLocaleString();
    offer.querySelector("[data-note-take]").addEventListener("click", () => { fill(stored); offer.hidden = true; changed = true; later(0); });
    offer.querySelector("[data-note-drop]").addEventListener("click", () => { localStorage.removeItem(key); offer.hidden = true; });
  }
  form.addEventListener("input", () => { changed = true; later(QUIET); });
  form.addEventListener("change", () => { changed = true; later(QUIET); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (busy) {
      // What is on its way has the next version: the button is pressed again when it has come.
      event.preventDefault();
      pressed = event.submitter;
      return;
    }
    changed = false;
    keep(true);
  });
  window.addEventListener("online", () => later(0));
  window.addEventListener("pagehide", () => { if (changed) keep(false); });
})();
