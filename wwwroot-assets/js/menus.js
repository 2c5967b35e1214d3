// Popovers know how to open and close; where they stand is worked out here from the button that opened them.
function place(menu) {
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!button) return;
  const anchor = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const gap = 4;
  const below = anchor.bottom + gap + size.height <= innerHeight;
  const left = anchor.left + size.width <= innerWidth - gap ? anchor.left : anchor.right - size.width;
  menu.style.top = `${below ? anchor.bottom + gap : Math.max(gap, anchor.top - gap - size.height)}px`;
  menu.style.left = `${Math.max(gap, left)}px`;
}

function items(menu) {
  return [...menu.querySelectorAll('a[href], button:not(:disabled)')];
}

export function startMenus() {
  // "toggle" does not bubble, so it is caught on the way down.
  document.addEventListener('toggle', event => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches('.wa-menu')) return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
    button?.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'open') return;
    place(menu);
    items(menu)[0]?.focus();
  }, true);

  document.addEventListener('keydown', event => {
    const menu = event.target.closest?.('.wa-menu');
    if (!menu || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
    const all = items(menu);
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    all[(next + all.length) % all.length]?.focus();
    event.preventDefault();
  });

  document.addEventListener('click', event => {
    const chosen = event.target.closest?.('.wa-menu a, .wa-menu button');
    if (chosen && !chosen.hasAttribute('data-wa-stay')) chosen.closest('.wa-menu').hidePopover();
  });

  addEventListener('scroll', () => {
    for (const menu of document.querySelectorAll('.wa-menu:popover-open')) place(menu);
  }, { passive: true });
}
