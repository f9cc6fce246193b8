import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { literalOf, textOf } from '../expressions/tokens.mjs';
import { searchPath, stepEnvironment } from './scope.mjs';

// Source: actions/runner ScriptHandlerHelpers._defaultArguments; a `run` without `shell` lacks pipefail.
const SHELLS = {
  '': { program: 'bash', args: ['-e'], suffix: '.sh' },
  bash: { program: 'bash', args: ['--noprofile', '--norc', '-eo', 'pipefail'], suffix: '.sh' },
  sh: { program: 'sh', args: ['-e'], suffix: '.sh' },
  python: { program: 'python', args: [], suffix: '.py' },
};

/**
 * Runs a `run:` step.
 * @param {import('./uses-step.mjs').StepContext} context
 * @returns {Promise<number>} exit code
 */
export async function runShellStep({ job, step, scope, session, signal }) {
  const script = textOf(step.token('run'), scope);
  const shell = shellOf(textOf(step.token('shell'), scope) || job.defaults.shell);
  const file = path.join(job.folders.temp, `${randomUUID()}${shell.suffix}`);
  writeFileSync(file, script.endsWith('\n') ? script : `${script}\n`);
  const folder = textOf(step.token('working-directory'), scope) || job.defaults['working-directory'] || '';
  for (const line of script.trimEnd().split('\n')) session.print(`│ ${line}`, 'command');
  const env = { ...job.hostEnv, HOME: job.folders.userHome, ...stepEnvironment(scope) };
  const code = await session.execute({
    command: shell.program, args: [...shell.args, file], cwd: path.resolve(job.folders.workspace, folder),
    env: { ...env, PATH: searchPath(job, env.PATH) },
  }, signal);
  if (code !== 0 && !signal.aborted) session.error(`Process completed with exit code ${code}.`);
  return code;
}

function shellOf(name = '') {
  const shell = Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
  if (!shell) throw new Error(`The shell '${name}' is not available here. Use bash, sh or python.`);
  if (name !== 'python') return shell;
  const program = ['python', 'python3'].find(candidate => spawnSync(candidate, ['-c', '']).status === 0);
  if (!program) throw new Error("The shell 'python' needs Python, which this machine lacks. Install it or use bash.");
  return { ...shell, program };
}

/**
 * `defaults.run` of a job over those of its workflow.
 * @param {object | undefined} workflowDefaults token
 * @param {object | undefined} jobDefaults token
 * @param {import('../expressions/evaluate.mjs').Scope} scope
 * @returns {{shell?: string, 'working-directory'?: string}}
 */
export function runDefaults(workflowDefaults, jobDefaults, scope) {
  const merged = { ...literalOf(workflowDefaults?.find('run')) };
  for (const key of ['shell', 'working-directory']) {
    const token = jobDefaults?.find('run')?.find(key);
    if (token) merged[key] = textOf(token, scope);
  }
  return merged;
}
