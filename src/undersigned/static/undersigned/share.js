// Share: what a browser can do for whoever passes a letter on. Without it, everything is there to
// be marked and copied.

const status = document.getElementById("copied");

const say = (words) => {
  // Emptied first, so that saying the same twice is heard twice.
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = words));
  clearTimeout(say.later);
  say.later = setTimeout(() => (status.textContent = ""), 4000);
};

// There is no clipboard without encryption.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copies);
      try {
        await navigator.clipboard.writeText(source.textContent);
        say(status.dataset.copied);
      } catch {
        // The browser forbids it: the words are marked, and the person copies them.
        getSelection().selectAllChildren(source);
      }
    });
  }
}

if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const { share: url, title } = button.dataset;
      // Whoever closes the window of the system has changed their mind; that is no error.
      navigator.share({ title, url }).catch(() => {});
    });
  }
}
