import path from 'node:path';
import { translatePath } from './job-folders.mjs';

/**
 * The file of an annotation relative to the repository: container paths lead back to the host first.
 * Source: actions/runner IssueCommandExtension.ProcessCommand.
 * @param {string} file as the step wrote it
 * @param {string} workspace
 * @param {Array<[string, string]>} toHost container and host path pairs
 */
export function relativeSource(file, workspace, toHost) {
  const onHost = translatePath(file, toHost);
  const relative = path.relative(workspace, onHost);
  return path.isAbsolute(onHost) && relative && !relative.startsWith('..') ? relative : onHost;
}
