// The formatting bar of a text field. It edits the field like typing does, so undo works and the server hears an ordinary input event.
const marks = { bold: ['*', '*'], italic: ['_', '_'], strike: ['~', '~'], mono: ['```', '```'] };
const prefixes = { bullets: '- ', quote: '> ' };

function replace(field, text, start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  // execCommand keeps the browser's undo history; setRangeText is the way out where it is gone.
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, start, end, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function wrap(field, [before, after]) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const inside = value.slice(start, end);
  replace(field, before + inside + after, start, end);
  field.setSelectionRange(start + before.length, start + before.length + inside.length);
}

function prefix(field, sign) {
  const start = field.value.lastIndexOf('\n', field.selectionStart - 1) + 1;
  const end = Math.max(field.selectionEnd, start);
  const lines = field.value.slice(start, end).split('\n');
  replace(field, lines.map(line => line.startsWith(sign) ? line.slice(sign.length) : sign + line).join('\n'), start, end);
}

function apply(field, kind) {
  if (marks[kind]) wrap(field, marks[kind]);
  else if (prefixes[kind]) prefix(field, prefixes[kind]);
}

export function insert(field, text) {
  if (field) replace(field, text, field.selectionStart, field.selectionEnd);
}

export function startTextMarks() {
  // Pressing a button must not take the selection away from the field.
  document.addEventListener('mousedown', event => {
    if (event.target.closest('[data-wa-mark]')) event.preventDefault();
  });
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-wa-mark]');
    const field = button && document.getElementById(button.dataset.waFor);
    if (field) apply(field, button.dataset.waMark);
    const variable = event.target.closest('[data-wa-insert]');
    const target = variable && document.getElementById(variable.dataset.waFor);
    if (target) insert(target, variable.dataset.waInsert);
  });
  document.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || !event.target.matches?.('[data-wa-marks]')) return;
    const kind = { b: 'bold', i: 'italic' }[event.key.toLowerCase()];
    if (!kind) return;
    event.preventDefault();
    apply(event.target, kind);
  });
}
