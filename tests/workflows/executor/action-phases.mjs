import { actionInputs } from '../actions/inputs.mjs';
import { imageRequest } from '../actions/container-image.mjs';
import { isKnownAtSetUp, resolveAction } from '../actions/resolve.mjs';
import { isMet } from '../expressions/evaluate.mjs';
import { textMappingOf } from '../expressions/tokens.mjs';
import { phaseRunner } from './uses-step.mjs';
import { filePaths } from './step.mjs';
import { signOf } from './log.mjs';
import { stepScope } from './scope.mjs';
import { StepSession } from './step-session.mjs';

/**
 * Finds the actions of a job and makes their images ready before the first step, as the runner does; an action that is
 * broken fails the job here. Actions of the workspace wait for their step.
 * @param {import('./steps-job.mjs').JobState} job
 * @param {import('./step-model.mjs').Step[]} steps
 */
export async function setUpActions(job, steps) {
  for (const step of steps) {
    const instance = { state: {} };
    job.instances.set(step, instance);
    if (!step.uses || !isKnownAtSetUp(job.run, step.uses)) continue;
    instance.action = resolveAction(job.run, step.uses, { own: job.frame.own, workspace: job.folders.workspace });
    const note = line => job.run.log.line(job.frame.depth, line, 'dim');
    if (instance.action.kind === 'docker-image') await job.run.engine.prepare({ kind: 'reference', reference: instance.action.image }, note);
    else if (instance.action.manifest?.using === 'docker') {
      await job.run.engine.prepare(imageRequest(instance.action.manifest.runs.image, instance.action.directory), note);
    }
  }
}

/**
 * Runs the `pre` phases of all actions that have one, before the first step.
 * @param {import('./steps-job.mjs').JobState} job
 * @param {import('./step-model.mjs').Step[]} steps
 */
export async function runPreSteps(job, steps) {
  const records = [];
  for (const step of steps) {
    const { action, state } = job.instances.get(step);
    const runs = action?.manifest?.runs;
    if (!runs || !(runs.pre ?? runs['pre-entrypoint'])) continue;
    records.push(await runPhase(job, job.frame, `Pre ${step.uses}`, runs['pre-if'], async (session, scope, own) => {
      own.env = textMappingOf(step.token('env'), scope);
      const inner = stepScope(job, job.frame, own);
      const { inputs } = actionInputs(action.manifest, textMappingOf(step.token('with'), inner), inner);
      return phaseRunner(action.manifest.using)({ job, scope: inner, session, signal: job.signal, action, inputs, state, kind: 'pre' });
    }, state, step.id));
  }
  return records;
}

/**
 * Runs the `post` phases of all actions whose main phase began, the last one first.
 * @param {import('./steps-job.mjs').JobState} job
 */
export async function runPostSteps(job) {
  const records = [];
  for (const { record, phase, step } of job.posts.reverse()) {
    const { action } = phase;
    records.push(await runPhase(job, job.frame, `Post ${record.name}`, action.manifest.runs['post-if'], session => {
      const { own, frame } = phase;
      const inner = stepScope(job, frame, { env: own.env, github: { ...own.github, ...filePaths(session) } });
      return phaseRunner(action.manifest.using)({ ...phase, scope: inner, session, signal: job.signal });
    }, phase.state, step.id));
  }
  return records;
}

async function runPhase(job, frame, name, condition, perform, state, id) {
  const session = new StepSession(job, { state, depth: frame.depth + 1 });
  const own = { env: {}, github: { ...filePaths(session), action: id } };
  const scope = stepScope(job, frame, own);
  let outcome = 'skipped';
  try {
    if (job.signal.aborted) outcome = 'cancelled';
    else if (isMet(condition ?? 'always()', scope)) {
      job.run.log.line(frame.depth, `▸ ${name}`, 'bold');
      const code = await perform(session, scope, own);
      session.finish();
      outcome = code === 0 && !session.failed ? 'success' : 'failure';
    }
  } catch (error) {
    session.error(error.message);
    outcome = 'failure';
  }
  if (outcome === 'failure') frame.status = 'failure';
  job.run.log.line(frame.depth, `${signOf(outcome)} ${name}`, outcome === 'failure' ? 'error' : 'dim');
  return { name, outcome, conclusion: outcome, outputs: {}, annotations: session.annotations.kept, ...(session.summary ? { summary: session.summary } : {}) };
}
