/**
 * The ids of all jobs that a job needs, directly or through others.
 * @param {object[]} jobs converted jobs
 * @param {string} id
 * @returns {string[]}
 */
export function ancestorsOf(jobs, id) {
  const found = new Set();
  const visit = current => {
    for (const need of jobs.find(job => job.id.value === current).needs ?? []) {
      if (found.has(need.value)) continue;
      found.add(need.value);
      visit(need.value);
    }
  };
  visit(id);
  return [...found];
}

/**
 * The status functions of a job's `if`. GitHub looks at all ancestors, so a job skipped far above makes `success()`
 * false even behind a job that ran with `always()` (actions/runner#491).
 * @param {Map<string, {result: string}>} results by job id
 * @param {string[]} ancestors
 * @param {() => boolean} cancelled
 */
export function ancestorStatus(results, ancestors, cancelled) {
  const resultsOf = names => (names.length > 0 ? names : ancestors).map(name => results.get(name)?.result);
  return {
    success: names => !cancelled() && resultsOf(names).every(result => result === 'success'),
    failure: names => !cancelled() && resultsOf(names).includes('failure'),
    cancelled,
  };
}
