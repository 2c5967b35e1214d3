// On a phone the navigation is a drawer. Its state is an attribute on <html>, out of reach of a re-render.
const root = document.documentElement;

function toggle(open) {
  if (open) root.dataset.nav = 'open';
  else delete root.dataset.nav;
  for (const button of document.querySelectorAll('[data-wa-drawer]')) button.setAttribute('aria-expanded', String(open));
  if (open) document.querySelector('.wa-nav a')?.focus();
}

export function startDrawer() {
  document.addEventListener('click', event => {
    const isOpen = root.dataset.nav === 'open';
    if (event.target.closest('[data-wa-drawer]')) toggle(!isOpen);
    else if (isOpen && (!event.target.closest('.wa-nav') || event.target.closest('.wa-nav a'))) toggle(false);
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || root.dataset.nav !== 'open') return;
    toggle(false);
    document.querySelector('[data-wa-drawer]')?.focus();
  });
}
