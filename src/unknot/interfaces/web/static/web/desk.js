// Keys for the desk. Every page works without this file: each key presses a button, link or choice that is there anyway.
// Keys act only while the focus is inside something marked data-keys, and never while somebody types.
"use strict";
const typing = (target) => target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
const places = () => [...document.querySelectorAll("[data-keys]")];
const enter = (place) => {
  const first = place.querySelector("input:checked") || place.querySelector("input:not([type=hidden]), select") || place;
  (place.tabIndex < 0 && place.hasAttribute("tabindex") ? place : first).focus();
};
const step = (place, by) => {
  const all = places();
  const next = all[all.indexOf(place) + by];
  if (next) enter(next);
};
const hasAnswer = (place) =>
  [...place.querySelectorAll("input:not([type=hidden]), select")].some((field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value));
// Open: "none of these" does not answer it, and nothing else has.
const isOpen = (place) => place.dataset.owed !== undefined && !hasAnswer(place);
const isAdded = (place) => place.dataset.added !== undefined && !hasAnswer(place) && !place.closest(".asks").querySelector("[data-none]:checked");
// On to what is still open: the next question, or past the group where the rest is "none of these".
const onward = (place) => {
  if (document.querySelector("[data-added]")) {
    const next = places().find((one) => one !== place && isAdded(one));
    return next ? enter(next) : document.querySelector("[data-done]").focus();
  }
  const group = place.closest(".asks");
  const box = group && group.querySelector("[data-none]");
  if (!box || !box.checked) return step(place, 1);
  const inside = places().filter((one) => group.contains(one));
  const open = inside.find((one) => one !== place && isOpen(one));
  if (open) enter(open);
  else if (places().indexOf(inside[inside.length - 1]) + 1 < places().length) step(inside[inside.length - 1], 1);
  else document.querySelector("[data-done]").focus();
};
const none = (place) => {
  const box = place.closest(".asks") && place.closest(".asks").querySelector("[data-none]");
  if (box && !box.checked) box.click();
  onward(place);
};
document.addEventListener("keydown", (event) => {
  const place = event.target.closest("[data-keys]");
  if (place && event.key === "Enter" && event.target.matches(".ask input, .ask select")) {
    event.preventDefault(); // sending half a call would count what was not asked as not answered
    return onward(place);
  }
  if (event.key === "Enter" && event.target.matches(".caller input")) {
    event.preventDefault();
    const fields = [...document.querySelectorAll(".caller input")];
    const next = fields[fields.indexOf(event.target) + 1];
    return next ? next.focus() : enter(places()[0]);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (!place) {
    if (event.key === "j" && event.target === document.body && places().length) enter(places()[0]);
    return;
  }
  const key = event.key.toLowerCase();
  const target = place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (key === "j") step(place, 1);
  else if (key === "k") step(place, -1);
  else if (key === "0") none(place);
  else if (target && target.matches("input")) {
    target.click();
    target.focus();
    if (target.dataset.alarming !== undefined) document.querySelector("[data-alarm]").focus();
    else if (target.type === "radio") onward(place);
  } else if (target) target.click();
  else return;
  event.preventDefault();
});
for (const hint of document.querySelectorAll(".only-keys")) hint.classList.add("is-on");
const first = document.querySelector("[role=alert][tabindex]");
const asked = document.querySelector("[data-added]");
if (first) first.focus();
else if (asked) enter(asked);
