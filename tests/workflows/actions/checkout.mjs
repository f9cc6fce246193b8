import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fullRef } from '../executor/github-context.mjs';
import { insideOf, isGitRepository } from '../repositories/repository-map.mjs';
import { fetchRepository } from './git-fetch.mjs';
import { giveToRunner } from '../executor/runner-user.mjs';
import { booleanInput, strictInputs } from './program-call.mjs';

/** Inputs of actions/checkout with their defaults. */
export const CHECKOUT_INPUTS = {
  repository: {}, ref: {}, token: {}, 'ssh-key': {}, 'ssh-known-hosts': {}, 'ssh-strict': { default: 'true' }, 'ssh-user': { default: 'git' },
  'persist-credentials': { default: 'true' }, path: {}, clean: { default: 'true' }, filter: {}, 'sparse-checkout': {},
  'sparse-checkout-cone-mode': { default: 'true' }, 'fetch-depth': { default: '1' }, 'fetch-tags': { default: 'false' },
  'show-progress': { default: 'true' }, lfs: { default: 'false' }, submodules: { default: 'false' }, 'set-safe-directory': { default: 'true' },
  'github-server-url': {}, 'allow-unsafe-pr-checkout': { default: 'false' },
};

/**
 * actions/checkout: a real, by default shallow, clone of the mapped repository, or a copy when that is a plain tree.
 * @param {import('./program-call.mjs').ProgramCall} call
 */
export async function checkout({ inputs: given, job, session, github, signal }) {
  const inputs = strictInputs('actions/checkout', CHECKOUT_INPUTS, given);
  for (const unsupported of ['lfs', 'submodules']) {
    if (inputs[unsupported] !== 'false') throw new Error(`actions/checkout with '${unsupported}: ${inputs[unsupported]}' is not modelled here. Leave it out.`);
  }
  const repository = inputs.repository || github.repository;
  const source = job.run.repositories.directoryOf(repository);
  const target = insideOf(job.folders.workspace, inputs.path || '.');
  mkdirSync(target, { recursive: true });
  const own = repository.toLowerCase() === github.repository.toLowerCase();
  if (!isGitRepository(source)) {
    copyTree(source, target);
    const ref = inputs.ref || (own ? github.ref : 'refs/heads/main');
    giveToRunner(job.folders.workspace);
    session.print(`Copied the plain tree that stands for ${repository}`);
    return { ref, commit: job.run.repositories.at(repository, ref).sha };
  }
  const revision = await fetchRepository({
    pushAddress: await job.run.pushes.addressFor(job, repository),
    session, signal, source, target, home: job.folders.userHome, hostEnv: job.hostEnv, repository, serverUrl: github.server_url,
    token: inputs.token || github.token, persistCredentials: booleanInput('persist-credentials', inputs['persist-credentials']),
    ...wantedRevision(inputs.ref, own ? github : undefined),
    depth: depthOf(inputs['fetch-depth']), tags: booleanInput('fetch-tags', inputs['fetch-tags']),
    filter: inputs.filter || (inputs['sparse-checkout'] ? 'blob:none' : ''), sparse: sparseOf(inputs),
    safe: booleanInput('set-safe-directory', inputs['set-safe-directory']),
  });
  giveToRunner(job.folders.workspace);
  return revision;
}

function depthOf(text) {
  const depth = Number(text);
  return Number.isInteger(depth) && depth > 0 ? depth : 0;
}

function sparseOf(inputs) {
  const patterns = inputs['sparse-checkout'].split('\n').map(line => line.trim()).filter(Boolean);
  return { patterns, cone: booleanInput('sparse-checkout-cone-mode', inputs['sparse-checkout-cone-mode']) };
}

/** @returns {{ref: string, commit: string}} what to fetch; '' where unknown. Source: actions/checkout input-helper.ts */
function wantedRevision(ref, github) {
  if (!ref) return github ? { ref: github.ref, commit: github.sha } : { ref: '', commit: '' };
  if (/^[0-9a-f]{40}$/.test(ref)) return { ref: '', commit: ref };
  if (github && (ref === github.ref || fullRef(ref) === github.ref)) return { ref: github.ref, commit: github.sha };
  return { ref, commit: '' };
}

function copyTree(source, target) {
  for (const name of ['.git']) rmSync(path.join(target, name), { recursive: true, force: true });
  cpSync(source, target, { recursive: true, filter: item => path.basename(item) !== '.git' });
}
