// Arrow keys on a tab list, as the ARIA practices have them: they move the focus and choose.
export function startTabs() {
  document.addEventListener('keydown', event => {
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
