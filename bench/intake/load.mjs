// Sends minidumps of 120 KB, none twice, to an intake on loopback that it starts, and prints the rate and the intake's memory.
// usage: node bench/intake/load.mjs ours|peer PROGRAM DUMP SECONDS
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [who, program, dumpFile, seconds] = process.argv.slice(2);
const size = 120_000, clients = 16, boundary = 'b';
const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
const store = path.join(folder, 'store');
const server = who === 'ours'
  ? spawn(program, ['--listen', '127.0.0.1:0', '--store', store, '--client-rate', '1000000'], { stdio: ['ignore', 'ignore', 'pipe'] })
  : spawn(process.execPath, [program, store], { stdio: ['ignore', 'ignore', 'pipe'] });
process.on('exit', () => (server.kill('SIGKILL'), rmSync(folder, { recursive: true, force: true })));
let said = '';
for await (const chunk of server.stderr) if (/http:\/\/[0-9.]+:[0-9]+/.test((said += chunk))) break;
const port = Number(/http:\/\/[0-9.]+:([0-9]+)/.exec(said)[1]);

const field = name => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\ngranted\r\n`;
const head = Buffer.from(`${field('consent-collecting')}${field('consent-uploading')}--${boundary}\r\nContent-Disposition: form-data; name="upload_file_minidump"; filename="x.dmp"\r\n\r\n`);
const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
const dump = Buffer.alloc(size, readFileSync(dumpFile));
const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
let [sent, failed, stop] = [0, 0, false];

function upload(number) {
  // Behind what the dump explains: it is cleared, and makes each another one.
  dump.writeDoubleLE(number, size - 8);
  const body = Buffer.concat([head, dump, tail]);
  return new Promise((resolve, reject) => {
    const request = http.request({ port, agent, path: '/upload', method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': body.length } }, response => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject).end(body);
  });
}

const memory = () => Number(/VmRSS:\s+([0-9]+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;
const peaks = [0, 0];
const sampling = setInterval(() => {
  const part = (Date.now() - start) / 1000 < seconds / 2 ? 0 : 1;
  peaks[part] = Math.max(peaks[part], memory());
}, 100);
const start = Date.now();
setTimeout(() => (stop = true), seconds * 1000);
let next = 1;
await Promise.all(Array.from({ length: clients }, async () => {
  while (!stop) (await upload(next++)) === 200 ? sent++ : failed++;
}));
clearInterval(sampling);
// User and system time, in ticks of 10 ms.
const ticks = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(' ').slice(13, 15).map(Number);
console.log(JSON.stringify({ who, processorMs: ticks.map(time => Math.round(time * 1000 / sent) / 100), perSecond: Math.round(sent * 1000 / (Date.now() - start)), failed, peakFirstHalf: Math.round(peaks[0]), peakSecondHalf: Math.round(peaks[1]) }));
process.exit(failed > 0 ? 1 : 0);
