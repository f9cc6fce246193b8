// The console crash-intake on a free port of loopback.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';

/** Starts it in a folder, until `end` or the demo's own end; `store` is relative to it. */
export async function startIntake(binaries, folder, store) {
  // Every device of the demo is this one machine.
  const options = ['--listen', '127.0.0.1:0', '--store', store, '--client-rate', '1000'];
  const intake = spawn(path.join(binaries, 'crash-intake'), options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => intake.kill('SIGKILL'));
  const ended = once(intake, 'close'), lines = [], reader = createInterface(intake.stderr);
  reader.on('line', line => lines.push(line));
  await Promise.race([once(reader, 'line'), ended]);
  const [, url] = /^Listening at (http:\S+[0-9])\. /.exec(lines[0] ?? '') ?? [];
  if (!url) throw new Error(`crash-intake does not start: ${lines.join('\n')}`);
  return {
    url,
    /** How many requests it refused for want of consent. */
    refused: async () => Number(/status="403"\} ([0-9]+)/.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0),
    /** Ends it as a service is ended; its last words say what it stored. */
    async end() {
      intake.kill('SIGTERM');
      await ended;
      return lines.at(-1);
    },
  };
}
