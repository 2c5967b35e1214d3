// Native <dialog>: showModal traps the focus and gives it back to where it was.
export function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

export function close(dialog) {
  if (dialog?.open) dialog.close();
}

export function startDialogs() {
  // Something to be copied as a whole is selected as a whole.
  document.addEventListener('focusin', event => {
    if (event.target.matches?.('[data-wa-select]')) event.target.select();
  });
  document.addEventListener('click', event => {
    const opener = event.target.closest('[data-wa-open]');
    if (opener) open(document.getElementById(opener.dataset.waOpen));
    const closer = event.target.closest('[data-wa-close]');
    if (closer) close(closer.closest('dialog'));
    // A click on the backdrop has the dialog itself as its target.
    if (event.target instanceof HTMLDialogElement && event.target.dataset.waLight !== undefined) close(event.target);
  });
}
