// Copies the text of the element that a button names, and says so on the button for a moment.
export function startCopy() {
  document.addEventListener('click', async event => {
    const button = event.target.closest?.('[data-wa-copy]');
    const source = button && document.querySelector(button.dataset.waCopy);
    if (!source) return;
    await navigator.clipboard.writeText(source.textContent);
    button.dataset.waCopied = '';
    setTimeout(() => delete button.dataset.waCopied, 1500);
  });
}
