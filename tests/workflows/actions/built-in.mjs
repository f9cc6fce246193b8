import { checkout, CHECKOUT_INPUTS } from './checkout.mjs';
import { downloadArtifact, DOWNLOAD_INPUTS } from './download-artifact.mjs';
import { uploadArtifact, UPLOAD_INPUTS } from './upload-artifact.mjs';

const BUILT_IN = {
  'actions/checkout': { run: checkout, inputs: CHECKOUT_INPUTS },
  'actions/upload-artifact': { run: uploadArtifact, inputs: UPLOAD_INPUTS },
  'actions/download-artifact': { run: downloadArtifact, inputs: DOWNLOAD_INPUTS },
};

/**
 * An action of GitHub's that this executor performs itself.
 * @param {string} name owner/name
 * @returns {{run: (call: import('./program-call.mjs').ProgramCall) => Promise<Record<string, string>>,
 *   inputs: Record<string, {required?: boolean, default?: string}>} | undefined}
 */
export function builtInAction(name) {
  return BUILT_IN[name.toLowerCase()];
}
