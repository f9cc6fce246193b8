import { isMet } from '../expressions/evaluate.mjs';
import { textMappingOf, textOf, valueOf } from '../expressions/tokens.mjs';
import { isTruthy } from '../expressions/values.mjs';
import { signOf } from './log.mjs';
import { runShellStep } from './shell-step.mjs';
import { stepScope } from './scope.mjs';
import { unnamedStep } from './step-model.mjs';
import { StepSession } from './step-session.mjs';
import { runUsesStep } from './uses-step.mjs';

/**
 * Runs the steps of a job or a composite action in order.
 * @param {import('./steps-job.mjs').JobState} job
 * @param {import('./scope.mjs').Frame} frame
 * @param {import('./step-model.mjs').Step[]} steps
 * @returns {Promise<object[]>} one report record per step
 */
export async function runSteps(job, frame, steps) {
  const records = [];
  for (const step of steps) records.push(await runStep(job, frame, step));
  return records;
}

async function runStep(job, frame, step) {
  const record = { name: unnamedStep(step), id: step.id, ...(step.uses ? { uses: step.uses } : {}) };
  const session = new StepSession(job, { depth: frame.depth + 1 });
  const own = { env: {}, github: { ...filePaths(session), action: step.id } };
  let outcome;
  try {
    own.env = textMappingOf(step.token('env'), stepScope(job, frame, own));
    const scope = stepScope(job, frame, own);
    if (step.token('name')) record.name = textOf(step.token('name'), scope);
    if (job.run.signal.aborted) outcome = 'cancelled';
    else if (!isMet(step.condition, scope)) outcome = 'skipped';
    else {
      job.run.log.line(frame.depth, `▸ ${record.name}`, 'bold');
      outcome = await perform({ job, frame, step, own, scope, session, record });
    }
  } catch (error) {
    session.error(error.message);
    outcome = 'failure';
  }
  return conclude({ job, frame, step, own, session, record, outcome });
}

async function perform(context) {
  const { job, step, scope, session, record } = context;
  if (job.run.failing.delete(`${job.path}/${record.name}`)) {
    session.error('This step was made to fail (--fail-step).');
    session.finish();
    return 'failure';
  }
  const minutes = valueOf(step.token('timeout-minutes'), scope);
  const timer = new AbortController();
  const limit = minutes > 0 ? setTimeout(() => timer.abort(), minutes * 60_000) : undefined;
  const signal = AbortSignal.any([timer.signal, job.signal]);
  let code = 1;
  try {
    code = step.uses ? await runUsesStep({ ...context, signal }) : await runShellStep({ ...context, signal });
  } catch (error) {
    if (!signal.aborted) session.error(error.message);
  } finally {
    clearTimeout(limit);
    session.finish();
  }
  if (job.signal.aborted) return 'cancelled';
  if (timer.signal.aborted) {
    session.error(`The action '${record.name}' has timed out after ${minutes} minutes.`);
    return 'failure';
  }
  return code === 0 && !session.failed ? 'success' : 'failure';
}

function conclude({ job, frame, step, own, session, record, outcome }) {
  const tolerated = outcome === 'failure' && isTolerated(job, frame, step, own, session);
  const conclusion = tolerated ? 'success' : outcome;
  frame.steps[step.id] = { outputs: session.outputs, outcome, conclusion };
  if (outcome === 'cancelled') frame.status = 'cancelled';
  else if (conclusion === 'failure' && frame.status === 'success') frame.status = 'failure';
  job.run.log.line(frame.depth, `${signOf(outcome)} ${record.name}${outcome === 'skipped' ? ' (skipped)' : ''}`, outcome === 'success' ? 'success' : outcome === 'failure' ? 'error' : 'dim');
  return {
    ...record, outcome, conclusion, outputs: session.outputs, annotations: session.annotations.kept,
    ...(session.summary ? { summary: session.summary } : {}),
  };
}

function isTolerated(job, frame, step, own, session) {
  try {
    return isTruthy(valueOf(step.token('continue-on-error'), stepScope(job, frame, own)));
  } catch (error) {
    session.error(error.message);
    return false;
  }
}

/**
 * The step's file-command files as the github context names them.
 * @param {StepSession} session
 */
export function filePaths(session) {
  return { ...session.files };
}
