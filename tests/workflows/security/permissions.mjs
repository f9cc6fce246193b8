/** @type {import('./rules.mjs').Rule[]} */
export const permissionRules = [
  {
    id: 'excessive-permissions', why: 'A step that goes wrong can do what its token can do.',
    check(document) {
      if (document.kind !== 'workflow') return [];
      const { permissions } = document.content;
      const top = permissions && typeof permissions === 'object' && Object.keys(permissions).length === 0;
      const findings = top ? [] : [{ line: document.line('permissions'), message: "The workflow must say 'permissions: {}' at the top; each job asks for what it needs." }];
      for (const { id, job } of document.jobs) {
        const line = document.line('jobs', id, 'permissions');
        if (job.permissions === undefined) findings.push({ line: document.line('jobs', id), message: `The job '${id}' has no permissions. Add its minimum, or {}.` });
        else if (typeof job.permissions === 'string') findings.push({ line, message: `The job '${id}' takes '${job.permissions}'. Name single permissions.` });
      }
      return findings;
    },
  },
  {
    id: 'undocumented-permissions', why: 'Without a reason beside it nobody dares to take a permission away again.',
    check: document => document.jobs.flatMap(({ id, job }) => granted(job.permissions).flatMap(([name, level]) => {
      const line = document.line('jobs', id, 'permissions', name);
      const explained = /\s#\s*\S/.test(document.text(line)) || /^\s*#\s*\S/.test(document.text(line - 1));
      return explained ? [] : [{ line, message: `The permission '${name}: ${level}' of the job '${id}' has no comment. Say behind it what it is for.` }];
    })),
  },
];

function granted(permissions) {
  if (!permissions || typeof permissions !== 'object') return [];
  return Object.entries(permissions).filter(([, level]) => level !== 'none');
}
