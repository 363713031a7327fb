// Solves the task that keeps programs from a form, while somebody fills it in. Whatever goes wrong
// here, the form is sent all the same, and the server offers the slow way.

// The server takes a solution for twenty minutes.
const GOOD_FOR = 15 * 60_000;
const LONGEST = 90_000;

const form = document.querySelector("form[data-proof]");
const field = form.elements.proof;
const status = document.getElementById("proof-status");
let task;
let isSending = false;

const solve = async () => {
  const response = await fetch(form.dataset.proof, {
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(15_000),
  });
  if (!response.ok) throw new Error(response.statusText);
  const challenge = await response.json();
  const worker = new Worker(new URL("proof-worker.js", import.meta.url));
  try {
    const solution = await new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      setTimeout(() => reject(new Error("It takes too long.")), LONGEST);
      worker.postMessage(challenge.parameters);
    });
    return btoa(JSON.stringify({ challenge, solution }));
  } finally {
    worker.terminate();
  }
};

const begin = () => {
  if (!task || Date.now() - task.begun > GOOD_FOR) {
    task = { begun: Date.now(), solution: solve().catch(() => "") };
  }
  return task.solution;
};

form.addEventListener("focusin", begin);
if (form.contains(document.activeElement)) begin();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  // A second click sends nothing a second time.
  if (isSending) return;
  isSending = true;
  status.hidden = false;
  field.value = await begin();
  form.submit();
});

// Whoever comes back to correct something sends another form, which takes another task.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  isSending = false;
  status.hidden = true;
  task = undefined;
  field.value = "";
});
