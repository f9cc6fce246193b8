// usage: peer.mjs QUERIES ROUNDS MAP…   the same by @jridgewell/trace-mapping: look-up/Program.cs says what
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../tests/UvRelease.Tests/Crashes/SourceMaps/judges/package.json', import.meta.url));
const { AnyMap, decodedMappings, originalPositionFor } = require('@jridgewell/trace-mapping');
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const [queries, rounds, ...paths] = process.argv.slice(2);
for (const path of paths) {
  const lines = readFileSync(path.slice(0, -4).replace('min-maps', 'min'), 'utf8').split('\n').length;
  let decode = Infinity, find = Infinity, found, segments;
  for (let round = 0; round < rounds; round++) {
    let start = cpu();
    const map = new AnyMap(readFileSync(path, 'utf8'));
    const decoded = decodedMappings(map);
    decode = Math.min(decode, cpu() - start);
    segments = decoded.reduce((sum, line) => sum + line.length, 0);
    found = 0;
    let state = 1;
    const next = limit => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % limit;
    start = cpu();
    for (let i = 0; i < queries; i++) {
      const place = originalPositionFor(map, { line: next(lines) + 1, column: next(lines > 2000 ? 80 : 200000) });
      if (place.source !== null) found += place.line;
    }
    find = Math.min(find, cpu() - start);
  }
  console.log(JSON.stringify({ decode, find, found, segments }));
}
