// What signing an app of 120 programs (230 MB) for Windows costs, against osslsigncode; an installer of 150 MB in its place, as sign-windows signs it, against one SHA-256 over it by OpenSSL; and the
// app by a key that answers after 100 ms, against the same calls one after the other. Whole processes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 5;
const programs = 120, size = 230_000_000 / programs, latency = 100;

/** @param {{bench: string}} folders */
export function prepare({ bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-')), at = name => path.join(folder, name), program = at('sign-programs');
  execFileSync('dotnet', ['publish', path.join(bench, 'sign-windows/sign-programs'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  const small = readFileSync(path.join(bench, '../tests/UvRelease.Tests/Windows/judges/node_modules/node-notifier/vendor/notifu/notifu.exe'));
  mkdirSync(at('app'));
  for (let i = 0; i < programs; i++) writeFileSync(path.join(at('app'), `${i}.dll`), Buffer.concat([small, filling(size - small.length, i)]));
  execFileSync('cp', ['-r', at('app'), at('app-2')]);
  mkdirSync(at('installer'));
  const installer = path.join(at('installer'), 'installer.exe');
  writeFileSync(installer, Buffer.concat([small, filling(150_000_000, 1)]));
  const ours = (...args) => ({ program: path.join(program, 'sign-programs'), arguments: args, environment: { DOTNET_EnableDiagnostics: '0', DOTNET_TieredPGO: '0' } });
  const run = command => execFileSync(command.program, command.arguments);
  run(ours('key', at('key.p12')));
  const script = (name, line) => {
    writeFileSync(at(name), `#!/bin/sh\nset -e\nfor one in ${at('app-2')}/*.dll; do\n${line}\ndone\n`, { mode: 0o755 });
    return { program: at(name), arguments: [] };
  };
  const peer = script('osslsigncode.sh', `osslsigncode sign -pkcs12 ${at('key.p12')} -pass bench -h sha256 -n Bench -in "$one" -out ${at('signed.dll')} >/dev/null\nrm ${at('signed.dll')}`);
  const waiting = script('waiting.sh', `sleep ${latency / 1000}`);
  const restore = () => execFileSync('sh', ['-c', `cp ${at('app-2')}/* ${at('app')}/`]);
  return [
    { name: 'signing 120 programs of 230 MB together, against osslsigncode', ours: { ...ours('sign', at('key.p12'), at('app')), before: restore }, peer, goal: 0.5 },
    { name: 'signing an installer of 150 MB, against one SHA-256 by openssl', ours: ours('sign', at('key.p12'), at('installer')), peer: { program: 'openssl', arguments: ['dgst', '-sha256', installer] }, goal: 1.5 },
    { name: 'signing 120 programs by a key that answers after 100 ms, against its answers one after the other', ours: { ...ours('sign', at('key.p12'), at('app'), String(latency)), before: restore }, peer: waiting, goal: 0.3 },
  ];
}

// No two pages are the same.
function filling(length, seed) {
  const bytes = Buffer.alloc(Math.floor(length));
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(Math.imul(at + seed * 7919, 2654435761) >>> 0, at);
  return bytes;
}
