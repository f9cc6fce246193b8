// What starting a step costs: whole processes, ours against node running a bundled @actions/core step.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 21;

/** @param {{root: string, bench: string}} folders */
export function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const noop = path.join(folder, 'noop');
  execFileSync('dotnet', ['publish', path.join(bench, 'noop-step'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', noop], { stdio: 'inherit' });
  const peer = path.join(folder, 'peer.cjs');
  execFileSync(path.join(bench, 'node_modules/.bin/esbuild'), [path.join(bench, 'cold-start/peer.mjs'), '--bundle', '--platform=node', `--outfile=${peer}`, '--log-level=error']);
  const output = path.join(folder, 'output');
  writeFileSync(output, '');
  const image = { DOTNET_EnableDiagnostics: '0' }; // as the image sets it
  const environment = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder, GITHUB_OUTPUT: output, INPUT_TEXT: 'hello' };
  const node = { program: process.execPath, arguments: [peer], environment };
  return [
    { name: 'release-notes --help', ours: { program: path.join(root, 'artifacts/app/release-notes'), arguments: ['--help'], environment: image }, peer: node, goal: 0.55 },
    { name: 'no-op step', ours: { program: path.join(noop, 'noop-step'), arguments: ['--from-inputs'], environment: { ...environment, ...image } }, peer: node, goal: 0.55 },
  ];
}
