#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import './json-hook.mjs';
import { runOptions, USAGE, UsageError } from './command-line/run-options.mjs';

// GitHub's parser can be loaded only after the hook.
const { runWorkflow } = await import('./executor/run-workflow.mjs');
const cancellation = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => cancellation.abort());

try {
  const { help, report: reportFile, ...options } = await runOptions(process.argv.slice(2), process.env);
  if (help) console.log(USAGE);
  else {
    const report = await runWorkflow({
      ...options, signal: cancellation.signal, colour: process.stdout.isTTY, write: text => process.stdout.write(text),
    });
    if (reportFile) writeFileSync(reportFile, `${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.conclusion === 'success' ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : process.env.RUNNER_DEBUG === '1' ? error.stack : error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
