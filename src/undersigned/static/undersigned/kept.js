// Keeps, in this tab only, text that was typed while signed out until it can be put back.

export const KEPT = "undersigned kept ";

for (const form of document.querySelectorAll("form[data-kept]")) {
  const link = document.querySelector("[data-sign-in]");
  if (!link) continue;
  // The text goes along in this tab, so no second window is needed.
  link.removeAttribute("target");
  for (const words of document.querySelectorAll("[data-without-script]")) words.remove();
  for (const words of document.querySelectorAll("[data-with-script]")) words.hidden = false;
  const keep = () => {
    const values = Object.fromEntries(
      ["title", "addressees", "body", "based_on"].map((name) => [
        name,
        form.elements.namedItem(name).value,
      ]),
    );
    sessionStorage.setItem(KEPT + form.getAttribute("action"), JSON.stringify(values));
  };
  keep();
  link.addEventListener("click", keep);
}
