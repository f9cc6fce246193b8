import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { giveToRunner } from './runner-user.mjs';

/**
 * The folders of one job, laid out as on a runner.
 * @typedef {object} JobFolders
 * @property {string} workspace
 * @property {string} temp `_temp`
 * @property {string} home `_temp/_github_home`, HOME of containers
 * @property {string} workflow `_temp/_github_workflow`, holds event.json
 * @property {string} fileCommands `_temp/_runner_file_commands`
 * @property {string} toolCache `_tool`
 * @property {string} userHome HOME of `run:` steps
 * @property {string} eventFile
 */

/**
 * Creates a job's folders.
 * @param {string} parent empty folder for the job
 * @param {string} repository owner/name, which gives the workspace its name
 * @param {object} event payload
 * @returns {JobFolders}
 */
export function createJobFolders(parent, repository, event) {
  const name = repository.split('/')[1];
  const temp = path.join(parent, '_temp');
  const folders = {
    workspace: path.join(parent, name, name), temp, home: path.join(temp, '_github_home'), workflow: path.join(temp, '_github_workflow'),
    fileCommands: path.join(temp, '_runner_file_commands'), toolCache: path.join(parent, '_tool'), userHome: path.join(parent, '_home'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const eventFile = path.join(folders.workflow, 'event.json');
  writeFileSync(eventFile, JSON.stringify(event, null, 2));
  giveToRunner(parent);
  return { ...folders, eventFile };
}

/**
 * What a container action sees of them, most specific first: host folder and folder in the container.
 * Source: actions/runner ContainerActionHandler.cs.
 * @param {JobFolders} folders
 * @returns {Array<[string, string]>}
 */
export function containerMounts(folders) {
  return [
    [folders.workspace, '/github/workspace'], [folders.fileCommands, '/github/file_commands'], [folders.workflow, '/github/workflow'],
    [folders.home, '/github/home'], [folders.temp, '/github/runner_temp'],
  ];
}

/**
 * Rewrites a value that is, or starts with, a mounted path.
 * Source: actions/runner ContainerInfo.TranslateToContainerPath and TranslateToHostPath.
 * @param {string} value
 * @param {Array<[string, string]>} mappings from, to
 */
export function translatePath(value, mappings) {
  const match = mappings.find(([from]) => value === from || value.startsWith(`${from}/`));
  return match ? match[1] + value.slice(match[0].length) : value;
}
