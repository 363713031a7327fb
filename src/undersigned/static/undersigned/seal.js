// Contact data: makes an age key, and opens the sealed export with one. Neither a secret key nor a
// passphrase nor what is opened ever leaves this page: it sends nothing, and fetches the export.

import {
  armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient, webauthn,
} from "./age/age.js";

const SECRET = /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}/g;
// Says which passkey opens the file: whoever signs in with one has several at this address.
const PASSKEY = /^# passkey: (AGE-PLUGIN-FIDO2PRF-1[02-9AC-HJ-NP-Z]{1,4000})\r?\n/;
const ENCRYPTED = /^(age-encryption\.org\/|-----BEGIN AGE ENCRYPTED FILE-----)/;
const HEAD = /undersigned\/sealed-contacts\/v1\nletter [0-9a-f]{32}\nrecords +(\d{1,12})\n\n/y;
const RECORD = /-----BEGIN AGE ENCRYPTED FILE-----\n[A-Za-z0-9+/=\n]+\n-----END AGE ENCRYPTED FILE-----\n/y;
const CONTACT = "undersigned/contact/v1\n";
const COLUMNS = [
  "letter", "number", "kind", "name", "email", "affiliation", "role", "country", "language",
  "wants_news", "edition", "index", "confirmed_at",
];
const SHORTEST = 12;

const part = (id) => document.getElementById(id);

const say = (status, which, values = {}) => {
  let words = status.dataset[which];
  for (const [name, value] of Object.entries(values)) words = words.replace(`{${name}}`, value);
  status.textContent = words;
};

// What stands on the page is painted before the browser computes for seconds.
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

function offer(link, name, content, type) {
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.hidden = false;
}

async function makeKey(status) {
  const passphrase = part("new-passphrase").value;
  if (passphrase.length < SHORTEST) return say(status, "short");
  if (passphrase !== part("same-passphrase").value) return say(status, "different");
  say(status, "working");
  await painted();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  await saveKey(encrypter);
  part("new-passphrase").value = part("same-passphrase").value = "";
  say(status, "done");
}

async function makeKeyOfPasskey(status) {
  say(status, "asking");
  const encrypter = new Encrypter();
  try {
    const keyName = part("make").dataset.name;
    const identity = await webauthn.createCredential({ keyName });
    encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity }));
    await saveKey(encrypter, `# passkey: ${identity}\n`);
  } catch {
    // Refused, or the passkey knows no PRF extension (WebAuthn level 3, 10.1.4).
    return say(status, "nopasskey");
  }
  say(status, "done");
}

async function saveKey(encrypter, head = "") {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const file = await encrypter.encrypt(`# public key: ${recipient}\n${identity}\n`);
  const name = `${part("make").dataset.name}-key.age`;
  offer(part("key-file"), name, head + armor.encode(file), "text/plain");
  part("key-file").click();
  part("id_recipient").value = recipient;
  part("id_holder").focus();
}

class Problem extends Error {}

async function readKey(file, passphrase) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = new TextDecoder().decode(bytes);
  const passkey = text.match(PASSKEY);
  if (passkey) text = text.slice(passkey[0].length);
  if (ENCRYPTED.test(text)) {
    const unlocker = new Decrypter();
    try {
      if (passkey) unlocker.addIdentity(new webauthn.WebAuthnIdentity({ identity: passkey[1] }));
      else unlocker.addPassphrase(passphrase);
      text = await unlocker.decrypt(text.startsWith("-") ? armor.decode(text) : bytes, "text");
    } catch {
      throw new Problem(passkey ? "nopasskey" : "locked");
    }
  }
  const found = text.match(SECRET);
  if (!found) throw new Problem("nokey");
  const decrypter = new Decrypter();
  try {
    for (const identity of found) decrypter.addIdentity(identity);
  } catch {
    throw new Problem("nokey");
  }
  return decrypter;
}

function recordsOf(text) {
  HEAD.lastIndex = 0;
  const head = HEAD.exec(text);
  if (!head) throw new Problem("broken");
  const records = [];
  RECORD.lastIndex = HEAD.lastIndex;
  let end = RECORD.lastIndex;
  for (let found; (found = RECORD.exec(text)); end = RECORD.lastIndex) records.push(found[0]);
  if (end !== text.length || records.length !== Number(head[1])) throw new Problem("broken");
  return records;
}

// As `core/csv_out.py`: a cell that a spreadsheet program would compute is made text.
function cell(value) {
  let text = value === true ? "yes" : value === false ? "no" : String(value);
  if (/^ *[=+\-@\t\r\n＝＋－＠]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (values) => `${values.map(cell).join(",")}\r\n`;

async function openExport(status) {
  const [file] = part("own-file").files;
  if (!file) throw new Problem("nofile");
  say(status, "working");
  await painted();
  const decrypter = await readKey(file, part("own-passphrase").value);
  const answer = await fetch(part("export").href);
  if (!answer.ok) throw new Problem("broken");
  const records = recordsOf(await answer.text());
  const rows = [`\ufeff${line(COLUMNS)}`];
  for (const [place, record] of records.entries()) {
    if (place % 50 === 0) {
      say(status, "progress", { done: rows.length - 1, all: records.length });
      await painted();
    }
    let text;
    try {
      text = await decrypter.decrypt(armor.decode(record), "text");
    } catch {
      continue; // It is sealed for others.
    }
    if (!text.startsWith(CONTACT)) throw new Problem("broken");
    const contact = JSON.parse(text.slice(CONTACT.length));
    rows.push(line(COLUMNS.map((name) => contact[name])));
  }
  offer(part("table"), `${part("open").dataset.name}-contacts.csv`, rows.join(""), "text/csv");
  say(status, "done", { done: rows.length - 1, all: records.length });
}

async function whileDisabled(button, act) {
  button.disabled = true;
  try {
    await act();
  } finally {
    button.disabled = false;
  }
}

part("make").hidden = part("open").hidden = false;
part("make-key").addEventListener("click", ({ target }) => whileDisabled(target, () => makeKey(part("made"))));
part("make-passkey").hidden = part("about-passkey").hidden = !window.PublicKeyCredential;
part("make-passkey").addEventListener("click", ({ target }) =>
  whileDisabled(target, () => makeKeyOfPasskey(part("made"))));
part("open-export").addEventListener("click", ({ target }) =>
  whileDisabled(target, async () => {
    part("table").hidden = true;
    try {
      await openExport(part("opened"));
    } catch (problem) {
      say(part("opened"), problem instanceof Problem ? problem.message : "broken");
    }
  }),
);
