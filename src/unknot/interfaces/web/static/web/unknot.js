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
