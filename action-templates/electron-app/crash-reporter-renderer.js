'use strict';
// For a page, as its first script: hands its errors to crash-reporter-preload.js. What the page does with them itself stays as it is.

(() => {
  const send = error => globalThis.crashReports?.report({
    name: String(error?.name ?? 'Error'),
    message: String(error?.message ?? error),
    stack: String(error?.stack ?? ''),
    scripts: { ...globalThis._sentryDebugIds },
  });
  globalThis.addEventListener('error', event => send(event.error ?? { message: event.message }));
  globalThis.addEventListener('unhandledrejection', event => send(event.reason));
})();
