// What stacks cost: a batch of 200 real dumps in one process with symbols that are ready, against one minidump_stackwalk per dump, as Breakpad is used; one
// dump with symbols that were never seen; and how fast a symbol file is made ready.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 3;

const Batch = 200;
let megabytes;

/** @param {{root: string, bench: string}} folders */
export function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const crashes = execFileSync(path.join(root, 'tests/crashes/corpus.sh'), { encoding: 'utf8' }).trim();
  execFileSync('dotnet', ['publish', path.join(bench, 'crashes/walk-dumps'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', path.join(folder, 'walk-dumps')], { stdio: 'inherit' });
  const symbols = path.join(crashes, 'symbols'), stackwalk = path.join(crashes, 'bin/minidump_stackwalk');
  const dumps = readdirSync(path.join(crashes, 'dumps')).sort().map(name => path.join(crashes, 'dumps', name));
  const batch = Array.from({ length: Batch }, (_, at) => dumps[at % dumps.length]);
  const program = path.join(folder, 'walk-dumps/walk-dumps'), environment = { DOTNET_EnableDiagnostics: '0', DOTNET_TieredPGO: '0' };
  const walk = (cache, ...some) => ({ program, arguments: [symbols, path.join(folder, cache), ...some], environment });
  const judge = some => ({ program: 'sh', arguments: ['-c', 'tool=$1 symbols=$2; shift 2; for dump; do "$tool" -m "$dump" "$symbols" 2>/dev/null; done', 'sh', stackwalk, symbols, ...some] });
  // The same texts, before anything is measured.
  const text = command => execFileSync(command.program, command.arguments, { env: { PATH: process.env.PATH, ...command.environment }, maxBuffer: 1 << 28 });
  if (!text(walk('warm', ...dumps)).equals(text(judge(dumps)))) throw new Error('The two write different texts.');

  // The largest symbol file that there is, seven times over with functions at other places: about as much as a large program has.
  const largest = readdirSync(symbols, { recursive: true }).filter(name => name.endsWith('.sym')).map(name => path.join(symbols, name)).sort((a, b) => statSync(b).size - statSync(a).size)[0];
  const big = path.join(folder, 'big.sym');
  writeFileSync(big, repeated(readFileSync(largest, 'latin1')), 'latin1');
  megabytes = statSync(big).size / 1e6;
  const chromium = dumps.find(dump => dump.endsWith('chromium-renderer.dmp')) ?? dumps[0], small = dumps.find(dump => dump.endsWith('crashpad-render.dmp')) ?? dumps[0];
  const cold = (...some) => ({ ...walk('cold', ...some), before: () => rmSync(path.join(folder, 'cold'), { recursive: true, force: true }) });
  const ready = { program, arguments: ['--make-ready', big, path.join(folder, 'ready')], environment, before: () => rmSync(path.join(folder, 'ready'), { recursive: true, force: true }) };
  return [
    { name: `${Batch} dumps, symbols ready, against one minidump_stackwalk each`, ours: walk('warm', ...batch), peer: judge(batch), goal: 0.05 },
    { name: `${dumps.length} dumps, symbols never seen, against one minidump_stackwalk each`, ours: cold(...dumps), peer: judge(dumps), goal: 1 },
    // What a start of .NET costs is most of these.
    { name: 'one dump of Chromium, symbols never seen', ours: cold(chromium), peer: judge([chromium]) },
    { name: 'one small dump, symbols never seen', ours: cold(small), peer: judge([small]) },
    { name: `${megabytes.toFixed(0)} MB of symbols made ready, against sha256sum of them`, ours: ready, peer: { program: 'sha256sum', arguments: [big] } },
  ];
}

/** @param {Record<string, number>} medians milliseconds */
export function conclude(medians) {
  const [title, time] = Object.entries(medians).find(([name]) => name.includes('made ready'));
  const speed = megabytes / (time / 1000);
  return [`${title}: ${speed.toFixed(0)} MB/s, process start and hash included, goal 100: ${speed >= 100 ? 'met' : 'MISSED'}`];
}

function repeated(text) {
  const lines = text.split('\n'), all = [lines[0]];
  for (let copy = 0; copy < 7; copy++) {
    const shift = copy * 0x20000000; // a program has less than that
    const moved = field => (parseInt(field, 16) + shift).toString(16);
    for (const line of lines.slice(1)) {
      const fields = line.split(' ');
      const at = fields[0] === 'PUBLIC' || fields[0] === 'FUNC' ? (fields[1] === 'm' ? 2 : 1) : fields[0] === 'STACK' ? (fields[2] === 'INIT' ? 3 : 2) : /^[0-9a-f]+$/.test(fields[0]) ? 0 : -1;
      if (at >= 0) fields[at] = moved(fields[at]);
      all.push(fields.join(' '));
    }
  }
  return all.join('\n') + '\n';
}
