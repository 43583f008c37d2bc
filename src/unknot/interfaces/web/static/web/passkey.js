// Asks the device for a passkey and sends what it says with the form. Without this file the form stays hidden, and codes do.
"use strict";
const bytes = (words) =>
  Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const unpacked = (asked) => {
  const known = (all) => (all || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const packed = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) packed.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) packed.excludeCredentials = known(asked.excludeCredentials);
  if (asked.allowCredentials) packed.allowCredentials = known(asked.allowCredentials);
  return packed;
};
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
const answer = (made) => {
  const response = {};
  for (const part of PARTS) if (made.response[part]) response[part] = words(made.response[part]);
  return JSON.stringify({ id: made.id, rawId: words(made.rawId), type: made.type, response });
};
for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = form.querySelector("button"), failed = form.querySelector("[data-passkey-failed]");
  const twice = form.querySelector("[data-passkey-twice]"), field = form.querySelector("input[name=passkey]");
  const section = form.closest("[data-passkey-section]");
  let answered = false;
  form.addEventListener("submit", async (event) => {
    if (answered) return;
    event.preventDefault();
    button.disabled = true;
    failed.hidden = twice.hidden = true;
    try {
      const publicKey = unpacked(JSON.parse(form.dataset.asked).publicKey);
      field.value = answer(await navigator.credentials[form.dataset.passkey]({ publicKey }));
      button.disabled = false;
      answered = true;
      form.requestSubmit();
      answered = false;
    } catch (error) {
      const said = error.name === "InvalidStateError" ? twice : failed;
      button.disabled = false;
      said.hidden = false;
      said.focus();
    }
  });
  form.hidden = false;
  if (section) section.hidden = false;
}
