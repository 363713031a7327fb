// Shows how the letter will be read, some time after the last key was pressed.

const PAUSE_MILLISECONDS = 500;

for (const form of document.querySelectorAll("form[data-preview]")) {
  const pane = form.querySelector("[data-preview-pane]");
  const note = document.createElement("p");
  note.className = "preview-note";
  note.setAttribute("role", "status");
  pane.before(note);
  // Without this module the button is the only way to a preview.
  form.querySelector("[name=preview][data-without-script]")?.remove();

  const figures = form.querySelector("[data-figures]");
  let timer = 0;
  let running = null;

  const show = async () => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const response = await fetch(form.dataset.preview, {
        method: "POST",
        body: new FormData(form),
        redirect: "error",
        signal,
      });
      if (!response.ok) throw new Error(String(response.status));
      const html = await response.text();
      const top = pane.scrollTop;
      // The server has made this HTML from the text and lets nothing else through.
      pane.innerHTML = html;
      pane.scrollTop = top;
      const now = pane.querySelector("[data-figures-now]");
      if (now && figures) figures.innerHTML = now.innerHTML;
      pane.removeAttribute("data-stale");
      note.textContent = "";
    } catch (error) {
      if (error.name === "AbortError") return;
      note.textContent = form.dataset.failed;
    }
  };

  form.addEventListener("input", () => {
    pane.setAttribute("data-stale", "");
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MILLISECONDS);
  });
}
