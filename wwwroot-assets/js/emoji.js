// The emoji picker: one popover for the page, filled when it is first opened. What is chosen goes in at the caret of the field it was opened for.
import { emojis } from './emojilist.js';
import { insert } from './textmarks.js';

const columns = 8;
let opener;

function draw(picker) {
  const find = picker.querySelector('input').value.trim().toLowerCase();
  const list = picker.querySelector('.wa-emojis');
  list.replaceChildren();
  for (const [title, entries] of emojis) {
    const fitting = entries.filter(([, words]) => words.includes(find));
    if (fitting.length === 0) continue;
    const group = document.createElement('div');
    group.role = 'group';
    group.ariaLabel = title;
    for (const [sign, words] of fitting) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = sign;
      button.ariaLabel = words;
      button.title = words;
      button.tabIndex = -1;
      group.append(button);
    }
    list.append(group);
  }
  const first = list.querySelector('button');
  if (first) first.tabIndex = 0;
  picker.querySelector('[role="status"]').textContent = first ? '' : 'No emoji of this name';
}

function move(picker, event) {
  const all = [...picker.querySelectorAll('.wa-emojis button')];
  const at = all.indexOf(document.activeElement);
  const inField = event.target.matches('input');
  const step = { ArrowDown: inField ? 0 : columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === 'Enter' && inField && all[0]) {
    event.preventDefault();
    choose(picker, all[0]);
    return;
  }
  if (step === undefined || inField && event.key !== 'ArrowDown') return;
  event.preventDefault();
  const next = at + step;
  if (next < 0 && event.key === 'ArrowUp') picker.querySelector('input').focus();
  else all[inField ? 0 : Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

function choose(picker, button) {
  const field = document.getElementById(opener?.dataset.waEmoji);
  picker.hidePopover();
  insert(field, button.textContent);
}

export function startEmoji() {
  document.addEventListener('click', event => {
    const asked = event.target.closest('[data-wa-emoji]');
    const picker = document.getElementById('wa-emoji');
    if (asked && picker) {
      opener = asked;
      picker.querySelector('input').value = '';
      draw(picker);
      picker.showPopover({ source: asked });
      const anchor = asked.getBoundingClientRect();
      const size = picker.getBoundingClientRect();
      const below = anchor.bottom + 4 + size.height <= innerHeight;
      picker.style.top = `${below ? anchor.bottom + 4 : Math.max(4, anchor.top - 4 - size.height)}px`;
      picker.style.left = `${Math.max(4, Math.min(anchor.left, innerWidth - size.width - 4))}px`;
      picker.querySelector('input').focus();
      return;
    }
    const chosen = event.target.closest('#wa-emoji .wa-emojis button');
    if (chosen) choose(picker, chosen);
  });
  document.addEventListener('input', event => {
    const picker = event.target.closest('#wa-emoji');
    if (picker) draw(picker);
  });
  document.addEventListener('keydown', event => {
    const picker = event.target.closest?.('#wa-emoji');
    if (picker) move(picker, event);
  });
}
