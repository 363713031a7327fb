// Offers words that were typed before and are in this browser alone: put them back, or forget them.

import { KEPT } from "./kept.js";
import { attempt, FIELDS, isSame, words } from "./typed.js";

export function offer(form, stored, putBack) {
  const offered = [words(form)];
  const show = (values, sentence, forget) => {
    if (offered.some((known) => isSame(known, values))) {
      forget();
      return;
    }
    offered.push(values);
    form.before(box(form, sentence, forget, () => putBack(values)));
  };

  // What was sent and arrived as a version has done its duty.
  const isSaved = document.querySelector(".notice.saved") !== null;
  const key = KEPT + form.getAttribute("action");
  const before = attempt(() => JSON.parse(sessionStorage.getItem(key)));
  if (before) show(before, form.dataset.found, () => sessionStorage.removeItem(key));
  for (const [place, values] of stored.all()) {
    if (isSaved && values.isSent) stored.forget(place);
    else show(values, form.dataset.foundHere, () => stored.forget(place));
  }
}

function box(form, sentence, forget, act) {
  const made = document.createElement("div");
  made.className = "notice warning";
  made.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = sentence;
  const actions = document.createElement("p");
  actions.className = "actions";
  const button = (label, kind, then) => {
    const one = document.createElement("button");
    one.type = "button";
    one.className = `button small ${kind}`;
    one.textContent = label;
    one.addEventListener("click", () => {
      then();
      forget();
      made.remove();
      form.elements.namedItem(FIELDS[2]).focus();
    });
    actions.append(one);
  };
  button(form.dataset.restore, "", act);
  button(form.dataset.forget, "quiet", () => {});
  made.append(text, actions);
  return made;
}
