// Light or dark is an attribute on <html>, written by the server from this cookie in the first response, so no page flashes.
const cookie = 'waportal-theme';

function current() {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

function apply(theme) {
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${cookie}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
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
