const DANGEROUS = ['pull_request_target', 'workflow_run', 'issue_comment'];

/** @type {import('./rules.mjs').Rule[]} */
export const definitionRules = [
  {
    id: 'anonymous-definition', why: 'Logs, approvals and audits show the name.',
    check: document => (document.content.name ? [] : [{ line: 1, message: `The ${document.kind} has no name. Add 'name:'.` }]),
  },
  {
    id: 'dangerous-triggers', why: 'These run with secrets and a writing token on input that strangers control.',
    check: document => DANGEROUS.filter(trigger => document.triggers.includes(trigger))
      .map(trigger => ({ line: document.line('on', trigger), message: `The trigger ${trigger} is not allowed. Use pull_request without secrets.` })),
  },
  {
    id: 'concurrency-limits', why: 'Two runs at once may publish twice.',
    check({ kind, content, triggers, jobs }) {
      if (kind !== 'workflow' || content.concurrency || triggers.every(trigger => trigger === 'workflow_call')) return [];
      if (jobs.length > 0 && jobs.every(({ job }) => job.concurrency)) return [];
      return [{ line: 1, message: "The workflow limits no concurrency. Add 'concurrency:' with a group." }];
    },
  },
  {
    id: 'timeout-minutes', why: 'A hanging step otherwise holds its runner, its token and its concurrency group for six hours.',
    check: document => document.jobs.filter(({ job }) => !job.uses && job['timeout-minutes'] === undefined)
      .map(({ id }) => ({ line: document.line('jobs', id), message: `The job '${id}' has no timeout-minutes. Add it.` })),
  },
];
