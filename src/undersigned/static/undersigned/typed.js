// What stands in an editing form, and what of it a browser has to keep by itself.

export const FIELDS = ["title", "addressees", "body"];

const PREFIX = "undersigned typed ";

export function words(form) {
  return Object.fromEntries(FIELDS.map((name) => [name, form.elements.namedItem(name).value]));
}

export function isSame(one, other) {
  return FIELDS.every((name) => one[name] === other[name]);
}

// The words of one window that the server does not have, for one account and one text.
export class Stored {
  constructor(form) {
    this.shared = `${PREFIX}${form.dataset.account} ${form.getAttribute("action")} `;
    // A window that was duplicated must not write over the words of the other.
    this.key = this.shared + (crypto.randomUUID?.() ?? String(Math.random()));
  }

  write(values) {
    attempt(() => localStorage.setItem(this.key, JSON.stringify(values)));
  }

  forget(key = this.key) {
    attempt(() => localStorage.removeItem(key));
  }

  // All of them, also of windows that are closed: [key, values].
  all() {
    const keys = attempt(() => Object.keys(localStorage)) ?? [];
    return keys
      .filter((key) => key.startsWith(this.shared))
      .map((key) => [key, attempt(() => JSON.parse(localStorage.getItem(key)))])
      .filter(([, values]) => values);
  }
}

// What a browser without storage, or with a full one, cannot do: then the server alone has the words.
export function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
