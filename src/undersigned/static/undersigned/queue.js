// Counts the boxes that are ticked, and ticks all of a page at once.

for (const form of document.querySelectorAll("form[data-many]")) {
  const boxes = [...document.querySelectorAll(`input[type="checkbox"][form="${form.id}"]`)];
  const count = form.querySelector("[data-many-count]");
  const all = form.querySelector("[data-many-all]");
  const allBox = all.querySelector("input");

  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = String(ticked);
    allBox.checked = ticked === boxes.length;
    allBox.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const box of boxes) box.closest("li").toggleAttribute("data-chosen", box.checked);
  };

  all.hidden = false;
  allBox.addEventListener("change", () => {
    for (const box of boxes) box.checked = allBox.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  // A browser that goes back has kept what was ticked.
  window.addEventListener("pageshow", tell);
  tell();
}
