// Keeps what is typed on the server, a moment after the last key, and in this browser until then.

import { offer } from "./offers.js";
import { FIELDS, isSame, Stored, words } from "./typed.js";

const PAUSE_MILLISECONDS = 1500;
const RETRY_MILLISECONDS = 10_000;
// What browsers send after a page is closed.
const MOST_BYTES_ON_LEAVING = 60_000;

for (const form of document.querySelectorAll("form[data-keep]")) new Keeping(form).begin();

function Keeping(form) {
  const stored = new Stored(form);
  const status = form.querySelector("[data-unsaved]");
  const field = (name) => form.elements.namedItem(name);
  // What stands in the saved version or the working copy that the page was made from.
  let kept = "changed" in form.dataset ? {} : words(form);
  let timer = 0;
  let running = null;
  let isLeaving = false;

  const isKept = () => isSame(words(form), kept);

  function say(sentence, link) {
    status.textContent = sentence.replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
    }));
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.href = form.dataset.signInAddress;
    anchor.target = "_blank";
    anchor.textContent = form.dataset.signIn;
    status.append(" ", anchor);
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(keep, milliseconds);
  }

  async function keep() {
    clearTimeout(timer);
    if (running || isLeaving || isKept()) return;
    running = send();
    const isReceived = await running;
    running = null;
    // What was typed while the request was on its way is not kept yet.
    if (isReceived && !isKept()) later(PAUSE_MILLISECONDS);
  }

  // Whether the server has what was sent; otherwise the status says what happens next.
  async function send({ mayRenew = true } = {}) {
    const values = words(form);
    const data = new FormData(form);
    const isSmall = new Blob([...data.values()]).size < MOST_BYTES_ON_LEAVING;
    let response;
    try {
      response = await fetch(form.dataset.keep, {
        method: "POST",
        body: data,
        redirect: "error",
        keepalive: isSmall,
      });
    } catch {
      return tryAgain();
    }
    if (response.ok) {
      const { copy, revision, is_locked: isLocked } = await response.json();
      field("copy").value = copy ?? "";
      field("revision").value = revision ?? "";
      kept = values;
      if (isKept()) stored.forget();
      say(copy === null ? "" : isLocked ? form.dataset.locked : form.dataset.kept);
      return true;
    }
    if (response.status === 403) {
      if (mayRenew && (await renew())) return send({ mayRenew: false });
    } else if (response.status >= 500) {
      return tryAgain();
    } else if (response.status === 409) {
      say((await response.json()).sentence);
    } else {
      say(response.status === 404 ? form.dataset.gone : form.dataset.tooLong);
    }
    return false;
  }

  function tryAgain() {
    say(form.dataset.offline);
    later(RETRY_MILLISECONDS);
    return false;
  }

  // After signing in again in another window the old form token is worth nothing.
  async function renew() {
    try {
      const response = await fetch(form.dataset.keep, { redirect: "manual" });
      if (response.ok) {
        const { account, token } = await response.json();
        if (String(account) !== form.dataset.account) {
          say(form.dataset.somebodyElse);
          return false;
        }
        for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
          input.value = token;
        }
        return true;
      }
      if (response.type === "opaqueredirect") {
        say(form.dataset.signedOut, true);
        later(RETRY_MILLISECONDS);
      } else {
        say(form.dataset.gone);
      }
    } catch {
      tryAgain();
    }
    return false;
  }

  function typed() {
    if (isKept()) {
      stored.forget();
      return;
    }
    stored.write({ ...words(form), based_on: field("based_on").value });
    status.textContent = form.dataset.keeping;
    later(PAUSE_MILLISECONDS);
  }

  async function submit(event) {
    if (running) {
      // What is on its way comes to an end first, so that the save takes the right working copy.
      event.preventDefault();
      await running;
      form.requestSubmit(event.submitter);
      return;
    }
    isLeaving = true;
    clearTimeout(timer);
    if (!isKept()) {
      stored.write({ ...words(form), based_on: field("based_on").value, isSent: true });
    }
  }

  function leave() {
    if (!isLeaving && !isKept()) keep();
  }

  function putBack(values) {
    for (const name of FIELDS) field(name).value = values[name] ?? "";
    // Based on the version that it was typed over, so that a newer one is merged.
    field("based_on").value = values.based_on;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  this.begin = () => {
    // Without this module a button does the same.
    form.querySelector("[name=keep][data-without-script]")?.remove();
    offer(form, stored, putBack);
    form.addEventListener("input", (event) => {
      // The reason and the tick are not part of the text.
      if (event.target === form || FIELDS.includes(event.target.name)) typed();
    });
    form.addEventListener("submit", submit);
    if (!isKept()) typed();
    addEventListener("beforeunload", (event) => {
      if (!isLeaving && !isKept()) event.preventDefault();
    });
    addEventListener("pagehide", leave);
    addEventListener("online", () => later(0));
    addEventListener("focus", () => later(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leave();
      else later(0);
    });
    // A page that comes back from the browser's memory can be left again.
    addEventListener("pageshow", () => {
      isLeaving = false;
    });
  };
}
