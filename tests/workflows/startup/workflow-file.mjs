import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { entriesOf, literalOf } from '../expressions/tokens.mjs';

/**
 * A parsed workflow: GitHub's converted model plus the raw tokens, in which `with`, `env` and the like still stand.
 * @typedef {object} WorkflowFile
 * @property {string} path
 * @property {object} root root mapping token
 * @property {object[]} jobs converted jobs in file order
 * @property {Map<string, object>} jobTokens raw mapping token of each job
 * @property {Map<string, object | undefined>} triggers events under `on:` with their tokens
 * @property {string} name
 */

/**
 * Parses a workflow with GitHub's parser; every schema or expression error becomes one sentence of the exception.
 * @param {string} name shown in errors, e.g. owner/name/.github/workflows/x.yml
 * @param {string} filePath
 * @param {string} content
 * @returns {Promise<WorkflowFile>}
 */
export async function parseWorkflowFile(name, filePath, content) {
  const parsed = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const errors = () => parsed.context.errors.getErrors().map(error => error.message);
  const template = parsed.value ? await convertWorkflowTemplate(parsed.context, parsed.value, undefined, {}) : {};
  if (!parsed.value || errors().length > 0) {
    throw new Error(`The workflow is not valid. ${[...new Set(errors())].map(text => text.startsWith(name) ? text : `${name}: ${text}`).join('\n')}`);
  }
  const root = parsed.value;
  return {
    path: filePath, root, jobs: template.jobs ?? [], jobTokens: entriesOf(root.find('jobs')),
    triggers: triggersOf(root.find('on')), name: literalOf(root.find('name')) || filePath,
  };
}

function triggersOf(token) {
  if (token?.templateTokenType === 2) return entriesOf(token);
  const names = literalOf(token) ?? [];
  return new Map([names].flat().map(name => [name, undefined]));
}

/**
 * `on.<event>.<part>` of a workflow (inputs, secrets, outputs) by name.
 * @param {WorkflowFile} workflow
 * @param {string} event
 * @param {'inputs' | 'secrets' | 'outputs'} part
 */
export function declared(workflow, event, part) {
  return entriesOf(entriesOf(workflow.triggers.get(event)).get(part));
}

/**
 * Where a token stands, as "file (Line: 3, Col: 5)".
 * @param {WorkflowFile} workflow
 * @param {object} token
 */
export function placeOf(workflow, token) {
  const start = token?.range?.start;
  return start ? `${workflow.path} (Line: ${start.line}, Col: ${start.column})` : workflow.path;
}
