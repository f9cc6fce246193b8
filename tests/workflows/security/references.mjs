import { parseUses } from '../repositories/uses.mjs';

const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const DIGEST = /@sha256:[0-9a-f]{64}$/;
const VERSION_COMMENT = /\s#\s*v?\d+(\.\d+)*/;

/** @type {import('./rules.mjs').Rule[]} */
export const referenceRules = [
  {
    id: 'unpinned-uses', why: 'A tag or branch can be moved to other code; a commit can not.',
    check: document => remotes(document).filter(({ reference }) => !HASH.test(reference.ref))
      .map(({ uses, line }) => ({ line, message: `'${uses}' is not pinned. Write the 40 digits of the commit and '# vX.Y.Z'.` })),
  },
  {
    id: 'ref-version-mismatch', why: 'Only with its version beside it can people and bots tell what a commit is.',
    check: document => remotes(document).filter(({ reference, line }) => HASH.test(reference.ref) && !VERSION_COMMENT.test(document.text(line)))
      .map(({ uses, line }) => ({ line, message: `'${uses}' has no version comment. Add '# vX.Y.Z' behind it.` })),
  },
  {
    id: 'self-repository', why: "'./' means the caller's workspace in a reusable workflow; '$/' always means this repository at this commit.",
    check: document => references(document).filter(({ reference }) => reference.kind === 'workspace')
      .map(({ uses, line }) => ({ line, message: `Write '$/${uses.slice(2)}' instead of '${uses}'.` })),
  },
  {
    id: 'unpinned-images', why: "An image's tag can be moved to other content; its digest can not.",
    check: document => images(document).filter(({ image }) => !DIGEST.test(image))
      .map(({ image, line }) => ({ line, message: `The image '${image}' is not pinned. Add '@sha256:' and its digest.` })),
  },
];

function references(document) {
  const all = [
    ...document.jobs.filter(({ job }) => job.uses).map(({ id, job }) => ({ uses: job.uses, line: document.line('jobs', id, 'uses') })),
    ...document.steps.filter(({ step }) => step.uses).map(({ step, path }) => ({ uses: step.uses, line: document.line(...path, 'uses') })),
  ];
  return all.map(item => ({ ...item, reference: parseUses(item.uses) }));
}

const remotes = document => references(document).filter(({ reference }) => reference.kind === 'remote' && !document.trusted.includes(reference.repository));

function images(document) {
  const found = references(document).filter(({ reference }) => reference.kind === 'docker').map(({ reference, line }) => ({ image: reference.image, line }));
  for (const { id, job } of document.jobs) {
    const containers = [[['container'], job.container], ...Object.entries(job.services ?? {}).map(([name, service]) => [['services', name], service])];
    for (const [path, container] of containers) {
      const image = typeof container === 'string' ? container : container?.image;
      if (image) found.push({ image, line: document.line('jobs', id, ...path) });
    }
  }
  return found;
}
