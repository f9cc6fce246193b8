// One run of a team's workflow on this machine, shown as its jobs end: what GitHub's page of the run would show, with the seconds each job took.
import '../tests/workflows/json-hook.mjs';
import { createWriteStream, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flatJobs } from '../tests/workflows/executor/report.mjs';

// GitHub's parser can be loaded only after the hook.
const { runWorkflow } = await import('../tests/workflows/executor/run-workflow.mjs');

// What the programs of the steps say of what they did, a line each.
const said = /^ +(\S+: \d+ commits? since .*|Published .*|(?:Would|Done, |Already done).*|\S+: nothing\. .*|.* is a lightweight tag .*|.*\.zip: \d+ files .*)$/u;
const ended = /^ *([✓✗⊘○]) (?:.*\.)?([^:]+): (success|failure|cancelled|skipped)$/u;

/**
 * Runs a workflow. Its whole log goes to <work>.log, its report to <work>.json.
 * @param {import('./say.mjs').Say} say
 * @param {import('../tests/workflows/executor/run-workflow.mjs').RunOptions & {work: string}} options
 * @returns {Promise<object>} the report
 */
export async function push(say, options) {
  const log = createWriteStream(`${options.work}.log`);
  let last = performance.now(), words = [];
  const write = text => {
    log.write(text);
    const line = text.trimEnd(), [, sign, name, result] = ended.exec(line) ?? [];
    if (said.test(line)) words.push(line.trim().replace(/ Plan [0-9a-f]{64}; nothing was written\.$/u, ''));
    // A called workflow ends with its last job.
    if (!name || result === 'skipped' || (result === 'success' && performance.now() - last < 50)) return;
    say.took(`${sign} ${name}`, performance.now() - last);
    for (const one of words) say.line(`    ${one}`);
    [last, words] = [performance.now(), []];
  };
  const report = await runWorkflow({ event: 'push', ...options, colour: false, write });
  await new Promise(done => { log.end(done); });
  writeFileSync(`${options.work}.json`, `${JSON.stringify(report, null, 2)}\n`);
  const shown = options.isBlocked ? [] : annotations(report);
  for (const { level, message, file, title } of shown) say.annotation(level, [title, file && path.basename(file), message].filter(Boolean).join(': '));
  return report;
}

/** What GitHub shows at the top of a run's page. */
function annotations(report) {
  const jobs = flatJobs(report.jobs);
  return [
    ...report.errors.map(message => ({ level: 'error', message })),
    ...jobs.flatMap(job => [...(job.annotations ?? []), ...(job.steps ?? []).flatMap(step => step.annotations)]),
  ];
}
