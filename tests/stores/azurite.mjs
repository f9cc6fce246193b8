// Microsoft's emulator of Blob Storage (npm azurite) on loopback, with a container that everybody may read, as behind a CDN. It checks the signatures of those who write.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.mjs';

const program = fileURLToPath(new URL('node_modules/.bin/azurite-blob', import.meta.url));
const account = 'devstoreaccount1';

/** The key that every Azurite has ("Use the Azurite emulator", Microsoft). */
export const sharedKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts a server; it ends with this process at the latest.
 * @param {string} container
 * @param {string} [folder] where it keeps what is written; without one, in memory
 * @returns {Promise<{url: string, store: string, reader: string, stop: () => void}>} address for readers, the store's address for steps, and a signature that may only read
 */
export async function startAzurite(container, folder) {
  const port = await freePort();
  const server = spawn(program, ['--blobHost', '127.0.0.1', '--blobPort', `${port}`, '--silent', '--skipApiVersionCheck', '--disableTelemetry',
    ...(folder ? ['--location', folder] : ['--inMemoryPersistence'])], { stdio: 'ignore' });
  const stop = () => server.kill('SIGKILL');
  process.on('exit', stop);
  const endpoint = `http://127.0.0.1:${port}/${account}`;
  for (let tries = 0; ; tries++) {
    if (server.exitCode !== null) throw new Error(`azurite ended with ${server.exitCode}`);
    const made = await create(endpoint, container).catch(() => undefined);
    if (made?.ok) return { url: `${endpoint}/${container}`, store: `az://${account}/${container}?endpoint=${endpoint}`, reader: signature(container, 'rl'), stop };
    if (made) throw new Error(`azurite refused the container: ${made.status} ${await made.text()}`);
    if (tries === 300) throw new Error('azurite does not answer within 60 s.');
    await sleep(200);
  }
}

// "Create a service SAS", Azure Storage REST API, of a container.
function signature(container, permissions) {
  const expiry = '2099-01-01T00:00:00Z', version = '2020-12-06';
  const lines = [permissions, '', expiry, `/blob/${account}/${container}`, '', '', 'https,http', version, 'c', '', '', '', '', '', '', ''];
  const hash = createHmac('sha256', Buffer.from(sharedKey, 'base64')).update(lines.join('\n')).digest('base64');
  return String(new URLSearchParams({ sp: permissions, se: expiry, spr: 'https,http', sv: version, sr: 'c', sig: hash }));
}

// "Create Container" and "Authorize with Shared Key", Azure Storage REST API; the emulator's account stands twice in the resource.
function create(endpoint, container) {
  const headers = { 'x-ms-blob-public-access': 'container', 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-12-02' };
  const named = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join('');
  const signed = `PUT${'\n'.repeat(12)}${named}/${account}/${account}/${container}\nrestype:container`;
  const signature = createHmac('sha256', Buffer.from(sharedKey, 'base64')).update(signed).digest('base64');
  return fetch(`${endpoint}/${container}?restype=container`, { method: 'PUT', headers: { ...headers, authorization: `SharedKey ${account}:${signature}` } });
}
