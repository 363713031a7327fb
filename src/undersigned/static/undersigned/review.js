// Lets people point at words of the typeset letter: a button appears beside what they selected,
// and the form opens beside the passage. Without this module each passage has links to the same
// forms.

const PAUSE_MILLISECONDS = 250;
const FIRST_CHARACTERS = 120;
// White space and what is not seen is not counted, as on the server.
const UNSEEN = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+/gu;
// Figures of sources and ways back stand in the typeset text only.
const NOT_WRITTEN = "sup, [role='doc-backlink']";

const reading = document.querySelector("[data-reading]");
if (reading) {
  if (reading.dataset.remark) offerTools(reading);
  linkMarks(reading);
}
for (const form of document.querySelectorAll("[data-remark-form]")) selectWords(form);

function offerTools(root) {
  const tools = document.createElement("div");
  tools.className = "tools";
  tools.hidden = true;
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", root.dataset.labelTools);
  const button = (label, address) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button small";
    made.textContent = label;
    // Pressing it must not take the selection away.
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => chosen && openForm(root, address, chosen));
    tools.append(made);
  };
  button(root.dataset.labelRemark, root.dataset.remark);
  button(root.dataset.labelSuggest, root.dataset.suggest);
  root.append(tools);

  let chosen = null;
  let timer = 0;
  const look = () => {
    chosen = selectedIn(root);
    tools.hidden = !chosen;
    if (!chosen) return;
    const around = root.getBoundingClientRect();
    const box = chosen.range.getBoundingClientRect();
    tools.style.insetBlockStart = `${box.bottom - around.top + 6}px`;
    const most = Math.max(0, around.width - tools.offsetWidth);
    const left = Math.min(Math.max(0, box.left - around.left), most);
    tools.style.left = `${left}px`;
  };
  document.addEventListener("selectionchange", () => {
    if (tools.contains(document.activeElement)) return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MILLISECONDS);
  });
  addEventListener("resize", look);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tools.hidden) return;
    getSelection().removeAllRanges();
    tools.hidden = true;
  });
}

// What is selected, within the unit in which it begins; null when that is nothing.
function selectedIn(root) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const node = range.startContainer;
  let unit = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-unit]");
  if (!unit || !root.contains(unit)) {
    // A selection by three clicks, or from a margin, begins outside of the unit.
    unit = [...root.querySelectorAll("[data-unit]")].find((one) => range.intersectsNode(one));
    if (!unit) return null;
    range.setStart(unit, 0);
  }
  if (!unit.contains(range.endContainer)) range.setEnd(unit, unit.childNodes.length);
  const words = seen(range.cloneContents());
  if (!words.length) return null;
  const ahead = document.createRange();
  ahead.setStart(unit, 0);
  ahead.setEnd(range.startContainer, range.startOffset);
  return {
    range,
    unit,
    words: words.slice(0, FIRST_CHARACTERS).join(""),
    before: seen(ahead.cloneContents()).length,
    length: words.length,
  };
}

function seen(fragment) {
  for (const one of fragment.querySelectorAll(NOT_WRITTEN)) one.remove();
  return [...fragment.textContent.replace(UNSEEN, "")];
}

async function openForm(root, address, chosen) {
  const query = new URLSearchParams({
    version: root.dataset.version,
    unit: chosen.unit.dataset.unit,
    words: chosen.words,
    before: chosen.before,
    length: chosen.length,
  });
  const page = `${address}?${query}`;
  const place = chosen.unit.closest(".row")?.querySelector(".beside");
  try {
    const response = await fetch(page, { redirect: "error" });
    if (!response.ok || !place) throw new Error(String(response.status));
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const form = parsed.querySelector("[data-remark-form]");
    if (!form) throw new Error("no form");
    const old = root.querySelector("[data-remark-form]");
    // Words that were typed are not thrown away by selecting others.
    const typed = old?.elements.namedItem("text").value ?? "";
    old?.remove();
    form.id = "write-remark";
    const text = form.elements.namedItem("text");
    if (typed && !text.value) text.value = typed;
    place.prepend(document.adoptNode(form));
    form.querySelector("[data-close]")?.addEventListener("click", (event) => {
      event.preventDefault();
      form.remove();
      chosen.unit.scrollIntoView({ block: "nearest" });
    });
    getSelection().removeAllRanges();
    root.querySelector(".tools").hidden = true;
    selectWords(form);
    if (!form.dataset.to) text.focus();
    form.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(page);
  }
}

// In a suggestion, the words that were selected in the typeset text are selected in the Markdown.
function selectWords(form) {
  const edited = form.elements.namedItem("edited");
  if (!edited || !form.dataset.to) return;
  const units = (count) => [...edited.value].slice(0, Number(count)).join("").length;
  edited.focus();
  edited.setSelectionRange(units(form.dataset.from), units(form.dataset.to));
}

// A passage leads to its thread, and pointing at one shows the other.
function linkMarks(root) {
  const marksOf = (number) => root.querySelectorAll(`mark[data-threads~="${number}"]`);
  root.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-threads]");
    if (!mark || event.target.closest("a") || !getSelection().isCollapsed) return;
    const number = mark.dataset.threads.split(" ").at(-1);
    const thread = document.getElementById(`thread-${number}`);
    thread?.focus();
    thread?.scrollIntoView({ block: "nearest" });
  });
  for (const thread of root.querySelectorAll("[data-thread]")) {
    const show = (is) => () => {
      for (const mark of marksOf(thread.dataset.thread)) mark.classList.toggle("pointed", is);
    };
    thread.addEventListener("pointerenter", show(true));
    thread.addEventListener("pointerleave", show(false));
    thread.addEventListener("focusin", show(true));
    thread.addEventListener("focusout", show(false));
  }
}
