// Runs ours and the peer in turn and prints the median ratio, the peak memory of both, and the exact commands.
// usage: node bench/measure.mjs NAME
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(bench);
const name = process.argv[2] ?? '';
const file = path.join(bench, name, 'bench.mjs');
if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) {
  console.error(`There is no benchmark '${name}'. Each folder of bench/ with a bench.mjs is one.`);
  process.exit(2);
}

const { prepare, conclude = () => [], pairs = 9 } = await import(file);
const medians = {};
const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const scratch = path.join(mkdtempSync(path.join(tmpdir(), 'uv-release-bench-')), 'memory');

/** Milliseconds of one whole run. */
function time({ program, arguments: args, environment = {}, cwd, before }) {
  before?.();
  const start = process.hrtime.bigint();
  run(program, args, environment, cwd);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Peak resident memory of one whole run in MiB (of its largest process) and seconds of all its cores (GNU time). */
function cost({ program, arguments: args, environment = {}, cwd, before }) {
  before?.();
  run('/usr/bin/time', ['--format=%M %U %S', `--output=${scratch}`, program, ...args], environment, cwd);
  const [kilobytes, user, system] = readFileSync(scratch, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
  return { memory: kilobytes / 1024, cores: user + system };
}

function run(program, args, environment, cwd) {
  const { status, error, stderr } = spawnSync(program, args, { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment }, stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 26 });
  if (error || status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error.message}: ${stderr}`);
}

for (const { name: title, ours, peer, goal, pairs: own = pairs } of await prepare({ root, bench })) {
  const rows = [];
  for (let i = -2; i < own; i++) {
    const row = { ours: time(ours), peer: time(peer) };
    if (i >= 0) rows.push(row); // the first two warm the file cache
  }
  const ratios = rows.map(row => row.ours / row.peer);
  const text = command => [command.program, ...command.arguments].join(' ');
  medians[title] = median(rows.map(row => row.ours));
  const line = (who, command) => {
    const { memory, cores } = cost(command);
    const size = command.makes ? `  ${(statSync(command.makes).size / 1e6).toFixed(2)} MB` : '';
    console.log(`  ${who}   ${median(rows.map(row => row[who])).toFixed(1).padStart(9)} ms  ${cores.toFixed(2).padStart(6)} s CPU  ${memory.toFixed(0).padStart(6)} MiB${size}   ${text(command)}`);
  };
  console.log(`\n${title}`);
  line('ours', ours);
  line('peer', peer);
  console.log(`  ratio  ${median(ratios).toFixed(3).padStart(9)} (median of ${own} pairs, ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})${goal ? `, goal ${goal}: ${median(ratios) <= goal ? 'met' : 'MISSED'}` : ''}`);
}

for (const line of conclude(medians)) console.log(`\n${line}`);
