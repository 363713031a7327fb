// Who changes the language goes on reading at the same passage: texts of a letter have the same
// paragraphs in the same order.

const passages = [...(document.querySelector(".letter .body")?.children ?? [])];
const links = document.querySelectorAll(".languages a");

// The passage in the upper third of the window; none at the head of the letter or below its end.
function reading() {
  const line = innerHeight / 3;
  const at = passages.findIndex((passage) => passage.getBoundingClientRect().bottom > line);
  return at > 0 || (at === 0 && passages[0].getBoundingClientRect().top < line) ? at + 1 : 0;
}

for (const link of links) {
  link.addEventListener("click", () => {
    const at = reading();
    link.hash = at ? `passage-${at}` : "";
  });
}

const wanted = /^#passage-(\d+)$/.exec(location.hash);
if (wanted) {
  const passage = passages[Math.min(Number(wanted[1]), passages.length) - 1];
  history.replaceState(history.state, "", location.pathname + location.search);
  // The letter's own faces may still come, and move what stands below.
  document.fonts.ready.then(() => {
    passage?.scrollIntoView({ block: "start" });
    scrollBy(0, -innerHeight / 4);
  });
}
