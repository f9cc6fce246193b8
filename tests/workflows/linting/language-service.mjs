import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import YAML from 'yaml';
import { builtInAction } from '../actions/built-in.mjs';

const SEVERITIES = { 1: 'error', 2: 'warning', 3: 'info', 4: 'hint' };

/**
 * @typedef {{file: string, line: number, column: number, severity: string, message: string}} Finding
 */

/**
 * Checks a workflow or an action.yml with the language service that GitHub's own editor uses.
 * @param {string} root folder of the repository, which `./`, `$/` and its own name lead to
 * @param {string} file
 * @param {string} [repository] name under which the repository calls itself
 * @returns {Promise<Finding[]>}
 */
export async function lintFile(root, file, repository = 'org/uv-release') {
  const document = TextDocument.create(pathToFileURL(path.resolve(file)).href, 'yaml', 1, readFileSync(file, 'utf8'));
  const diagnostics = await validate(document, configuration(root, repository));
  return diagnostics.map(({ range, severity = 1, message }) => ({
    file, line: range.start.line + 1, column: range.start.character + 1, severity: SEVERITIES[severity], message,
  }));
}

function configuration(root, repository) {
  const isOwn = reference => `${reference.owner}/${reference.name}`.toLowerCase() === repository.toLowerCase();
  return {
    actionsMetadataProvider: { fetchActionMetadata: async reference => (isOwn(reference) ? metadata(root, reference.path ?? '.') : foreign(reference)) },
    contextProviderConfig: { getContext: async (name, context) => context },
    fileProvider: {
      async getFileContent(reference) {
        const file = referencedFile(reference, repository);
        if (!file) throw new Error('The workflow belongs to another repository.');
        return { name: file, content: readFileSync(path.join(root, file), 'utf8') };
      },
    },
  };
}

// In a source tree the action that is released as `publish` lies in actions/publish.
function metadata(root, folder) {
  const file = ['', 'actions'].flatMap(parent => ['action.yml', 'action.yaml'].map(name => path.join(root, parent, folder, name))).find(existsSync);
  return file && YAML.parse(readFileSync(file, 'utf8'));
}

// Without inputs the service checks nothing about an action; of most foreign ones no manifest is at hand.
function foreign({ owner, name, path: folder }) {
  return { name, description: '', inputs: folder ? undefined : builtInAction(`${owner}/${name}`)?.inputs };
}

function referencedFile(reference, repository) {
  if (reference.owner && `${reference.owner}/${reference.repository}`.toLowerCase() !== repository.toLowerCase()) return undefined;
  return String(reference.path ?? reference).replace(/^[.$]\//, '');
}
