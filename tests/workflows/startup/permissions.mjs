import { literalOf } from '../expressions/tokens.mjs';
import { placeOf } from './workflow-file.mjs';

/**
 * Levels by permission name; an absent name means `none`.
 * @typedef {Record<string, 'read' | 'write'>} Permissions
 */

// What `read-all` and `write-all` spread to. Source: the permissions-mapping of @actions/workflow-parser's schema.
const NAMES = ['actions', 'artifact-metadata', 'attestations', 'checks', 'code-quality', 'contents', 'deployments', 'discussions',
  'id-token', 'issues', 'models', 'packages', 'pages', 'pull-requests', 'repository-projects', 'security-events', 'statuses'];
const RANK = { none: 0, read: 1, write: 2 };

/** What a workflow may do that asks for nothing, in a repository with GitHub's restricted default. */
export const RESTRICTED_DEFAULT = Object.freeze({ contents: 'read', packages: 'read' });

/**
 * The permissions written in a `permissions:` token.
 * @param {object | undefined} token
 * @returns {Permissions | undefined} undefined when the key is absent
 */
export function permissionsOf(token) {
  if (!token) return undefined;
  const value = literalOf(token);
  if (value === 'read-all') return Object.fromEntries(NAMES.filter(name => name !== 'id-token').map(name => [name, 'read']));
  if (value === 'write-all') return Object.fromEntries(NAMES.map(name => [name, name === 'models' ? 'read' : 'write']));
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, level]) => level !== 'none'));
}

/**
 * What a job asks for: its own block, else the workflow's, else all that was granted.
 * @param {import('./workflow-file.mjs').WorkflowFile} workflow
 * @param {string} jobId
 * @param {Permissions} granted
 * @returns {Permissions}
 */
export function requestedBy(workflow, jobId, granted) {
  return permissionsOf(workflow.jobTokens.get(jobId).find('permissions')) ?? permissionsOf(workflow.root.find('permissions')) ?? granted;
}

/**
 * The sentence GitHub fails the start-up with when a job of a called workflow asks for more than its caller grants.
 * @param {object} call
 * @param {string} call.uses the caller's `uses:`
 * @param {import('./workflow-file.mjs').WorkflowFile} call.caller
 * @param {object} call.callerToken
 * @param {string} call.jobId nested job
 * @param {Permissions} requested
 * @param {Permissions} granted
 * @returns {string | undefined} undefined when the grant is enough
 */
export function permissionError({ uses, caller, callerToken, jobId }, requested, granted) {
  const level = (set, name) => set[name] ?? 'none';
  const excess = Object.keys(requested).filter(name => RANK[level(requested, name)] > RANK[level(granted, name)]).sort();
  if (excess.length === 0) return undefined;
  const list = set => excess.map(name => `${name}: ${level(set, name)}`).join(', ');
  return `The workflow is not valid. ${placeOf(caller, callerToken)}: Error calling workflow '${uses}'. The nested job '${jobId}' is requesting '${list(requested)}', but is only allowed '${list(granted)}'. Grant it in the calling job's permissions.`;
}
