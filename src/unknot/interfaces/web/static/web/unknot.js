// Small comforts only: every page works without this file.
"use strict";
for (const form of document.querySelectorAll("form[data-checklist]")) {
  // Ticking a sign takes "none of these" back. Never the other way round: a slip must not lose a sign.
  form.addEventListener("change", (event) => {
    if (event.target.name !== "signs" || !event.target.checked) return;
    for (const none of form.querySelectorAll("input[name=ending][value=none]:checked")) none.checked = false;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const field of document.querySelectorAll("input[data-my-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}
for (const hint of document.querySelectorAll("[data-zone]")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = new Date();
  const clock = (zone) => now.toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  hint.hidden = clock(here) === clock(hint.dataset.zone);
}
for (const note of document.querySelectorAll("[data-kept]")) {
  // A time that is kept: minutes, not seconds, for the eye; two sentences at most for the ear.
  const end = Date.now() + 1000 * Number(note.dataset.kept);
  const left = note.querySelector("[data-kept-left]");
  const said = document.querySelector("[data-kept-said]");
  const show = (place, words) => { if (place.textContent !== words) place.textContent = words; };
  const look = () => {
    const seconds = (end - Date.now()) / 1000, minutes = Math.ceil(seconds / 60);
    if (seconds <= 0) {
      show(said, said.dataset.over);
      note.firstElementChild.textContent = said.dataset.over;
      left.hidden = true;
      clearInterval(looking);
      return;
    }
    show(left, `(${minutes === 1 ? note.dataset.minute : note.dataset.minutes.replace("#", minutes)})`);
    left.hidden = false;
    if (seconds <= 120) show(said, said.dataset.soon);
  };
  const looking = setInterval(look, 5000);
  look();
}
