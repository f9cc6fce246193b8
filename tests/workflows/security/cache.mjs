const RELEASES = ['workflow_call', 'release', 'workflow_dispatch'];

/** @type {import('./rules.mjs').Rule[]} */
export const cacheRules = [
  {
    id: 'cache-poisoning', why: 'Another workflow of the repository can have written the cache; what a release takes from it is signed and shipped.',
    check(document) {
      if (!releases(document)) return [];
      return document.steps.filter(({ step }) => usesCache(step))
        .map(({ step, path }) => ({ line: document.line(...path, 'uses'), message: `'${step.uses}' restores a cache in a workflow that releases. Turn the cache off.` }));
    },
  },
];

function releases({ kind, triggers, content }) {
  return kind === 'workflow' && (RELEASES.some(trigger => triggers.includes(trigger)) || Boolean(content.on?.push?.tags));
}

function usesCache({ uses = '', with: inputs = {} }) {
  const name = uses.split('@')[0].toLowerCase();
  if (/^actions\/cache(\/restore)?$/.test(name)) return true;
  if (/^(actions|ruby|gradle|astral-sh)\/setup-/.test(name)) {
    return Object.entries(inputs ?? {}).some(([key, value]) => /^(cache|enable-cache|bundler-cache)$/.test(key) && value !== false && value !== 'false' && value !== '');
  }
  if (name === 'docker/build-push-action') return Boolean(inputs?.['cache-from']);
  return false;
}
