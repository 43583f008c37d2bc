// A name drawn with a finger, as strokes of points. Without this file the typed name is enough.
"use strict";
for (const field of document.querySelectorAll("[data-sign]")) {
  const canvas = field.querySelector("canvas"), said = field.querySelector("input[name=signature]");
  const pen = canvas.getContext("2d");
  let strokes = [], stroke = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      Math.round(((event.clientX - box.left) * canvas.width) / box.width),
      Math.round(((event.clientY - box.top) * canvas.height) / box.height),
    ];
  };
  const keep = () => { said.value = strokes.length ? JSON.stringify(strokes) : ""; };
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.strokeStyle = "#1b2a4a";
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    pen.beginPath();
    pen.moveTo(...stroke[0]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.push(at(event));
    pen.lineTo(...stroke[stroke.length - 1]);
    pen.stroke();
  });
  const end = () => { stroke = null; keep(); };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  field.querySelector("[data-sign-again]").addEventListener("click", () => {
    strokes = [];
    pen.clearRect(0, 0, canvas.width, canvas.height);
    keep();
  });
  field.hidden = false;
}
