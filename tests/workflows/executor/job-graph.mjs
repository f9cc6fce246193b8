import { conditionOf } from '../expressions/condition.mjs';
import { isMet } from '../expressions/evaluate.mjs';
import { holdsExpression, textOf, valueOf } from '../expressions/tokens.mjs';
import { isTruthy } from '../expressions/values.mjs';
import { runCallingJob } from './calling-job.mjs';
import { concurrencyOf } from './concurrency.mjs';
import { ancestorStatus, ancestorsOf } from './job-status.mjs';
import { signOf } from './log.mjs';
import { legSuffix, matrixLegs } from './matrix.mjs';
import { runStepsJob } from './steps-job.mjs';

/**
 * One leg of a job about to run.
 * @typedef {object} JobCall
 * @property {string} id
 * @property {string} path unique name in the run, e.g. "release.build-2"
 * @property {import('../startup/workflow-tree.mjs').WorkflowNode} node
 * @property {object} job converted job
 * @property {object} token raw job token
 * @property {Record<string, unknown>} contexts github, inputs, secrets, vars, needs, strategy, matrix
 * @property {import('../expressions/evaluate.mjs').Scope} scope
 * @property {import('../startup/permissions.mjs').Permissions} permissions
 * @property {object} record the leg's place in the report
 * @property {number} depth indentation of the log
 * @property {import('../startup/forwarded-secrets.mjs').ForwardedSecrets} forwarded which secrets of environments come so far
 */

/**
 * Runs the jobs of one workflow in the order of their needs, one leg after the other.
 * @param {import('./run-state.mjs').RunState} run
 * @param {import('../startup/workflow-tree.mjs').WorkflowNode} node
 * @param {{github: object, inputs: object, secrets: object, vars: object}} contexts
 * @param {{records: object[], prefix: string, depth: number, forwarded: import('../startup/forwarded-secrets.mjs').ForwardedSecrets}} place
 * @returns {Promise<{result: string, results: Map<string, {result: string, outputs: Record<string, string>}>}>}
 */
export async function runJobs(run, node, contexts, place) {
  const results = new Map();
  const waiting = [...node.workflow.jobs];
  while (waiting.length > 0) {
    const next = waiting.findIndex(job => needsOf(job).every(id => results.has(id)));
    const [job] = waiting.splice(next, 1);
    results.set(job.id.value, await runJob(run, node, job, contexts, results, place));
  }
  const tolerable = result => result === 'success' || result === 'skipped';
  const all = [...results.values()].map(({ result }) => result);
  const result = all.includes('failure') ? 'failure' : all.every(tolerable) ? 'success' : 'cancelled';
  return { result, results };
}

const needsOf = job => (job.needs ?? []).map(token => token.value);

async function runJob(run, node, job, given, results, place) {
  const id = job.id.value;
  const token = node.workflow.jobTokens.get(id);
  const contexts = { ...given, needs: Object.fromEntries(needsOf(job).map(need => [need, results.get(need)])) };
  const status = ancestorStatus(results, ancestorsOf(node.workflow.jobs, id), () => run.signal.aborted);
  const base = { id, needs: needsOf(job), permissions: node.permissions.get(id) };
  const fail = error => single(run, place, { ...base, name: id, annotations: [{ level: 'error', message: error.message }] }, 'failure');
  let legs, strategy;
  try {
    if (run.signal.aborted) return single(run, place, { ...base, name: id }, 'cancelled');
    if (!isMet(conditionOf(token.find('if'), job.if), { contexts, status })) return single(run, place, { ...base, name: id }, 'skipped');
    strategy = valueOf(token.find('strategy'), { contexts }) ?? {};
    legs = matrixLegs(strategy.matrix);
  } catch (error) {
    return fail(error);
  }
  return runLegs(run, { node, job, token, contexts, base, strategy, legs, status }, place);
}

function single(run, place, record, result) {
  place.records.push({ ...record, result, annotations: record.annotations ?? [] });
  run.log.line(place.depth, `${signOf(result)} ${place.prefix}${record.name}: ${result}`, result === 'failure' ? 'error' : 'dim');
  for (const { message } of record.annotations ?? []) run.log.line(place.depth + 1, `Error: ${message}`, 'error');
  return { result, outputs: {} };
}

async function runLegs(run, { node, job, token, contexts, base, strategy, legs, status }, place) {
  const outputs = {};
  const seen = [];
  let stopped = false;
  for (const [index, matrix] of legs.entries()) {
    const legContexts = {
      ...contexts, matrix,
      strategy: { 'fail-fast': strategy['fail-fast'] ?? true, 'job-index': index, 'job-total': legs.length, 'max-parallel': strategy['max-parallel'] ?? legs.length },
    };
    const record = { ...base, name: base.id + legSuffix(matrix), ...(legs.length > 1 || strategy.matrix ? { matrix } : {}), annotations: [], steps: [] };
    if (stopped || run.signal.aborted) {
      seen.push(single(run, place, record, 'cancelled').result);
      continue;
    }
    place.records.push(record);
    const call = {
      id: base.id, path: `${place.prefix}${base.id}${strategy.matrix ? `-${index + 1}` : ''}`, node, job, token,
      contexts: legContexts, scope: { contexts: legContexts, status }, permissions: base.permissions, record, depth: place.depth, forwarded: place.forwarded,
    };
    const leg = await runLeg(run, call);
    seen.push(leg.result);
    if (leg.outcome !== 'failure') Object.assign(outputs, leg.outputs);
    else for (const [name, value] of Object.entries(leg.outputs)) outputs[name] ??= value;
    stopped = leg.result === 'failure' && legContexts.strategy['fail-fast'] === true;
  }
  const result = ['failure', 'cancelled'].find(bad => seen.includes(bad)) ?? 'success';
  return { result, outputs };
}

async function runLeg(run, call) {
  const { job, token, scope, record } = call;
  let outcome = 'failure', outputs = {}, tolerant = false;
  try {
    tolerant = isTruthy(valueOf(token.find('continue-on-error'), scope));
    if (token.find('name')) record.name = (textOf(job.name, scope) || job.id.value) + (holdsExpression(job.name) ? '' : legSuffix(record.matrix ?? {}));
    if (token.find('runs-on')) record.runsOn = valueOf(token.find('runs-on'), scope);
    record.concurrency = concurrencyOf(token.find('concurrency'), scope);
    run.log.line(call.depth, `● ${call.path === call.id ? record.name : `${call.path}: ${record.name}`}`, 'bold');
    const perform = job.type === 'reusableWorkflowJob' ? runCallingJob : runStepsJob;
    ({ result: outcome, outputs } = await perform(run, call));
  } catch (error) {
    for (const message of error.problems ?? [error.message]) {
      record.annotations.push({ level: 'error', message });
      run.log.line(call.depth + 1, `Error: ${message}`, 'error');
    }
  }
  const result = outcome === 'failure' && tolerant ? 'success' : outcome;
  Object.assign(record, { outcome, result, outputs });
  run.log.line(call.depth, `${signOf(outcome)} ${record.name}: ${outcome}`, outcome === 'failure' ? 'error' : 'success');
  return { outcome, result, outputs };
}
