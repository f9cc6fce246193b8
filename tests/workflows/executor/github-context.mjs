import path from 'node:path';

// Source: actions/runner GitHubContext._contextEnvAllowlist.
const IN_ENVIRONMENT = ['action_path', 'action_ref', 'action_repository', 'action', 'actor', 'actor_id', 'api_url', 'artifacts',
  'artifacts_list', 'base_ref', 'env', 'event_name', 'event_path', 'graphql_url', 'head_ref', 'job', 'output', 'path', 'ref_name',
  'ref_protected', 'ref_type', 'ref', 'repository', 'repository_id', 'repository_owner', 'repository_owner_id', 'retention_days',
  'run_attempt', 'run_id', 'run_number', 'server_url', 'sha', 'state', 'step_summary', 'triggering_actor', 'workflow', 'workflow_ref',
  'workflow_sha', 'workspace'];

/**
 * The `github` context of a run. In a called workflow it is still the caller's.
 * @param {object} run
 * @param {string} run.repository owner/name
 * @param {string} run.ref full ref, e.g. refs/heads/main
 * @param {string} run.sha
 * @param {string} run.event
 * @param {object} run.payload
 * @param {{name: string, path: string}} run.workflow
 * @param {string} run.token
 * @param {string} [run.actor]
 * @param {string} [run.runId]
 * @param {string} [run.apiUrl]
 * @param {string} [run.serverUrl]
 */
export function githubContext({ repository, ref, sha, event, payload, workflow, token, actor = 'octocat', runId = '1', apiUrl = 'https://api.github.com', serverUrl = 'https://github.com' }) {
  const pull = payload.pull_request;
  return {
    token, event: payload, event_name: event,
    actor, actor_id: '583231', triggering_actor: actor,
    repository, repository_owner: repository.split('/')[0], repository_id: '1', repository_owner_id: '1',
    repositoryUrl: `git://github.com/${repository}.git`,
    ref, ref_name: shortName(ref), ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch', ref_protected: false,
    head_ref: pull?.head?.ref ?? '', base_ref: pull?.base?.ref ?? '', sha,
    workflow: workflow.name, workflow_ref: `${repository}/${workflow.path}@${ref}`, workflow_sha: sha,
    run_id: runId, run_number: '1', run_attempt: '1', retention_days: '90',
    server_url: serverUrl, api_url: apiUrl, graphql_url: `${apiUrl}/graphql`,
    secret_source: 'Actions',
  };
}

/**
 * A ref without its refs/… prefix.
 * @param {string} ref
 */
export function shortName(ref) {
  return ref.replace(/^refs\/(heads|tags|pull)\//, '');
}

/**
 * A short name as a full ref: v1.2.3 looks like a tag, everything else like a branch.
 * @param {string} ref
 */
export function fullRef(ref) {
  if (ref.startsWith('refs/')) return ref;
  return /^v?\d+(\.\d+)*([-+].*)?$/.test(ref) ? `refs/tags/${ref}` : `refs/heads/${ref}`;
}

/**
 * The payload of an event in its smallest useful form; what the caller gives wins.
 * @param {string} event
 * @param {{repository: string, ref: string, sha: string}} run
 * @param {object} given
 */
export function eventPayload(event, { repository, ref, sha }, given) {
  const [owner, name] = repository.split('/');
  const base = {
    repository: { id: 1, name, full_name: repository, owner: { login: owner, id: 1 }, default_branch: 'main', html_url: `https://github.com/${repository}` },
    sender: { login: 'octocat', id: 583231 },
  };
  if (event === 'push') Object.assign(base, { ref, after: sha, before: '0'.repeat(40), commits: [] });
  if (event === 'workflow_dispatch') base.ref = ref;
  return { ...base, ...given };
}

/**
 * The GITHUB_* and RUNNER_* variables of a step.
 * @param {Record<string, unknown>} github
 * @param {Record<string, unknown>} runner
 * @returns {Record<string, string>}
 */
export function runnerEnvironment(github, runner) {
  const variables = {};
  for (const name of IN_ENVIRONMENT) {
    const value = github[name];
    if (value !== undefined && value !== null && typeof value !== 'object') variables[`GITHUB_${name.toUpperCase()}`] = String(value);
  }
  for (const [name, value] of Object.entries(runner)) variables[`RUNNER_${name.toUpperCase()}`] = String(value);
  return variables;
}

/**
 * The `runner` context.
 * @param {import('./job-folders.mjs').JobFolders} folders
 * @param {boolean} debug
 */
export function runnerContext(folders, debug) {
  return {
    os: 'Linux', arch: process.arch === 'arm64' ? 'ARM64' : 'X64', name: 'GitHub Actions 1', environment: 'github-hosted',
    tool_cache: folders.toolCache, temp: folders.temp, workspace: path.dirname(folders.workspace), ...(debug ? { debug: '1' } : {}),
  };
}
