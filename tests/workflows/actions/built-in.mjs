import { checkout } from './checkout.mjs';
import { downloadArtifact } from './download-artifact.mjs';
import { uploadArtifact } from './upload-artifact.mjs';

const BUILT_IN = { 'actions/checkout': checkout, 'actions/upload-artifact': uploadArtifact, 'actions/download-artifact': downloadArtifact };

/**
 * An action of GitHub's that this executor performs itself.
 * @param {string} name owner/name
 * @returns {((call: import('./program-call.mjs').ProgramCall) => Promise<Record<string, string>>) | undefined}
 */
export function builtInAction(name) {
  return BUILT_IN[name.toLowerCase()];
}
