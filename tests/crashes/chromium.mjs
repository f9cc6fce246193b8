// Crashes a renderer of headless Chromium, told over DevTools' pipe. usage: chromium.mjs PROGRAM FOLDER
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const [program, folder] = process.argv.slice(2);
const dumps = `${folder}/dumps`;
mkdirSync(dumps, { recursive: true });
const browser = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--enable-crash-reporter', `--crash-dumps-dir=${dumps}`, '--remote-debugging-pipe',
  `--user-data-dir=${folder}/profile`], {
  stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
  env: { PATH: process.env.PATH, HOME: '/home/someone', BREAKPAD_DUMP_LOCATION: dumps, CRASHER_SESSION: 'env-secret-41f7c2a9be' },
});
const found = () => ['new', 'pending', 'completed'].filter(one => existsSync(`${dumps}/${one}`))
  .flatMap(one => readdirSync(`${dumps}/${one}`).filter(name => name.endsWith('.dmp')));
let last = 0, rest = '';
const waiting = new Map();
browser.stdio[4].setEncoding('utf8').on('data', text => {
  const messages = (rest + text).split('\0');
  rest = messages.pop();
  for (const message of messages.map(one => JSON.parse(one))) waiting.get(message.id)?.(message.result);
});
browser.stdio[3].on('error', () => {});
const send = (method, params, sessionId) => new Promise(done => {
  waiting.set(++last, done);
  browser.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
});
const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
void send('Page.navigate', { url: 'chrome://crash' }, sessionId);
for (let tries = 0; tries < 100 && found().length === 0; tries++) await wait(100);
await wait(300); // the handler renames a dump when it is whole
browser.kill('SIGKILL');
if (found().length === 0) {
  console.error('the renderer left no dump');
  process.exitCode = 1;
}
process.exit();
