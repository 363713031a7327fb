// Notes that a version was read, once the end of the text has been on the screen for a moment.

const MOMENT_MILLISECONDS = 4000;

for (const form of document.querySelectorAll("form[data-read]")) {
  let timer = 0;
  const note = async () => {
    if (document.visibilityState !== "visible") return;
    observer.disconnect();
    const data = new FormData(form);
    data.set("quietly", "1");
    try {
      const response = await fetch(form.action, { method: "POST", body: data, redirect: "error" });
      if (!response.ok) return;
      const done = document.createElement("p");
      done.className = "aside";
      done.setAttribute("role", "status");
      done.textContent = form.dataset.done;
      form.replaceWith(done);
    } catch {
      // The button stays.
    }
  };
  const observer = new IntersectionObserver((entries) => {
    clearTimeout(timer);
    if (entries.some((entry) => entry.isIntersecting)) timer = setTimeout(note, MOMENT_MILLISECONDS);
  });
  observer.observe(form);
}
