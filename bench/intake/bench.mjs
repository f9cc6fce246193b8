// How many minidumps of 120 KB a second are taken in, redacted and flushed, against a server that only writes and flushes. The load comes from the same machine.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const seconds = 20, goal = 300;
const rates = [];

/** @param {{root: string, bench: string}} folders */
export async function prepare({ root, bench }) {
  const corpus = execFileSync(path.join(root, 'tests/crashes/corpus.sh'), { encoding: 'utf8' }).trim();
  const dump = ['chromium-renderer', 'crashpad-render'].map(name => path.join(corpus, 'dumps', `${name}.dmp`)).find(existsSync);
  for (const [who, program] of [['ours', path.join(root, 'artifacts/app/crash-intake')], ['peer', path.join(bench, 'intake/peer.mjs')]])
    rates.push(JSON.parse(execFileSync(process.execPath, [path.join(bench, 'intake/load.mjs'), who, program, dump, String(seconds)], { encoding: 'utf8' })));
  return [];
}

export function conclude() {
  const [ours, peer] = rates;
  return [
    `ours ${ours.perSecond} uploads a second, peer ${peer.perSecond}; goal ${goal}: ${ours.perSecond >= goal ? 'met' : 'MISSED'}`,
    `processor time of an upload: ours ${ours.processorMs.join(' + ')} ms (user + system), peer ${peer.processorMs.join(' + ')} ms`,
    `peak memory of ours ${ours.peakFirstHalf} MiB in the first half, ${ours.peakSecondHalf} MiB in the second; peer ${peer.peakFirstHalf} and ${peer.peakSecondHalf} MiB`,
  ];
}
