import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { createEngine } from '../engines/engine.mjs';
import { textOf } from '../expressions/tokens.mjs';
import { toText } from '../expressions/values.mjs';
import { isGitRepository } from '../repositories/repository-map.mjs';
import { dispatchInputs } from '../startup/dispatch-inputs.mjs';
import { ForwardedSecrets } from '../startup/forwarded-secrets.mjs';
import { loadWorkflowTree, startupFailure } from '../startup/workflow-tree.mjs';
import { concurrencyOf } from './concurrency.mjs';
import { eventPayload, fullRef, githubContext } from './github-context.mjs';
import { runJobs } from './job-graph.mjs';
import { createReport, finishReport } from './report.mjs';
import { createRunState } from './run-state.mjs';

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string>} repositories local folder by owner/name
 * @property {string} workflow owner/name:.github/workflows/x.yml
 * @property {string} [event] default workflow_dispatch
 * @property {object} [payload] event payload
 * @property {Record<string, unknown>} [inputs] of a workflow_dispatch
 * @property {Record<string, string>} [secrets]
 * @property {Record<string, string>} [vars]
 * @property {string} [ref] default: the branch of the repository's folder
 * @property {string} [work] folder for jobs and artifacts, kept afterwards; default: a temporary one
 * @property {string} [engine] process, bwrap, buildah, docker or podman
 * @property {Record<string, string>} [images] local image by reference or Dockerfile path
 * @property {string} [binaries] what stands for the image's /app (engine process)
 * @property {Record<string, string>} [imageFolders] engine process: folder of this machine by folder of the image
 * @property {string[]} [buildahOptions]
 * @property {Record<string, boolean>} [approvals] answer of the required reviewers by environment; an environment without one has none
 * @property {string} [runId] number of the run; default 1
 * @property {string} [apiUrl] what stands for GitHub's API
 * @property {string} [serverUrl] what stands for GitHub's pages
 * @property {Record<string, string>} [runArtifacts] artifacts of earlier runs, each run's `work`/artifacts, by number, or by `owner/name:number` of another repository
 * @property {string[]} [failSteps] steps that fail instead of running, each as job/step by path and name
 * @property {Record<string, {secrets?: object, vars?: object}>} [environments]
 * @property {Record<string, import('../actions/stand-in.mjs').StandIn>} [standIns]
 * @property {Record<string, string>} [serviceVariables] ACTIONS_* variables of actions
 * @property {string[]} [passEnvironment] further variables of this machine that steps may see
 * @property {(text: string) => void} [write] takes the log
 * @property {boolean} [colour]
 * @property {boolean} [debug]
 * @property {AbortSignal} [signal] cancels the run
 * @property {{interrupt: number, terminate: number}} [grace] milliseconds between SIGINT, SIGTERM and SIGKILL
 */

/**
 * Runs a workflow on this machine.
 * @param {RunOptions} options
 * @returns {Promise<object>} the report; `conclusion` is success, failure, cancelled or startup_failure
 */
export async function runWorkflow(options) {
  const work = options.work ? path.resolve(options.work) : mkdtempSync(path.join(os.tmpdir(), 'workflow-'));
  try {
    mkdirSync(work, { recursive: true });
    return await runIn(work, options);
  } finally {
    if (!options.work) rmSync(work, { recursive: true, force: true });
  }
}

async function runIn(work, options) {
  const report = createReport();
  const engine = createEngine(options);
  const run = createRunState(options, work, report, engine);
  const secrets = textValues({ GITHUB_TOKEN: 'ghs_000000000000000000000000000000000000', ...options.secrets });
  for (const secret of Object.values(secrets)) run.masker.add(secret);
  try {
    const start = await startUp(run, options, secrets);
    const { result, results } = await runJobs(run, start.node, start.contexts, { records: report.jobs, prefix: '', depth: 0, forwarded: new ForwardedSecrets() });
    if (run.failing.size > 0) throw new Error(`No step was called ${[...run.failing].join(', ')}, so none failed there.`);
    report.conclusion = run.signal.aborted ? 'cancelled' : result;
    for (const [id, { outputs }] of results) report.outputs[id] = outputs;
  } catch (error) {
    if (!error.startup) throw error;
    report.conclusion = 'startup_failure';
    report.errors.push(...error.problems);
    for (const problem of error.problems) run.log.line(0, `Error: ${problem}`, 'error');
  } finally {
    run.pushes.close();
    await engine.close?.();
  }
  run.log.line(0, `\nConclusion: ${report.conclusion}`, report.conclusion === 'success' ? 'success' : 'error');
  return finishReport(report, run);
}

async function startUp(run, options, secrets) {
  const [repository, file] = splitOnce(options.workflow, ':');
  if (!file) throw startupFailure([`'${options.workflow}' names no workflow. Write owner/name:.github/workflows/x.yml.`]);
  const event = options.event ?? 'workflow_dispatch';
  const ref = refOf(options, run.repositories, repository);
  const node = await atStartUp(() => loadWorkflowTree(run.repositories, { repository, ref, path: file }));
  const { workflow, checkout } = node;
  if (event === 'workflow_call' || !workflow.triggers.has(event)) {
    throw startupFailure([`The workflow ${file} can't be started by the event '${event}'; its triggers are: ${[...workflow.triggers.keys()].join(', ')}. Start a reusable workflow through one that calls it.`]);
  }
  const dispatch = event === 'workflow_dispatch' ? dispatchInputs(workflow, options.inputs ?? {}) : { inputs: {}, problems: [] };
  if (dispatch.problems.length > 0) throw startupFailure(dispatch.problems);
  const identity = { repository, ref, sha: checkout.sha };
  const payload = { ...eventPayload(event, identity, options.payload ?? {}), ...(dispatch.event ? { inputs: dispatch.event } : {}) };
  const github = githubContext({ ...identity, event, payload, workflow, token: secrets.GITHUB_TOKEN, runId: options.runId, apiUrl: options.apiUrl, serverUrl: options.serverUrl });
  const contexts = { github, inputs: dispatch.inputs, secrets, vars: run.vars };
  Object.assign(run.report, {
    workflow: { repository, path: file, name: workflow.name, ref, sha: checkout.sha }, event, inputs: dispatch.inputs,
    runName: textOf(workflow.root.find('run-name'), { contexts }) || workflow.name,
    concurrency: concurrencyOf(workflow.root.find('concurrency'), { contexts }),
  });
  run.log.line(0, `${workflow.name} (${repository}/${file}@${ref}, ${event})`, 'bold');
  return { node, contexts };
}

async function atStartUp(action) {
  try {
    return await action();
  } catch (error) {
    throw error.startup ? error : startupFailure([error.message]);
  }
}

function refOf({ ref, payload }, repositories, repository) {
  if (ref) return fullRef(ref);
  if (payload?.pull_request?.number) return `refs/pull/${payload.pull_request.number}/merge`;
  if (payload?.ref?.startsWith?.('refs/')) return payload.ref;
  if (!repositories.has(repository) || !isGitRepository(repositories.directoryOf(repository))) return 'refs/heads/main';
  const head = spawnSync('git', ['-C', repositories.directoryOf(repository), 'symbolic-ref', '--quiet', 'HEAD'], { encoding: 'utf8' });
  return head.status === 0 ? head.stdout.trim() : 'refs/heads/main';
}

const textValues = values => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toText(value)]));

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
