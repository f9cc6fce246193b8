// The checkout under test, and the ways these tests run it: our own workflows through the executor, as a caller's repository uses them.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const app = path.join(root, 'artifacts/app');
const folders = [];
process.on('exit', () => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A folder that goes away with the test process. */
export function temporaryFolder() {
  folders.push(mkdtempSync(path.join(tmpdir(), 'uv-release-project-')));
  chmodSync(folders.at(-1), 0o755); // the runner's user works in it too
  return folders.at(-1);
}

/** The sample app's repository in a new folder; see tests/sample-app/make-history.sh. */
export function sampleApp() {
  const folder = path.join(temporaryFolder(), 'sample-app');
  execFileSync(path.join(root, 'tests/sample-app/make-history.sh'), [folder], { stdio: 'ignore' });
  return folder;
}

/**
 * Runs a workflow through the executor.
 * @param {string[]} options options of tests/workflows/run.mjs
 * @returns {{code: number, output: string, report: object, work: string}}
 */
export function execute(options, environment = {}) {
  const { report, work, args } = executor(options);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...environment }, maxBuffer: 1 << 26 });
  const output = stdout + stderr;
  if (!existsSync(report)) throw new Error(`The executor left no report:\n${output}`);
  return { code: status, output, report: JSON.parse(readFileSync(report, 'utf8')), work };
}

/**
 * The same, and cancels the run once its output has a line: as somebody who presses "Cancel workflow".
 * @param {string[]} options options of tests/workflows/run.mjs
 * @param {Record<string, string>} environment
 * @param {RegExp} line
 * @returns {Promise<{code: number | null, output: string}>}
 */
export function executeAndStop(options, environment, line) {
  const child = spawn(process.execPath, executor(options).args, { cwd: root, env: { ...process.env, ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text;
      if (line.test(output)) child.kill('SIGINT');
    });
  }
  return new Promise(resolve => child.on('close', code => resolve({ code, output })));
}

function executor(options) {
  const folder = temporaryFolder(), report = path.join(folder, 'report.json'), work = path.join(folder, 'run');
  const args = ['--import', path.join(root, 'tests/workflows/json-hook.mjs'), path.join(root, 'tests/workflows/run.mjs'), '--report', report, '--work', work, ...options];
  return { report, work, args };
}

/** Every job of a report, called workflows included, by its dotted id. */
export function jobs(report, prefix = '') {
  return report.flatMap(job => [[prefix + job.id, job], ...jobs(job.jobs ?? [], `${prefix}${job.id}.`)]);
}

/** The release tree of this checkout in a new folder, made by the generator. */
export function releaseTree(style = 'self') {
  const folder = path.join(temporaryFolder(), 'tree');
  execFileSync(path.join(root, 'tools/release-tree/bin/Release/net10.0/release-tree'), [
    '--source', root, '--output', folder, '--version', '1.0.0', '--image', image, '--reference-style', style,
  ], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

/** The image that {@link releaseTree} names. */
export const image = `ghcr.io/org/uv-release@sha256:${'1'.repeat(64)}`;
