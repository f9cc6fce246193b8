/**
 * An empty report. It holds no times, no machine names and no paths of this machine, so that two runs compare equal.
 */
export function createReport() {
  return {
    schema: 'uv-release/workflow-run/1', conclusion: 'failure', workflow: {}, event: '', inputs: {}, runName: '', concurrency: undefined,
    errors: [], jobs: [], outputs: {}, approvals: [], artifacts: [], standIns: [], warnings: [],
  };
}

/**
 * Completes the report and hides secrets and this machine's paths in it.
 * @param {object} report
 * @param {import('./run-state.mjs').RunState} run
 */
export function finishReport(report, run) {
  report.artifacts = run.artifacts.all().map(({ id, name, files, digest }) => ({ id, name, files, digest }));
  for (const job of flatJobs(report.jobs)) {
    for (const step of job.steps ?? []) for (const { level, message } of step.annotations) if (level === 'warning') report.warnings.push(message);
  }
  const clean = text => run.masker.mask(text).replaceAll(run.work, '<work>');
  return JSON.parse(JSON.stringify(report, (key, value) => (typeof value === 'string' ? clean(value) : value)));
}

/**
 * All job records, those of called workflows included.
 * @param {object[]} jobs
 * @returns {object[]}
 */
export function flatJobs(jobs) {
  return jobs.flatMap(job => [job, ...flatJobs(job.jobs ?? [])]);
}
