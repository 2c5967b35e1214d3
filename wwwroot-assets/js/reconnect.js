// Blazor sets components-reconnect-* classes on the bar; the buttons and the return of the tab are ours.
function bar() {
  return document.getElementById('components-reconnect-modal');
}

async function again() {
  try {
    if (!await Blazor.reconnect()) location.reload();
  } catch {
    // The server is still away: the bar keeps offering.
  }
}

export function startReconnect() {
  document.addEventListener('click', event => {
    if (event.target.closest('[data-wa-reconnect]')) again();
    if (event.target.closest('[data-wa-reload]')) location.reload();
  });
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && bar()?.classList.contains('components-reconnect-failed')) again();
  });
}
