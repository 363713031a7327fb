// Puts a source or a demand where the cursor stands, and shows a place in a text area.

const FREE_LABEL = /\[\^(\d+)\]/g;

for (const tools of document.querySelectorAll("[data-insert]")) {
  const area = tools.closest("form").elements.namedItem("body");
  tools.hidden = false;
  tools.querySelector("[data-insert-source]").addEventListener("click", () => addSource(area, tools));
  tools.querySelector("[data-insert-demand]").addEventListener("click", () => addDemand(area, tools));
}

for (const link of document.querySelectorAll("a[data-place]")) {
  link.addEventListener("click", (event) => {
    const area = document.getElementById(link.hash.slice(1));
    const [start, end] = find(area.value, link.dataset.place);
    if (start < 0) return;
    event.preventDefault();
    area.focus();
    area.setSelectionRange(start, end);
    show(area, start);
  });
}

// The words of a place are told without the line ends within them.
function find(text, wanted) {
  const escaped = wanted.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const found = new RegExp(escaped.join("\\s+")).exec(text);
  return found ? [found.index, found.index + found[0].length] : [-1, -1];
}

// Typed as a person types, so that the browser's own undo takes it back.
function put(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function addSource(area, { dataset }) {
  const used = [...area.value.matchAll(FREE_LABEL)].map((found) => Number(found[1]));
  const label = Math.max(0, ...used) + 1;
  const at = area.selectionEnd;
  put(area, at, at, `[^${label}]`);
  const end = area.value.trimEnd().length;
  const note = `${dataset.sourceWords}, <https://>, [${dataset.archiveWords}](https://).`;
  put(area, end, area.value.length, `\n\n[^${label}]: ${note}\n`);
  select(area, end + `\n\n[^${label}]: `.length, note.length);
}

function addDemand(area, { dataset }) {
  const text = area.value;
  const words = dataset.demandWords;
  const block = /^::: demands\n([\s\S]*?)^:::$/m.exec(text);
  if (block) {
    const number = (block[1].match(/^\d+\. /gm) ?? []).length + 1;
    const at = block.index + block[0].length - ":::".length;
    put(area, at, at, `${number}. ${words}\n`);
    select(area, at + `${number}. `.length, words.length);
    return;
  }
  const at = area.selectionEnd;
  const before = text.slice(0, at);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const behind = text.slice(at);
  const next = behind === "" ? "\n" : behind.startsWith("\n\n") ? "" : behind.startsWith("\n") ? "\n" : "\n\n";
  const opening = `${gap}::: demands\n1. `;
  put(area, at, at, `${opening}${words}\n:::${next}`);
  select(area, at + opening.length, words.length);
}

function select(area, start, length) {
  area.setSelectionRange(start, start + length);
  show(area, start);
}

// A text area does not scroll to what is selected in it by a script.
function show(area, start) {
  const lines = area.value.slice(0, start).split("\n").length;
  const all = area.value.split("\n").length;
  if (area.scrollHeight > area.clientHeight) {
    area.scrollTop = (area.scrollHeight * lines) / all - area.clientHeight / 2;
  } else {
    const { top } = area.getBoundingClientRect();
    scrollTo({ top: scrollY + top + (area.clientHeight * lines) / all - innerHeight / 2 });
  }
}
