// Small comforts only: every page works without this file.
"use strict";
for (const form of document.querySelectorAll("form[data-checklist]")) {
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name !== "signs" && box.name !== "ending") return;
    if (box.name === "ending" && box.value === "none" && box.checked) {
      for (const other of form.querySelectorAll("input[name=signs]:checked")) other.checked = false;
    }
    if (box.name === "signs" && box.checked) {
      for (const none of form.querySelectorAll("input[name=ending][value=none]:checked")) none.checked = false;
    }
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
