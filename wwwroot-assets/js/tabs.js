// Arrow keys on a tab list, as the ARIA practices have them: they move the focus and choose.

// Alt with Page Down or Page Up goes to the next or previous language, and back to the field that one was in.
function neighbour(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || !['PageDown', 'PageUp'].includes(event.key)) return false;
  const all = [...document.querySelectorAll('.wa-langs [role="tab"]')];
  const at = all.findIndex(tab => tab.getAttribute('aria-selected') === 'true');
  if (all.length < 2 || at < 0) return false;
  event.preventDefault();
  const chosen = all[(at + (event.key === 'PageDown' ? 1 : -1) + all.length) % all.length];
  const before = document.activeElement;
  chosen.click();
  const until = performance.now() + 3000;
  const follow = () => {
    const field = before?.id && document.getElementById(before.id);
    if (chosen.getAttribute('aria-selected') === 'true' && (!before?.id || field && field !== before)) (field || chosen).focus();
    else if (performance.now() < until) requestAnimationFrame(follow);
  };
  requestAnimationFrame(follow);
  return true;
}

export function startTabs() {
  document.addEventListener('click', event => event.target.closest?.('[role="tab"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  document.addEventListener('keydown', event => {
    if (neighbour(event)) return;
    const tab = event.target.closest?.('[role="tab"]');
    if (!tab) return;
    const all = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
    const at = all.indexOf(tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const chosen = all[(next + all.length) % all.length];
    chosen.focus();
    chosen.click();
  });
}
