// The formatting bar of a text field. It edits the field like typing does, so undo works and the server hears an ordinary input event.
const marks = { bold: '*', italic: '_', strike: '~', mono: '```', ltr: '\u200e' };
const prefixes = { bullets: /^[-*] /, numbers: /^\d{1,3}\. /, quote: /^> / };

// As WhatsApp's own desktop program has them, where it has any. By the key's place, so that they work on every keyboard layout.
const keys = {
  KeyB: 'bold', KeyI: 'italic', shiftKeyX: 'strike', shiftKeyM: 'mono', shiftDigit7: 'numbers', shiftDigit8: 'bullets', shiftDigit9: 'quote',
};

function replace(field, text, start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  // execCommand keeps the browser's undo history; setRangeText is the way out where it is gone.
  if (!document.execCommand(text ? 'insertText' : 'delete', false, text) || !text && field.value.slice(start, end)) {
    field.setRangeText(text, start, end, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

// Sets the mark around each line of the selection, or takes it away where it stands already: inside the selection or right around it.
function toggle(field, mark) {
  const { value } = field;
  let { selectionStart: start, selectionEnd: end } = field;
  // A mark beside a blank is drawn as itself: what is marked begins and ends with a word.
  while (start < end && /\s/.test(value[start])) start++;
  while (end > start && /\s/.test(value[end - 1])) end--;
  const inside = value.slice(start, end);
  const size = mark.length;
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
    replace(field, inside, start - size, end + size);
    field.setSelectionRange(start - size, end - size);
    return;
  }
  const lines = inside.split('\n');
  const marked = line => line.length > 2 * size && line.startsWith(mark) && line.endsWith(mark);
  const taken = inside && lines.every(line => !line.trim() || marked(line));
  const text = lines.map(line => {
    if (inside && !line.trim()) return line;
    return taken ? line.slice(size, line.length - size) : mark + line + mark;
  }).join('\n');
  replace(field, text, start, end);
  if (inside) field.setSelectionRange(start, start + text.length);
  else field.setSelectionRange(start + size, start + size);
}

function prefixLines(field, kind) {
  const start = field.value.lastIndexOf('\n', field.selectionStart - 1) + 1;
  const stop = field.value.indexOf('\n', field.selectionEnd);
  const end = stop < 0 ? field.value.length : stop;
  const lines = field.value.slice(start, end).split('\n');
  const taken = lines.every(line => prefixes[kind].test(line));
  const sign = at => ({ bullets: '- ', numbers: `${at + 1}. `, quote: '> ' })[kind];
  const bare = line => Object.values(prefixes).reduce((text, pattern) => text.replace(pattern, ''), line);
  const text = lines.map((line, at) => taken ? line.replace(prefixes[kind], '') : sign(at) + bare(line)).join('\n');
  replace(field, text, start, end);
  field.setSelectionRange(lines.length > 1 ? start : start + text.length, start + text.length);
}

// Enter in a list begins its next item; in an empty item it ends the list.
function continueList(field) {
  const { selectionStart: at, selectionEnd, value } = field;
  if (at !== selectionEnd) return false;
  const start = value.lastIndexOf('\n', at - 1) + 1;
  const line = value.slice(start, at);
  const sign = /^(?:[-*] |> |(\d{1,3})\. )/.exec(line);
  if (!sign) return false;
  if (line === sign[0]) replace(field, '', start, at);
  else replace(field, '\n' + (sign[1] ? `${Number(sign[1]) + 1}. ` : sign[0]), at, at);
  return true;
}

function apply(field, kind) {
  if (field.readOnly || field.disabled) return;
  if (marks[kind]) toggle(field, marks[kind]);
  else if (prefixes[kind]) prefixLines(field, kind);
}

export function insert(field, text) {
  if (field && !field.readOnly && !field.disabled) replace(field, text, field.selectionStart, field.selectionEnd);
}

// One stop for the Tab key; arrows move inside, as the ARIA practices have toolbars.
function walk(event) {
  const bar = event.target.closest('[role="toolbar"]');
  const all = bar && [...bar.querySelectorAll('button:not(:disabled)')];
  const at = all ? all.indexOf(event.target) : -1;
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all ? all.length - 1 : 0 }[event.key];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  for (const button of all) button.tabIndex = -1;
  const chosen = all[(next + all.length) % all.length];
  chosen.tabIndex = 0;
  chosen.focus();
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
    // After the click was told to the server: what the text becomes must not overtake it.
    if (target) setTimeout(() => insert(target, variable.dataset.waInsert));
  });
  document.addEventListener('keydown', event => {
    walk(event);
    const field = event.target;
    if (!field.matches?.('[data-wa-marks]') || event.isComposing || field.readOnly) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && continueList(field)) {
      event.preventDefault();
      return;
    }
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const kind = keys[(event.shiftKey ? 'shift' : '') + event.code];
    if (!kind) return;
    event.preventDefault();
    apply(field, kind);
  });
}
