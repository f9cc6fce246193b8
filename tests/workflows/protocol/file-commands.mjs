import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { parseKeyValueFile } from './key-value-file.mjs';

const SUMMARY_LIMIT = 1024 * 1024;
const PREFIXES = {
  output: 'set_output_', env: 'set_env_', path: 'add_path_', state: 'save_state_', step_summary: 'step_summary_',
  artifacts: 'artifacts_', artifacts_list: 'artifacts_list_',
};

/**
 * The fresh, empty files that one step gets. Keys are the names in the github context (`output`, `env`, `path` …).
 * Source: actions/runner FileCommandManager.InitializeFiles.
 * @param {string} folder `_runner_file_commands`
 * @returns {Record<keyof typeof PREFIXES, string>}
 */
export function createFileCommands(folder) {
  mkdirSync(folder, { recursive: true });
  const suffix = randomUUID();
  const files = {};
  for (const [name, prefix] of Object.entries(PREFIXES)) {
    files[name] = path.join(folder, prefix + suffix);
    writeFileSync(files[name], '');
  }
  return files;
}

/**
 * Reads what a step left in its files and deletes them. A file that can't be understood fails the step, the others
 * still count. Source: actions/runner FileCommandManager.ProcessFiles.
 * @param {Record<string, string>} files
 * @param {(line: string) => string} mask applied to each line of the summary
 * @returns {{outputs: Array<[string, string]>, env: Array<[string, string]>, state: Array<[string, string]>,
 *   path: string[], summary: string, errors: string[], failed: boolean}}
 */
export function readFileCommands(files, mask) {
  const result = { outputs: [], env: [], state: [], path: [], summary: '', errors: [], failed: false };
  const attempt = (name, read) => {
    try {
      read(files[name]);
    } catch (error) {
      if (error.code === 'ENOENT') return;
      result.errors.push(`Unable to process file command '${name}' successfully.`, error.message);
      result.failed = true;
    }
  };
  attempt('path', file => { result.path = text(file).split(/\r\n|\n|\r/).filter(Boolean); });
  attempt('env', file => { result.env = environmentEntries(file, result.errors); });
  attempt('step_summary', file => { result.summary = summaryOf(file, mask, result.errors); });
  attempt('state', file => { result.state = named(parseKeyValueFile(text(file))); });
  attempt('output', file => { result.outputs = named(parseKeyValueFile(text(file))); });
  for (const file of Object.values(files)) rmSync(file, { force: true });
  return result;
}

const text = file => readFileSync(file, 'utf8').replace(/^\uFEFF/, '');

function named(entries) {
  if (entries.some(([name]) => name === '')) throw new Error('Invalid format. Name must not be empty');
  return entries;
}

function environmentEntries(file, errors) {
  return named(parseKeyValueFile(text(file))).filter(([name]) => {
    if (name.toUpperCase() !== 'NODE_OPTIONS') return true;
    errors.push("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
    return false;
  });
}

function summaryOf(file, mask, errors) {
  const { size } = statSync(file);
  if (size > SUMMARY_LIMIT) {
    errors.push(`$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(size / 1024)}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`);
    return '';
  }
  return text(file).split('\n').map(mask).join('\n');
}
