// The moto server of servers.sh for tests in Node: an S3 on loopback that keeps preconditions. It proves no credential: any signature is taken.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.mjs';

const servers = fileURLToPath(new URL('servers.sh', import.meta.url));

/** Why the server can't run here, or false. */
export const skip = (() => {
  const { status, stderr } = spawnSync(servers, ['find', 'moto'], { encoding: 'utf8' });
  return status === 0 ? false : stderr.trim();
})();

/** Who may read: everybody, as a CDN in front of a bucket would let them. */
const policy = bucket => JSON.stringify({
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` }],
});

/** Starts a server with a bucket that everybody may read; it ends with this process at the latest. */
export async function startMoto(bucket) {
  const port = await freePort();
  const server = spawn(servers, ['run', 'moto', String(port)], { stdio: 'ignore' });
  const stop = () => server.kill('SIGKILL');
  process.on('exit', stop);
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (server.exitCode !== null) throw new Error(`moto ended with ${server.exitCode}`);
    const made = await fetch(`${url}/${bucket}`, { method: 'PUT' }).catch(() => undefined);
    if (made?.ok) {
      const allowed = await fetch(`${url}/${bucket}?policy`, { method: 'PUT', body: policy(bucket) });
      if (!allowed.ok) throw new Error(`moto refused the bucket's policy: ${allowed.status}`);
      return { url, stop };
    }
    if (tries === 300) throw new Error('moto does not answer within 60 s.');
    await sleep(200);
  }
}
