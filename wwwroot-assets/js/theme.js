// Light or dark is what the person chose, written by the server from this cookie in the first response, so no page flashes;
// until then it is what the system prefers.
// Browsers take a __Host- cookie only when it is secure, which they also believe of loopback.
const cookie = '__Host-theme';

function current() {
  return document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

function apply(theme) {
  document.documentElement.dataset.theme = theme;
  document.querySelector('link[data-wa-dark]').media = theme === 'dark' ? 'all' : 'not all';
  document.cookie = `${cookie}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax; Secure`;
  mark();
}

function mark() {
  for (const button of document.querySelectorAll('[data-wa-theme]')) {
    button.setAttribute('aria-pressed', String(current() === 'dark'));
  }
}

export function startTheme() {
  document.addEventListener('click', event => {
    if (event.target.closest('[data-wa-theme]')) apply(current() === 'dark' ? 'light' : 'dark');
  });
}
