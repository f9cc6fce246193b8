import path from 'node:path';
import { artifactRoot } from '../artifacts/common-ancestor.mjs';
import { findFiles } from '../files/glob.mjs';
import { booleanInput, strictInputs } from './program-call.mjs';

/** Inputs of actions/upload-artifact with their defaults. */
export const UPLOAD_INPUTS = {
  name: { default: 'artifact' }, path: { required: true }, 'if-no-files-found': { default: 'warn' }, 'retention-days': {},
  'compression-level': { default: '6' }, overwrite: { default: 'false' }, 'include-hidden-files': { default: 'false' }, archive: { default: 'true' },
};

/**
 * actions/upload-artifact into the run's own store.
 * @param {import('./program-call.mjs').ProgramCall} call
 */
export async function uploadArtifact({ inputs: given, job, session, github }) {
  const inputs = strictInputs('actions/upload-artifact', UPLOAD_INPUTS, given);
  const hidden = booleanInput('include-hidden-files', inputs['include-hidden-files']);
  const { files, searchPaths } = findFiles(job.folders.workspace, [inputs.path], { hidden, outside: true });
  if (files.length === 0) {
    reportNothing(inputs, session);
    return {};
  }
  const root = artifactRoot(searchPaths, files);
  const artifact = job.run.artifacts.add(inputs.name, files.map(source => ({ source, target: path.relative(root, source) })),
    { overwrite: booleanInput('overwrite', inputs.overwrite) });
  session.print(`Artifact ${artifact.name} has ${files.length} file(s): ${artifact.files.join(', ')}`);
  return {
    'artifact-id': String(artifact.id), 'artifact-digest': artifact.digest,
    'artifact-url': `${github.server_url}/${github.repository}/actions/runs/${github.run_id}/artifacts/${artifact.id}`,
  };
}

function reportNothing(inputs, session) {
  const message = `No files were found with the provided path: ${inputs.path}. No artifacts will be uploaded.`;
  switch (inputs['if-no-files-found']) {
    case 'warn': return session.warning(message);
    case 'ignore': return session.print(message);
    case 'error': throw new Error(message);
    default: throw new Error(`Unrecognized if-no-files-found input. Provided: ${inputs['if-no-files-found']}. Available options: warn, error, ignore.`);
  }
}
