// Keys that work on every page. Single letters only while nobody types.
import { open } from './dialogs.js';
import { openPalette } from './palette.js';

let leader = 0;

function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

export function startShortcuts() {
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '?') {
      open(document.getElementById('wa-shortcuts'));
    } else if (event.key === '/') {
      const search = document.querySelector('[data-wa-search]');
      if (!search) return;
      event.preventDefault();
      search.focus();
    } else if (event.key === 'g') {
      leader = event.timeStamp;
    } else if (leader && event.timeStamp - leader < 1500) {
      leader = 0;
      const link = document.querySelector(`.wa-nav a[data-key="${CSS.escape(event.key)}"]`);
      if (link) window.Blazor?.navigateTo ? Blazor.navigateTo(link.getAttribute('href')) : link.click();
    }
  });
}
