// Keeps the count of an open page up to date, for as long as somebody looks at it.

const EVERY = 15_000;
const LONGEST = 300_000;

const address = document.querySelector("[data-count]")?.dataset.count;
let wait = EVERY;
let timer;

const renew = async () => {
  try {
    const response = await fetch(address, { credentials: "omit", redirect: "error" });
    if (!response.ok) throw new Error(response.statusText);
    const count = await response.json();
    wait = EVERY;
    if (count.organizations + count.people > 0) {
      for (const place of document.querySelectorAll("[data-signed-by]")) {
        if (place.textContent !== count.text) place.textContent = count.text;
      }
    }
    if (!count.open) {
      // A closed letter changes no more.
      document.removeEventListener("visibilitychange", plan);
      return;
    }
  } catch {
    // A server that is away, or has too much to do, is left in peace longer each time.
    wait = Math.min(wait * 2, LONGEST);
  }
  plan();
};

function plan() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(renew, wait);
}

if (address) {
  document.addEventListener("visibilitychange", plan);
  plan();
}
