// A list goes to the server as one plain POST, so a large one neither passes through the circuit nor waits in memory.
// <form data-wa-upload action="…"> holds the file input, the antiforgery token and the places for progress and refusal.
const part = (form, name) => form.querySelector(`[data-wa-upload-${name}]`);

function show(form, name, visible) {
  const element = part(form, name);
  if (element) element.hidden = !visible;
}

function refuse(form, message) {
  const place = part(form, 'problem');
  place.querySelector('[data-wa-text]').textContent = message;
  place.hidden = false;
  show(form, 'progress', false);
  part(form, 'button').disabled = false;
}

function progress(form, done, total) {
  const percent = total ? Math.round(100 * done / total) : 0;
  const bar = part(form, 'progress').querySelector('[role="progressbar"]');
  bar.setAttribute('aria-valuenow', String(percent));
  bar.firstElementChild.style.width = `${percent}%`;
  part(form, 'progress').querySelector('[data-wa-text]').textContent = percent < 100 ? `${percent}% sent` : 'Reading the file…';
}

function answer(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function send(form) {
  const file = form.querySelector('input[type="file"]').files[0];
  show(form, 'problem', false);
  if (!file) return refuse(form, 'Choose a file first.');
  const list = new FormData(form).get('list')?.trim();
  part(form, 'button').disabled = true;
  show(form, 'progress', true);
  progress(form, 0, file.size);

  // The token first: the server checks it before it takes a byte of the file.
  const body = new FormData();
  body.append('__RequestVerificationToken', form.elements.__RequestVerificationToken?.value ?? '');
  body.append('file', file, file.name);
  const request = new XMLHttpRequest();
  request.open('POST', form.action);
  request.setRequestHeader('Accept', 'application/json');
  request.upload.onprogress = event => progress(form, event.loaded, event.total);
  request.onload = () => {
    const { importId, message } = answer(request);
    if (importId) Blazor.navigateTo(`/opt-in-lists/imports/${importId}?step=columns${list ? `&list=${encodeURIComponent(list)}` : ''}`);
    else refuse(form, message ?? `The portal did not take the file (answer ${request.status}). Nothing was stored. Try again.`);
  };
  request.onerror = () => refuse(form, 'The connection broke before the file had arrived. Nothing was stored. Try again.');
  request.send(body);
}

// Says what was chosen: the native control is hidden behind the drop area.
function chosen(input) {
  const form = input.closest('form[data-wa-upload]');
  const file = input.files[0];
  const name = part(form, 'name');
  if (!name) return;
  name.textContent = file ? `${file.name}, ${size(file.size)}` : name.dataset.waEmpty;
  show(form, 'problem', false);
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function startUploads() {
  document.addEventListener('submit', event => {
    const form = event.target.closest('form[data-wa-upload]');
    if (!form) return;
    event.preventDefault();
    send(form);
  });
  document.addEventListener('change', event => {
    if (event.target.matches?.('form[data-wa-upload] input[type="file"]')) chosen(event.target);
  });
}
