// Reading a source map and looking places up in it, against @jridgewell/trace-mapping, in processes that warmed up: CPU of the best of so many rounds.
// Both must find the same.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const goal = 1.5, queries = process.env.UV_QUERIES ?? '200000', rounds = process.env.UV_ROUNDS ?? '7';
const lines = [];

/** @param {{root: string, bench: string}} folders */
export function prepare({ root, bench }) {
  const program = path.join(mkdtempSync(path.join(tmpdir(), 'uv-release-bench-')), 'look-up');
  execFileSync('dotnet', ['publish', path.join(bench, 'source-maps/look-up'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  const judges = path.join(root, 'tests/UvRelease.Tests/Crashes/SourceMaps/judges/node_modules');
  const maps = ['monaco-editor/min-maps/vs/editor/editor.main.js.map', 'monaco-editor/dev/vs/editor/editor.main.js.map', '@babel/standalone/babel.min.js.map', '@babel/standalone/babel.js.map'];
  for (const map of maps) {
    const ask = (file, args) => JSON.parse(execFileSync(file, [...args, queries, rounds, path.join(judges, map)], { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: process.env.HOME } }));
    const ours = ask(path.join(program, 'look-up'), []), peer = ask('node', [path.join(bench, 'source-maps/peer.mjs')]);
    if (ours.found !== peer.found || ours.segments !== peer.segments) throw new Error(`${map}: ours found ${JSON.stringify(ours)}, the peer ${JSON.stringify(peer)}`);
    const both = (peer.decode + peer.find) / (ours.decode + ours.find);
    const row = (who, { decode, find }) => `  ${who}   decode ${decode.toFixed(1).padStart(8)} ms CPU, ${queries} look-ups ${find.toFixed(1).padStart(8)} ms CPU`;
    console.log(`\n${map}, ${ours.segments} segments\n${row('ours', ours)}\n${row('peer', peer)}\n  times faster: decode ${(peer.decode / ours.decode).toFixed(1)}, look-ups ${(peer.find / ours.find).toFixed(1)}, both ${both.toFixed(1)}`);
    lines.push(`${map}: ${both.toFixed(1)} times as fast, goal ${goal}: ${both >= goal ? 'met' : 'MISSED'}; look-ups alone ${(peer.find / ours.find).toFixed(1)}`);
  }
  return [];
}

export const conclude = () => lines;
