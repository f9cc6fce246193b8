import { insideOf } from '../repositories/repository-map.mjs';
import { parseUses } from '../repositories/uses.mjs';
import { builtInAction } from './built-in.mjs';
import { readManifest } from './manifest.mjs';

/**
 * What stands behind a step's `uses:`.
 * @typedef {{kind: 'docker-image', image: string}
 *   | {kind: 'program', name: string, ref: string, run: Function}
 *   | {kind: 'stand-in', name: string, ref: string, definition: object}
 *   | {kind: 'action', manifest: import('./manifest.mjs').Manifest, directory: string, shown: string,
 *      own: import('../repositories/repository-map.mjs').Checkout, local: boolean, repository?: string, ref?: string}} ResolvedAction
 */

/**
 * Finds the action of a `uses:`. A stand-in goes before a mapped repository, and that before the built-in actions.
 * @param {import('../executor/run-state.mjs').RunState} run
 * @param {string} uses
 * @param {{own: import('../repositories/repository-map.mjs').Checkout, workspace: string}} place
 * @returns {ResolvedAction}
 */
export function resolveAction(run, uses, { own, workspace }) {
  const reference = parseUses(uses);
  if (reference.kind === 'docker') return { kind: 'docker-image', image: reference.image };
  if (reference.kind === 'workspace') {
    const directory = insideOf(workspace, reference.path);
    return { kind: 'action', manifest: readManifest(directory, uses), directory, shown: uses, own, local: true };
  }
  if (reference.kind === 'own') return mapped(own, reference.path, uses);
  const name = [reference.repository, reference.path].filter(Boolean).join('/');
  const standIn = run.standIns.get(name.toLowerCase());
  if (standIn) return { kind: 'stand-in', name, ref: reference.ref, definition: standIn };
  if (run.repositories.has(reference.repository)) return mapped(run.repositories.at(reference.repository, reference.ref), reference.path, uses);
  const builtIn = builtInAction(name);
  if (builtIn) return { kind: 'program', name, ref: reference.ref, run: builtIn.run };
  throw new Error(`The action ${uses} can't run here: its repository is not mapped and it has no stand-in. Add --repository ${reference.repository}=PATH or --stand-in ${name}=FILE.mjs.`);
}

function mapped(checkout, path, shown) {
  const directory = insideOf(checkout.directory, path);
  return {
    kind: 'action', manifest: readManifest(directory, shown), directory, shown, own: checkout, local: false,
    repository: checkout.repository, ref: checkout.ref,
  };
}

/**
 * Whether a reference can be resolved before the job's first step, as the runner does when it sets the job up.
 * @param {import('../executor/run-state.mjs').RunState} run
 * @param {string} uses
 */
export function isKnownAtSetUp(run, uses) {
  const reference = parseUses(uses);
  return reference.kind === 'own' || reference.kind === 'docker' || (reference.kind === 'remote' && run.repositories.has(reference.repository));
}
