// How often rules that look every hour stop a healthy release, and how soon a bad one: simulated devices, the point threshold and the z-test beside the evidence
// that uv-release halts by. No time is measured. Arguments of the program: runs, seed, what is allowed more (0: the rule at its sharpest).
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const runs = process.env.UV_RUNS ?? '20000', seed = process.env.UV_SEED ?? '20260101';
const lines = [];

/** @param {{root: string, bench: string}} folders */
export function prepare({ root, bench }) {
  const program = path.join(mkdtempSync(path.join(tmpdir(), 'uv-release-bench-')), 'simulate');
  execFileSync('dotnet', ['publish', path.join(bench, 'health/simulate'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  // The documentation's is of the usual runs and seed.
  const picture = process.env.UV_RUNS || process.env.UV_SEED ? path.join(program, 'halts.svg') : path.join(root, 'docs/halts.svg');
  for (const margin of ['0', '0.1']) {
    const rows = execFileSync(path.join(program, 'simulate'), [runs, seed, margin, ...(margin === '0' ? [picture] : [])], { encoding: 'utf8' }).trim().split('\n').map(line => JSON.parse(line));
    console.log(`\nstopped, and after how many devices in the middle; ${runs} runs, seed ${seed}, ${margin * 100} % more allowed`);
    for (const scenario of new Set(rows.map(row => row.scenario))) {
      const cells = rows.filter(row => row.scenario === scenario).map(row => `${row.rule} ${(row.stopped * 100).toFixed(1)} % ${row.medianDevices ?? '-'}`.padEnd(22));
      console.log(`  ${scenario.padEnd(20)} ${cells.join(' ')}`);
    }
    const stopped = (scenario, rule) => rows.find(row => row.scenario === scenario && row.rule === rule).stopped;
    const healthy = Math.max(...['healthy', 'small, healthy', 'healthy, bad hours'].map(scenario => stopped(scenario, 'e20')));
    lines.push(`${margin * 100} % more allowed: healthy stopped ${(healthy * 100).toFixed(1)} %, goal 5: ${healthy <= 0.05 ? 'met' : 'MISSED'}; `
      + `half as much again found ${(stopped('risk 1.5', 'e20') * 100).toFixed(1)} %, goal 95: ${stopped('risk 1.5', 'e20') >= 0.95 ? 'met' : 'MISSED'}`);
  }
  return [];
}

export const conclude = () => lines;
