// Passkeys need a browser that reads and writes WebAuthn as JSON; those of 2024 and later do.
function isAble() {
  return typeof PublicKeyCredential === 'function' && PublicKeyCredential.parseCreationOptionsFromJSON && PublicKeyCredential.parseRequestOptionsFromJSON;
}

function post(address, token, body) {
  return fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', RequestVerificationToken: token },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

async function problem(answer) {
  if (answer.status === 403) return 'A fresh code is needed first. Try again; the portal asks for it.';
  const { message } = await answer.json().catch(() => ({}));
  return message ?? 'This page is too old. Reload it and try again.';
}

function words(error) {
  if (error?.name === 'InvalidStateError') return 'This device is registered here already.';
  if (error?.name === 'NotAllowedError') return 'The device did not answer, or you stopped it. Try again.';
  if (error?.name === 'SecurityError') return 'Passkeys need the portal to be opened by its name and over HTTPS, not by a bare address.';
  return 'This did not work here. Reload the page and try again.';
}

// Gives null when the passkey is kept, else a sentence about why not.
export async function add(name, token) {
  if (!isAble()) return 'This browser cannot make passkeys. Use a newer one.';
  try {
    const options = await post('/account/passkeys/options', token);
    if (!options.ok) return problem(options);
    const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(await options.json()) });
    const kept = await post('/account/passkeys', token, { name, credential: credential.toJSON() });
    return kept.ok ? null : problem(kept);
  } catch (error) {
    return words(error);
  }
}

async function signIn(token) {
  if (!isAble()) return 'This browser cannot use passkeys. Type the code instead.';
  const options = await post('/sign-in/passkey/options', token);
  if (!options.ok) return problem(options);
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await options.json()) });
  const answer = await post('/sign-in/passkey', token, credential.toJSON());
  if (answer.status === 401) location.assign('/sign-in');
  return answer.ok || answer.status === 401 ? null : problem(answer);
}

// <button data-wa-passkey="address to go on to"> in a form that holds the antiforgery token and a place for what went wrong.
async function use(button) {
  const form = button.closest('form');
  const place = form.querySelector('[data-wa-passkey-problem]');
  button.disabled = true;
  place.hidden = true;
  let fault;
  try {
    fault = await signIn(form.elements.__RequestVerificationToken.value);
  } catch (error) {
    fault = words(error);
  }
  button.disabled = false;
  if (!fault) return location.assign(button.dataset.waPasskey);
  place.querySelector('[data-wa-text]').textContent = fault;
  place.hidden = false;
}

export function startPasskeys() {
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-wa-passkey]');
    if (button) use(button);
  });
}
