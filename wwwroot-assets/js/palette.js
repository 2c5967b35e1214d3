// The command palette: a filter over options that the server has rendered already, so typing costs no round trip.
import { close } from './dialogs.js';

const dialog = () => document.getElementById('wa-palette');
const input = () => dialog()?.querySelector('input');
const options = () => [...(dialog()?.querySelectorAll('[role="option"]') ?? [])];
const shown = () => options().filter(option => !option.hidden);

function select(option) {
  for (const other of options()) other.setAttribute('aria-selected', String(other === option));
  input()?.setAttribute('aria-activedescendant', option?.id ?? '');
  option?.scrollIntoView({ block: 'nearest' });
}

function filter() {
  const words = (input()?.value ?? '').toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const option of options()) {
    const text = (option.dataset.words ?? '').toLocaleLowerCase();
    option.hidden = !words.every(word => text.includes(word));
  }
  const found = shown();
  const none = dialog()?.querySelector('.wa-palette-none');
  if (none) none.hidden = found.length > 0;
  select(found[0]);
}

function go(option) {
  if (!option) return;
  close(dialog());
  window.Blazor?.navigateTo ? Blazor.navigateTo(option.dataset.href) : location.assign(option.dataset.href);
}

export function openPalette() {
  const box = dialog();
  if (!box || box.open) return;
  input().value = '';
  filter();
  box.showModal();
  input().focus();
}

export function startPalette() {
  document.addEventListener('input', event => {
    if (event.target.closest?.('#wa-palette')) filter();
  });
  document.addEventListener('click', event => {
    if (event.target.closest('[data-wa-palette]')) openPalette();
    const option = event.target.closest('#wa-palette [role="option"]');
    if (option) go(option);
  });
  document.addEventListener('keydown', event => {
    if (!event.target.closest?.('#wa-palette')) return;
    const found = shown();
    const at = found.findIndex(option => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown') select(found[(at + 1) % found.length]);
    else if (event.key === 'ArrowUp') select(found[(at - 1 + found.length) % found.length]);
    else if (event.key === 'Enter') go(found[at]);
    else return;
    event.preventDefault();
  });
}
