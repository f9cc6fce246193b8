// What signing and verifying a program of 360 MB costs: whole processes, ours against one SHA-256 over it by OpenSSL.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 5;

/** @param {{bench: string}} folders */
export function prepare({ bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-')), program = path.join(folder, 'sign-program');
  execFileSync('dotnet', ['publish', path.join(bench, 'sign-macos/sign-program'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  const big = path.join(folder, 'big'), signed = path.join(folder, 'signed'), key = path.join(folder, 'key.p12');
  link(folder, big);
  const ours = (...args) => ({ program: path.join(program, 'sign-program'), arguments: args, environment: { DOTNET_EnableDiagnostics: '0' } });
  const run = command => execFileSync(command.program, command.arguments);
  run(ours('key', key));
  run(ours('sign', key, big, signed));
  const peer = { program: 'openssl', arguments: ['dgst', '-sha256', big] };
  return [
    { name: 'signing a program of 360 MB, against one SHA-256 by openssl', ours: { ...ours('sign', key, big, path.join(folder, 'again')), before: () => rmSync(path.join(folder, 'again'), { force: true }) }, peer, goal: 2 },
    { name: 'verifying it, against signing it', ours: ours('verify', key, signed), peer: ours('sign', key, big, path.join(folder, 'again')), goal: 1 },
  ];
}

// Its content is a part of the program's data, and no two pages are the same.
function link(folder, output) {
  const data = openSync(path.join(folder, 'data.bin'), 'w'), block = Buffer.alloc(1 << 20);
  for (let i = 0; i < 343; i++) {
    for (let at = 0; at < block.length; at += 4) block.writeUInt32LE(Math.imul(at + i * block.length, 2654435761) >>> 0, at);
    writeSync(data, block);
  }
  closeSync(data);
  writeFileSync(path.join(folder, 'big.s'), '.globl _main\n.p2align 2\n_main:\n mov w0, #0\n ret\n.data\n.incbin "data.bin"\n');
  const run = (program, ...args) => execFileSync(program, args, { cwd: folder });
  run('clang-19', '--target=arm64-apple-macos12', '-c', 'big.s', '-o', 'big.o');
  run('ld64.lld-19', '-dylib', '-arch', 'arm64', '-platform_version', 'macos', '12.0', '12.0', 'big.o', '-o', output);
  rmSync(path.join(folder, 'data.bin'));
}
