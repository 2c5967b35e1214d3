// Blazor sets components-reconnect-* classes on the bar; the buttons, the return of the tab and the end of a session are ours.
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

// Sending a form may change the session, which cuts this page while the answer, with the new cookie, is still on its way.
const longestAnswer = 10_000;
let leftAt = -longestAnswer;
const isLeaving = () => performance.now() - leftAt < longestAnswer;

// A connection also goes when the session has ended or this address may no longer come in. Then there is nothing to wait for: loading
// the page anew shows the door.
async function leaveIfShutOut() {
  if (isLeaving()) {
    setTimeout(leaveIfShutOut, longestAnswer);
    return;
  }
  try {
    const answer = await fetch(location.href, { redirect: 'manual', cache: 'no-store', headers: { Accept: 'text/html' } });
    if (isLeaving()) return;
    if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) location.reload();
  } catch {
    // The server is away: the bar says so.
  }
}

function watch(element) {
  let shown = false;
  new MutationObserver(() => {
    const now = element.classList.contains('components-reconnect-show');
    if (now && !shown) leaveIfShutOut();
    shown = now;
  }).observe(element, { attributeFilter: ['class'] });
}

export function startReconnect() {
  if (bar()) watch(bar());
  addEventListener('beforeunload', () => { leftAt = performance.now(); });
  document.addEventListener('click', event => {
    if (event.target.closest('[data-wa-reconnect]')) again();
    if (event.target.closest('[data-wa-reload]')) location.reload();
  });
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && bar()?.classList.contains('components-reconnect-failed')) again();
  });
}
