import { parseUses } from '../repositories/uses.mjs';
import { callErrors } from './call-declarations.mjs';
import { permissionError, requestedBy, RESTRICTED_DEFAULT } from './permissions.mjs';
import { parseWorkflowFile, placeOf } from './workflow-file.mjs';

const LEVELS = 10;
const UNIQUE_WORKFLOWS = 50;

/**
 * A workflow with everything it calls, as GitHub reads them before the first job starts.
 * @typedef {object} WorkflowNode
 * @property {import('./workflow-file.mjs').WorkflowFile} workflow
 * @property {import('../repositories/repository-map.mjs').Checkout} checkout the repository that holds the file
 * @property {Map<string, WorkflowNode>} calls called workflow by job id
 * @property {Map<string, import('./permissions.mjs').Permissions>} permissions effective permissions by job id
 */

/**
 * Loads a workflow and all that it calls. Anything GitHub would refuse at start-up throws an error whose `problems`
 * lists one sentence each.
 * @param {import('../repositories/repository-map.mjs').RepositoryMap} repositories
 * @param {{repository: string, ref: string, path: string}} entry
 * @returns {Promise<WorkflowNode>}
 */
export async function loadWorkflowTree(repositories, entry) {
  const problems = [];
  const seen = new Set();
  const node = await load(repositories.at(entry.repository, entry.ref), entry.path, RESTRICTED_DEFAULT, undefined, 1);
  if (seen.size > UNIQUE_WORKFLOWS) problems.push(`The run calls ${seen.size} different workflows; GitHub allows ${UNIQUE_WORKFLOWS}. Merge some of them.`);
  if (problems.length > 0) throw startupFailure(problems);
  return node;

  async function load(checkout, file, granted, call, level) {
    const name = `${checkout.repository}/${file}`;
    seen.add(`${name}@${checkout.ref}`);
    let workflow;
    try {
      workflow = await parseWorkflowFile(name, file, repositories.read(checkout.repository, file));
    } catch (error) {
      const at = call ? `${placeOf(call.caller, call.callerToken)}: ` : '';
      throw startupFailure([...problems, `${at}${error.message}`]);
    }
    const found = { workflow, checkout, calls: new Map(), permissions: new Map() };
    for (const job of workflow.jobs) await loadJob(found, job, granted, call, level);
    return found;
  }

  async function loadJob(node, job, granted, call, level) {
    const id = job.id.value;
    const requested = requestedBy(node.workflow, id, granted);
    const tooMuch = call && permissionError({ ...call, jobId: id }, requested, granted);
    if (tooMuch) problems.push(tooMuch);
    node.permissions.set(id, requested);
    if (job.type !== 'reusableWorkflowJob') return;
    const place = placeOf(node.workflow, job.ref);
    if (level >= LEVELS) {
      problems.push(`${place}: The workflow calls nest more than ${LEVELS} levels deep, the caller included. Call '${job.ref.value}' from a higher level.`);
      return;
    }
    try {
      const target = calledFile(node.checkout, job.ref.value);
      const called = await load(target.checkout, target.path, requested, { uses: job.ref.value, caller: node.workflow, callerToken: job.ref }, level + 1);
      node.calls.set(id, called);
      problems.push(...callErrors(node.workflow, job, called.workflow).map(text => `${place}: ${text}`));
    } catch (error) {
      problems.push(...(error.problems ?? [`${place}: ${error.message}`]));
    }
  }

  function calledFile(checkout, uses) {
    const reference = parseUses(uses);
    const path = reference.path ?? '';
    if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) {
      throw new Error(`'${uses}' is no reusable workflow: it must be a file directly in .github/workflows. Correct the 'uses:'.`);
    }
    // ./ and $/ both mean the repository and commit of the file that says so.
    if (reference.kind === 'workspace' || reference.kind === 'own') return { checkout, path };
    return { checkout: repositories.at(reference.repository, reference.ref), path };
  }
}

/**
 * The error of a run that never starts.
 * @param {string[]} problems
 */
export function startupFailure(problems) {
  const unique = [...new Set(problems)];
  return Object.assign(new Error(unique.join('\n')), { problems: unique, startup: true });
}
