// Renews how far a mailing has got, until it is over; then shows the whole page anew.

const EVERY_MILLISECONDS = 2000;

for (const pane of document.querySelectorAll("[data-progress]")) {
  const renew = async () => {
    try {
      const response = await fetch(pane.dataset.progress, { redirect: "error" });
      if (!response.ok) return;
      // The server has made this HTML of numbers and sentences alone.
      pane.innerHTML = await response.text();
      if (pane.querySelector("[data-over]")) {
        location.reload();
        return;
      }
    } catch {
      // No connection: the next try may have one.
    }
    setTimeout(renew, EVERY_MILLISECONDS);
  };
  setTimeout(renew, EVERY_MILLISECONDS);
}
