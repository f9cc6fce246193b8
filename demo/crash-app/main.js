// A small app that asks for consent, watches for its errors, and fails where a document has no heading. crash-reporter.js is copied beside it from
// action-templates/electron-app; Electron's own crashReporter is stood in for.
// usage: node main.js INTAKE USERDATA yes|no [DOCUMENT]: the user's answer, and a document to open
import { createCrashReporting } from './crash-reporter.js';
import { titleOf } from './document.js';

const [intake, userData, answer, file] = process.argv.slice(2), agreed = answer === 'yes';
const crashReporter = { start() {}, addExtraParameter() {}, removeExtraParameter() {}, setUploadToServer() {} };
const reporting = createCrashReporting({ crashReporter, submitURL: `${intake}/upload`, userData, app: 'sample-app', version: '1.2.3', channel: 'stable' });
reporting.setConsent({ collecting: agreed, uploading: agreed });
reporting.watch();
reporting.up();
if (file) setImmediate(() => process.stdout.write(`${titleOf({ file, author: 'ada.byron@example.com' })}\n`));
