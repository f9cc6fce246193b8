import path from 'node:path';
import { textMappingOf, valueOf } from '../expressions/tokens.mjs';
import { hostVariables } from '../processes/host-variables.mjs';
import { runnerContext } from './github-context.mjs';
import { createJobFolders } from './job-folders.mjs';
import { jobOutputs } from './job-outputs.mjs';
import { environmentUrl, requestApproval } from './environments.mjs';
import { runPreSteps, runPostSteps, setUpActions } from './action-phases.mjs';
import { runDefaults } from './shell-step.mjs';
import { runSteps } from './step.mjs';
import { stepsOf } from './step-model.mjs';

const DEFAULT_TIMEOUT = 360;

/**
 * A job with steps while it runs.
 * @typedef {ReturnType<typeof createJobState>} JobState
 */

/**
 * Runs one leg of a job that has steps.
 * @param {import('./run-state.mjs').RunState} run
 * @param {import('./job-graph.mjs').JobCall} call
 * @returns {Promise<{result: string, outputs: Record<string, string>}>}
 */
export async function runStepsJob(run, call) {
  const { job: model, token, scope, record } = call;
  for (const key of ['container', 'services']) {
    if (model[key]) throw new Error(`The job '${call.id}' has '${key}', which this executor does not support. Run it on GitHub only.`);
  }
  const approval = requestApproval(run, call);
  record.environment = approval?.environment;
  if (approval && !approval.approved) throw new Error(`The deployment to ${approval.environment} was rejected.`);
  const job = createJobState(run, call, approval?.environment);
  const timer = new AbortController();
  const minutes = valueOf(token.find('timeout-minutes'), scope) ?? DEFAULT_TIMEOUT;
  const limit = setTimeout(() => timer.abort(), Math.min(minutes * 60_000, 2 ** 31 - 1));
  job.signal = AbortSignal.any([timer.signal, run.signal]);
  try {
    const steps = stepsOf(model.steps, token.find('steps'));
    await setUpActions(job, steps);
    record.steps.push(...await runPreSteps(job, steps));
    record.steps.push(...await runSteps(job, job.frame, steps));
    record.steps.push(...await runPostSteps(job));
  } finally {
    clearTimeout(limit);
  }
  if (timer.signal.aborted) record.annotations.push({ level: 'error', message: `The job has exceeded the maximum execution time of ${minutes}m0s` });
  const outputs = jobOutputs(job, token);
  if (approval) approval.record.url = environmentUrl(job, token);
  return { result: job.frame.status, outputs };
}

function createJobState(run, { id, path: jobPath, node, token, scope, contexts: given, permissions, record, depth, forwarded }, environment) {
  const { workflow, checkout } = node;
  const contexts = withEnvironmentValues(given, run, environment, forwarded);
  const { github } = contexts;
  const folders = createJobFolders(path.join(run.work, 'jobs', jobPath), github.repository, github.event);
  const jobScope = env => ({ ...scope, contexts: { ...contexts, env } });
  const env = {};
  for (const source of [workflow.root.find('env'), token.find('env')]) Object.assign(env, textMappingOf(source, jobScope(env)));
  const debug = run.debug || contexts.secrets.ACTIONS_STEP_DEBUG === 'true' || run.vars.ACTIONS_STEP_DEBUG === 'true';
  return {
    run, id, path: jobPath, permissions, folders, record, debug, contexts, env, signal: run.signal, pathAdditions: [],
    frame: { steps: {}, inputs: contexts.inputs, env: {}, github: {}, own: checkout, status: 'success', depth: depth + 1 },
    github: { ...github, job: id, workspace: folders.workspace, event_path: folders.eventFile },
    runner: runnerContext(folders, debug),
    identity: {
      check_run_id: 1, workflow_ref: `${checkout.repository}/${workflow.path}@${checkout.ref}`, workflow_sha: checkout.sha,
      workflow_repository: checkout.repository, workflow_file_path: workflow.path,
    },
    defaults: runDefaults(workflow.root.find('defaults'), token.find('defaults'), jobScope(env)),
    /** Actions and saved state by step, from the job's set-up on. */
    instances: new Map(), posts: [],
    hostEnv: hostVariables(run.passEnvironment),
    serviceVariables: servicesFor(run.serviceVariables, permissions),
  };
}

// Variables of an environment come without being passed (docs.github.com, "Store information in variables"); its secrets don't.
function withEnvironmentValues(contexts, run, environment, forwarded) {
  const own = environment ? run.environments[environment] : undefined;
  if (!own) return contexts;
  for (const value of Object.values(own.secrets ?? {})) run.masker.add(value);
  return { ...contexts, secrets: { ...contexts.secrets, ...forwarded.of(own.secrets ?? {}) }, vars: { ...contexts.vars, ...own.vars } };
}

// The address of the OIDC provider is only there for jobs that may ask it for a token.
function servicesFor(variables, permissions) {
  const entries = Object.entries(variables).filter(([name]) => !name.startsWith('ACTIONS_ID_TOKEN_') || permissions['id-token'] === 'write');
  return Object.fromEntries(entries);
}
