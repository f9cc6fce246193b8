import { textOf } from '../expressions/tokens.mjs';
import { runSteps } from '../executor/step.mjs';
import { stepScope } from '../executor/scope.mjs';

/**
 * Runs a composite action: its steps have their own `steps`, `inputs` and status, and share the job's workspace.
 * Source: actions/runner CompositeActionHandler.cs.
 * @param {import('../executor/uses-step.mjs').StepContext & {action: object, inputs: Record<string, string>}} context
 * @returns {Promise<number>} exit code
 */
export async function runComposite({ job, frame, own, session, record, signal, action, inputs }) {
  const inner = {
    steps: {}, inputs, env: { ...frame.env, ...own.env }, own: action.own, status: 'success', depth: frame.depth + 1,
    github: { ...frame.github, action_path: action.directory, action_repository: action.repository, action_ref: action.ref },
  };
  for (const step of action.manifest.steps) {
    if (!step.uses && !step.token('shell')) {
      throw new Error(`A run step of the composite action ${action.shown} has no shell. Add 'shell: bash' to it.`);
    }
  }
  const outer = job.signal;
  job.signal = signal;
  try {
    record.steps = await runSteps(job, inner, action.manifest.steps);
  } finally {
    job.signal = outer;
  }
  const scope = stepScope(job, inner);
  for (const [name, token] of action.manifest.outputs) session.outputs[name] = textOf(token, scope);
  return inner.status === 'success' ? 0 : 1;
}
