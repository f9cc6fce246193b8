// One run of a team's workflow on this machine, shown as its jobs end: what GitHub's page of the run would show, with the seconds each job took.
import '../tests/workflows/json-hook.mjs';
import { createWriteStream, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flatJobs } from '../tests/workflows/executor/report.mjs';

// GitHub's parser can be loaded only after the hook.
const { runWorkflow } = await import('../tests/workflows/executor/run-workflow.mjs');

const ended = /^ *([✓✗⊘○]) (?:.*\.)?([^:]+): (success|failure|cancelled|skipped)$/u;

/**
 * Runs a workflow. Its whole log goes to <work>.log, its report to <work>.json.
 * @param {import('./say.mjs').Say} say
 * @param {import('../tests/workflows/executor/run-workflow.mjs').RunOptions & {work: string}} options
 * @returns {Promise<object>} the report
 */
export async function push(say, options) {
  const log = createWriteStream(`${options.work}.log`);
  let last = performance.now();
  const write = text => {
    log.write(text);
    const [, sign, name, result] = ended.exec(text.trimEnd()) ?? [];
    if (!name || result === 'skipped') return;
    say.took(`${sign} ${name}`, performance.now() - last);
    last = performance.now();
  };
  const report = await runWorkflow({ event: 'push', ...options, colour: false, write });
  log.end();
  writeFileSync(`${options.work}.json`, `${JSON.stringify(report, null, 2)}\n`);
  for (const { level, message, file, title } of annotations(report)) say.annotation(level, [title, file && path.basename(file), message].filter(Boolean).join(': '));
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
