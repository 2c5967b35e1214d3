// Everything here listens on the document, so it works for pages with a circuit and for static ones, and survives every re-render.
import { startTheme } from './theme.js';
import * as dialogs from './dialogs.js';
import { startMenus } from './menus.js';
import { startPalette } from './palette.js';
import { startShortcuts } from './shortcuts.js';
import { startDrawer } from './drawer.js';
import * as textMarks from './textmarks.js';
import { startEmoji } from './emoji.js';
import { startCopy } from './copy.js';
import { startTabs } from './tabs.js';
import { startReconnect } from './reconnect.js';
import { startUploads } from './upload.js';
import * as passkeys from './passkeys.js';

startTheme();
dialogs.startDialogs();
startMenus();
startPalette();
startShortcuts();
startDrawer();
textMarks.startTextMarks();
startEmoji();
startCopy();
startTabs();
startReconnect();
startUploads();
passkeys.startPasskeys();

// The few calls that components make.
window.waPortal = {
  openDialog: dialogs.open,
  closeDialog: dialogs.close,
  addPasskey: passkeys.add,
  kept: name => sessionStorage.getItem('wa-' + name),
  keep: (name, value) => sessionStorage.setItem('wa-' + name, value),
  focus: id => {
    const field = document.getElementById(id);
    field?.focus();
    // What is behind a tab is shown first.
    if (field?.matches('[role="tab"]')) field.click();
  },
};

// Started from here, so that the calls above exist before the first component renders.
Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 60, retryIntervalMilliseconds: 2000 } } });
