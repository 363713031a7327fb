// Passkeys: asks the browser for one, or for what one answers, and sends it with the form.
//
// A form says with data-passkey what it wants: "create" or "get", with the options in the JSON block
// that data-options names, or "ask", which fetches them from the address of the form.

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const encode = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

// As PublicKeyCredential.parseCreationOptionsFromJSON and its sister, which not all browsers have.
function parse({ publicKey }) {
  const keys = (list) => (list ?? []).map((key) => ({ ...key, id: decode(key.id) }));
  const options = { ...publicKey, challenge: decode(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: decode(options.user.id) };
  for (const name of ["allowCredentials", "excludeCredentials"]) {
    if (options[name]) options[name] = keys(options[name]);
  }
  return { publicKey: options };
}

// As PublicKeyCredential.toJSON.
function format(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: encode(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = encode(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

async function optionsOf(form) {
  if (form.dataset.passkey !== "ask") {
    return JSON.parse(document.getElementById(form.dataset.options).textContent);
  }
  const body = new FormData(form);
  body.delete("credential");
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) throw new Error(`the challenge was refused with ${answer.status}`);
  return answer.json();
}

async function send(form) {
  const options = parse(await optionsOf(form));
  const credential = await (form.dataset.passkey === "create"
    ? navigator.credentials.create(options)
    : navigator.credentials.get(options));
  form.elements.namedItem("credential").value = JSON.stringify(format(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  for (const words of form.querySelectorAll("[data-without-script]")) words.remove();
  for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
  const failed = form.querySelector("[data-failed]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    failed.hidden = true;
    const button = form.querySelector("button");
    button.disabled = true;
    // Most often: the person pressed Cancel, or the device knows no passkey of this site.
    send(form).catch(() => {
      button.disabled = false;
      failed.hidden = false;
    });
  });
}
