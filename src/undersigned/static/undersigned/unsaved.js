// Warns before a page with unsaved text is left, and puts back what an expired session kept.

import { KEPT } from "./kept.js";

const FIELDS = ["title", "addressees", "body"];

for (const form of document.querySelectorAll("form[data-editor]")) {
  const fields = FIELDS.map((name) => form.elements.namedItem(name));
  const before = fields.map((field) => field.defaultValue);
  const mark = form.querySelector("[data-unsaved]");
  let leaving = false;

  const isChanged = () =>
    "changed" in form.dataset || fields.some((field, place) => field.value !== before[place]);
  const look = () => {
    if (mark) mark.hidden = !isChanged();
  };

  form.addEventListener("input", look);
  form.addEventListener("submit", () => {
    leaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && isChanged()) event.preventDefault();
  });
  // A page that comes back from the browser's memory can be left again.
  addEventListener("pageshow", () => {
    leaving = false;
    look();
  });

  offer(form, fields, look);
  look();
}

function offer(form, fields, look) {
  const key = KEPT + form.getAttribute("action");
  const stored = sessionStorage.getItem(key);
  if (!stored || !form.dataset.found) return;
  const kept = JSON.parse(stored);
  if (fields.every((field) => field.value === kept[field.name])) {
    sessionStorage.removeItem(key);
    return;
  }
  const box = document.createElement("div");
  box.className = "notice warning";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = form.dataset.found;
  const actions = document.createElement("p");
  actions.className = "actions";
  const button = (label, kind, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `button small ${kind}`;
    made.textContent = label;
    made.addEventListener("click", () => {
      act();
      sessionStorage.removeItem(key);
      box.remove();
      fields[2].focus();
    });
    actions.append(made);
  };
  button(form.dataset.restore, "", () => {
    for (const field of fields) field.value = kept[field.name] ?? field.value;
    // Based on the version that it was typed over, so that a newer one is noticed.
    form.elements.namedItem("based_on").value = kept.based_on;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    look();
  });
  button(form.dataset.forget, "quiet", () => {});
  box.append(words, actions);
  form.before(box);
}
