import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { entrypoint, image, needsImage } from './lean-image-under-test.mjs';
import { Job } from './job.mjs';
import { git, sampleRepository } from './sample-repository.mjs';

test('SIGTERM ends a step that is the first process of its container, and its children', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  // Git opens a pipe that nobody writes to, and waits.
  execFileSync('mkfifo', [path.join(job.workspace, '.git/waiting')]);
  git(job.workspace, 'config', 'include.path', 'waiting');
  const seen = [];
  // The kernel keeps signals that are not handled from the first process, so it must be one here too.
  const how = { before: ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'], flags: ['--cap-add', 'CAP_SYS_ADMIN'] };
  const { code, log } = await job.run(image, entrypoint, {}, { ...how, started: async ({ token }) => {
    seen.push(...await processesOf(token));
    process.kill(seen.find(({ command }) => command.startsWith(entrypoint)).id, 'SIGTERM');
  } });
  assert.equal(code, 128 + 15, log);
  assert.match(log, /Cancelled/);
  for (const { id } of seen) assert.throws(() => process.kill(id, 0), { code: 'ESRCH' });
});

/** The step and its git, once both run: buildah's chroot shares the process table with the machine. */
async function processesOf(token) {
  for (let i = 0; i < 1200; i++, await sleep(50)) {
    const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(id => ({ id: Number(id), command: read(id, 'cmdline'), environment: read(id, 'environ') }))
      .filter(({ command, environment }) => environment.includes(`GITHUB_RUN_ID=${token}`) && /^(git|\/app\/|\/usr\/bin\/git)/.test(command));
    if (processes.length > 1) return processes;
  }
  throw new Error('The step did not start git.');
}

function read(id, file) {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}
