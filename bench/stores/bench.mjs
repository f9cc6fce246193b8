// What an upload costs: 1 GB in 40 files to Ceph's S3 gateway on loopback, whole processes, ours against rclone copy, four at a time each.
// Needs root, and the gateway: tests/stores/servers.sh install radosgw
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../tests/stores/free-port.mjs';

export const pairs = 3;
const files = 40, size = 25_000_000, parallelism = '4';

const ready = server => new Promise((resolve, reject) => {
  server.stdout.on('data', data => String(data).includes('ready') && resolve());
  server.on('exit', code => reject(new Error(`the S3 gateway ended with ${code}`)));
});

/** @param {{root: string, bench: string}} folders */
export async function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const program = path.join(folder, 'upload-folder'), artifacts = path.join(folder, 'artifacts');
  execFileSync('dotnet', ['publish', path.join(bench, 'stores/upload-folder'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  mkdirSync(artifacts);
  for (let i = 0; i < files; i++) writeFileSync(path.join(artifacts, `App-1.0.0-${String(i).padStart(2, '0')}.bin`), randomBytes(size));

  const port = await freePort();
  const server = spawn(path.join(root, 'tests/stores/servers.sh'), ['run', 'radosgw', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  await ready(server);
  server.unref();
  server.stdout.destroy();
  const remote = `:s3,provider=Ceph,access_key_id=AKTEST,secret_access_key=SKTEST,endpoint='http://127.0.0.1:${port}':bucket`;
  const rclone = (...args) => ({ program: 'rclone', arguments: ['--config', '', ...args] });
  const run = command => execFileSync(command.program, command.arguments, { env: { PATH: process.env.PATH, HOME: process.env.HOME }, stdio: ['ignore', 'ignore', 'inherit'] });
  run(rclone('mkdir', remote));
  const before = () => {
    run(rclone('delete', remote));
    execFileSync('sleep', ['4']); // the gateway throws away what was deleted
  };
  const ours = { program: path.join(program, 'upload-folder'), arguments: [artifacts, `s3://bucket?endpoint=http://127.0.0.1:${port}`, 'v1', parallelism], environment: { DOTNET_EnableDiagnostics: '0' }, before };
  const peer = { ...rclone('copy', '--transfers', parallelism, '--s3-no-check-bucket', artifacts, `${remote}/v1`), before };
  const { before: _, ...again } = ours;
  return [
    { name: '1 GB in 40 files to a bucket, against rclone copy', ours, peer, goal: 1 },
    { name: 'the same files again, nothing to send (ours hashes nothing, asks for each)', ours: again, peer: { ...peer, before: undefined } },
  ];
}
