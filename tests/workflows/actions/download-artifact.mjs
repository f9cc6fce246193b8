import path from 'node:path';
import { matchesName } from '../artifacts/name-pattern.mjs';
import { giveToRunner } from '../executor/runner-user.mjs';
import { booleanInput, strictInputs } from './program-call.mjs';

/** Inputs of actions/download-artifact with their defaults. */
export const DOWNLOAD_INPUTS = {
  name: {}, 'artifact-ids': {}, path: {}, pattern: {}, 'merge-multiple': { default: 'false' }, 'github-token': {}, repository: {},
  'run-id': {}, 'skip-decompress': { default: 'false' }, 'digest-mismatch': { default: 'error' },
};

/**
 * actions/download-artifact 8.0.1 from the run's own store, or from that of an earlier run. Source: its src/download-artifact.ts.
 * @param {import('./program-call.mjs').ProgramCall} call
 */
export async function downloadArtifact({ inputs: given, job, session, github }) {
  const inputs = strictInputs('actions/download-artifact', DOWNLOAD_INPUTS, given);
  const target = path.resolve(job.folders.workspace, inputs.path || '.');
  const artifacts = chosen(inputs, storeOf(inputs, job.run, github), session);
  // A single one goes straight into the folder however it was chosen, as one that is named does.
  const direct = inputs.name !== '' || booleanInput('merge-multiple', inputs['merge-multiple']) || artifacts.length === 1;
  for (const artifact of artifacts) {
    job.run.artifacts.extract(artifact, direct ? target : path.join(target, artifact.name));
    session.print(`Downloaded ${artifact.name}: ${artifact.files.join(', ')}`);
  }
  giveToRunner(job.folders.workspace);
  // It says so once for each part of the list, so not at all for an empty one.
  if (artifacts.length === 0) return {};
  session.print(`Total of ${artifacts.length} artifact(s) downloaded`);
  return { 'download-path': target };
}

// Without a token, run-id and repository mean nothing: "If github-token is specified, this is the run that artifacts will be downloaded from" (action.yml).
function storeOf(inputs, run, github) {
  const repository = inputs.repository || github.repository, id = inputs['run-id'] || github.run_id;
  if (!inputs['github-token'] || (repository === github.repository && id === github.run_id)) return run.artifacts;
  const isForeign = repository !== github.repository;
  // "GITHUB_TOKEN … can only access resources in the repository that contains the workflow" (docs.github.com, Automatic token authentication).
  if (isForeign && inputs['github-token'] === github.token) throw new Error('Unable to download artifact(s): Resource not accessible by integration');
  const store = run.earlierRuns[isForeign ? `${repository}:${id}` : id];
  if (!store) throw new Error(`Unable to download artifact(s): the artifacts of run ${id} of ${repository} are not here. Name the run's folder by --run-artifacts.`);
  return store;
}

function chosen(inputs, store, session) {
  if (inputs.name && inputs['artifact-ids']) throw new Error("Inputs 'name' and 'artifact-ids' cannot be used together. Please specify only one.");
  if (inputs.name) {
    const artifact = store.get(inputs.name);
    if (!artifact) throw new Error(`Unable to download artifact(s): Artifact not found for name: ${inputs.name}. Please ensure that your artifact is not expired and that an earlier job uploaded it.`);
    return [artifact];
  }
  if (inputs['artifact-ids']) return byIds(inputs['artifact-ids'].split(',').map(id => id.trim()).filter(Boolean), store, session);
  return store.all().filter(artifact => !inputs.pattern || matchesName(inputs.pattern, artifact.name));
}

function byIds(ids, store, session) {
  if (ids.length === 0) throw new Error("Unable to download artifact(s): No valid artifact IDs provided in 'artifact-ids' input");
  const wrong = ids.find(id => Number.isNaN(Number.parseInt(id, 10)));
  if (wrong) throw new Error(`Unable to download artifact(s): Invalid artifact ID: '${wrong}'. Must be a number.`);
  const wanted = ids.map(id => Number.parseInt(id, 10));
  const artifacts = store.all().filter(artifact => wanted.includes(artifact.id));
  if (artifacts.length === 0) throw new Error('Unable to download artifact(s): None of the provided artifact IDs were found');
  const missing = wanted.filter(id => !artifacts.some(artifact => artifact.id === id));
  if (missing.length > 0) session.warning(`Could not find the following artifact IDs: ${missing.join(', ')}`);
  return artifacts;
}
