// Whoever begins to write new words has chosen to write them.

for (const form of document.querySelectorAll("form[data-choosing]")) {
  form.addEventListener("input", ({ target }) => {
    if (target.name?.startsWith("own-")) document.getElementById(target.name).checked = true;
  });
}
