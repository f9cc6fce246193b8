import path from 'node:path';
import { globExpression } from '../files/glob.mjs';
import { booleanInput, strictInputs } from './program-call.mjs';

/** Inputs of actions/download-artifact with their defaults. */
export const DOWNLOAD_INPUTS = {
  name: {}, 'artifact-ids': {}, path: {}, pattern: {}, 'merge-multiple': { default: 'false' }, 'github-token': {}, repository: {},
  'run-id': {}, 'skip-decompress': { default: 'false' }, 'digest-mismatch': { default: 'error' },
};

/**
 * actions/download-artifact from the run's own store. A named artifact goes straight into the folder, several go into
 * one folder each, unless they are merged.
 * @param {import('./program-call.mjs').ProgramCall} call
 */
export async function downloadArtifact({ inputs: given, job, session, github }) {
  const inputs = strictInputs('actions/download-artifact', DOWNLOAD_INPUTS, given);
  if (inputs['run-id'] && inputs['run-id'] !== github.run_id) {
    throw new Error(`The artifacts of run ${inputs['run-id']} are not here; only those of this run are. Leave 'run-id' out.`);
  }
  const target = path.resolve(job.folders.workspace, inputs.path || '.');
  const { artifacts, direct } = chosen(inputs, job.run.artifacts);
  const merge = booleanInput('merge-multiple', inputs['merge-multiple']) || direct;
  for (const artifact of artifacts) {
    job.run.artifacts.extract(artifact, merge ? target : path.join(target, artifact.name));
    session.print(`Downloaded ${artifact.name}: ${artifact.files.join(', ')}`);
  }
  session.print(`Total of ${artifacts.length} artifact(s) downloaded`);
  return { 'download-path': target };
}

function chosen(inputs, store) {
  if (inputs.name && inputs['artifact-ids']) throw new Error("Inputs 'name' and 'artifact-ids' cannot be used together. Please specify only one.");
  if (inputs.name) {
    const artifact = store.get(inputs.name);
    if (!artifact) throw new Error(`Unable to download artifact(s): Artifact not found for name: ${inputs.name}. Please ensure that your artifact is not expired and that an earlier job uploaded it.`);
    return { artifacts: [artifact], direct: true };
  }
  if (inputs['artifact-ids']) {
    const ids = inputs['artifact-ids'].split(',').map(id => Number(id.trim()));
    const artifacts = store.all().filter(artifact => ids.includes(artifact.id));
    if (artifacts.length !== ids.length) throw new Error(`Unable to download artifact(s): not all of the artifact ids ${inputs['artifact-ids']} were found.`);
    return { artifacts, direct: artifacts.length === 1 };
  }
  const wanted = inputs.pattern ? globExpression(inputs.pattern) : /^/;
  return { artifacts: store.all().filter(artifact => wanted.test(artifact.name)), direct: false };
}
