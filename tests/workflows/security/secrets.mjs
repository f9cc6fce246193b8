import { textsIn } from './document.mjs';

const SECRET = /\bsecrets\s*(?:\.\s*(?!GITHUB_TOKEN\b)[A-Za-z_]|\[)/i;
const ALL_SECRETS = /\$\{\{[^}]*\bsecrets\s*(?:\)|\}\}|\[\s*(?!'))/i;

/** @type {import('./rules.mjs').Rule[]} */
export const secretRules = [
  {
    id: 'secrets-inherit', why: 'The called workflow gets every secret, also those that are added later.',
    check: document => document.jobs.filter(({ job }) => job.secrets === 'inherit')
      .map(({ id }) => ({ line: document.line('jobs', id, 'secrets'), message: `The job '${id}' passes all secrets on. Name the ones it needs.` })),
  },
  {
    id: 'secrets-in-job-env', why: "Every step of the job sees the job's env, third-party actions included.",
    check: document => [['env'], ...document.jobs.map(({ id }) => ['jobs', id, 'env'])].flatMap(path => {
      const env = path.length === 1 ? document.content.env : document.content.jobs[path[1]]?.env;
      return textsIn(env).filter(({ text }) => SECRET.test(text) || /secrets\.GITHUB_TOKEN/i.test(text))
        .map(found => ({ line: document.line(...path, ...found.path), message: `The variable '${found.path[0]}' holds a secret for all steps. Give it to the one step that needs it.` }));
    }),
  },
  {
    id: 'secrets-outside-env', level: 'warning', why: 'Secrets of an environment are only handed out after its approval rules.',
    check: document => document.jobs.filter(({ job }) => !job.uses && !job.environment && textsIn(job).some(({ text }) => SECRET.test(text)))
      .map(({ id }) => ({ line: document.line('jobs', id), message: `The job '${id}' uses secrets without an environment.` })),
  },
  {
    id: 'overprovisioned-secrets', why: 'An expression over all secrets hands all of them to the step.',
    check: document => textsIn(document.content).filter(({ text }) => ALL_SECRETS.test(text))
      .map(({ path }) => ({ line: document.line(...path), message: 'The expression takes all secrets or one by a computed name. Name the one it needs.' })),
  },
];
