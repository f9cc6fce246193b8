import { spawnSync } from 'node:child_process';
import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** User and group of the runner on GitHub's machines (actions/runner#2033: container actions are root in a workspace of user 1001). */
export const RUNNER = 1001;

const executor = path.dirname(fileURLToPath(import.meta.url));

/**
 * Gives what root made in a folder to the runner's user, as on GitHub, where steps that are no containers run as that user. Does nothing for an executor that
 * is not root, or where that user could not enter the folder.
 * @param {string} folder
 */
export function giveToRunner(folder) {
  if (process.getuid?.() !== 0 || ![folder, executor].every(canBeEntered)) return;
  const { status, stderr } = spawnSync('chown', ['--recursive', '--no-dereference', '--from=0', `${RUNNER}:${RUNNER}`, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The folder ${folder} can't be given to the runner's user: ${stderr.trim()}`);
}

/** Whether every folder above a path may be entered by anybody. */
export function canBeEntered(folder) {
  for (let at = path.dirname(folder); at !== path.dirname(at); at = path.dirname(at)) if (!(statSync(at).mode & 0o001)) return false;
  return lstatSync(folder).uid === RUNNER || Boolean(statSync(folder).mode & 0o001);
}
