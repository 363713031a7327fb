// On wide screens the letter stands without gaps, and what is said beside a passage moves down as
// far as what is said above it needs. Without this module each passage waits for its remarks.

const wide = matchMedia("(min-width: 60rem)");
const GAP_PIXELS = 12;

for (const reading of document.querySelectorAll("[data-reading]")) {
  const columns = [...reading.querySelectorAll(".beside")];
  const place = () => {
    reading.classList.toggle("floating", wide.matches);
    let end = 0;
    for (const column of columns) {
      column.style.marginBlockStart = "";
      if (!wide.matches) continue;
      const top = column.parentElement.offsetTop;
      const start = Math.max(top, end);
      column.style.marginBlockStart = `${start - top}px`;
      if (column.childElementCount) end = start + column.offsetHeight + GAP_PIXELS;
    }
    reading.style.minBlockSize = wide.matches ? `${end}px` : "";
  };
  // What is opened, typed or put in beside a passage changes where the next may stand.
  const watch = new ResizeObserver(place);
  watch.observe(reading);
  for (const column of columns) watch.observe(column);
  wide.addEventListener("change", place);
  place();
  // Where the address leads to has moved; whoever comes back is where they were.
  const [navigation] = performance.getEntriesByType("navigation");
  if (location.hash && navigation?.type === "navigate")
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
