// The same bits go from canary through beta to stable, a bit more each time; what is not known to be well is blocked, and what crashes is halted.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeClient, versions } from '../tests/auto-update/client.mjs';
import { flatJobs } from '../tests/workflows/executor/report.mjs';
import { download, update } from './installed.mjs';
import { makeProject } from './project.mjs';

const root = path.resolve(import.meta.dirname, '..');
const configuration = publicUrl => `publish:
  app: sample-app
  public-url: ${publicUrl}
  direct: [canary, stable]
promote:
  health: { source: file, path: ".github/health/{channel}.json" }
  transitions:
    - { from: canary, gates: [health, blockers] }
    - { from: beta, gates: [health] }
    - { from: stable, gates: [health] }
`;
const hour = 3_600_000, legs = [{ platform: 'linux', arch: 'x64' }];
// Ids of clients on both sides of a rollout to 10 % (electron-updater compares their last four bytes with it).
const sides = { inside: 'f85fd497-2da0-5128-94a9-20f008000000', outside: 'f85fd497-2da0-5128-94a9-20f0f0000000' };
const grace = { state: 'approved', comment: '', user: { id: 2, login: 'grace' }, environments: [{ name: 'stable' }] };

export async function promote({ say, work, engine }) {
  const project = await makeProject({ say, work, engine }, configuration);
  const { bucket, github, repository } = project, feeds = `${bucket.url}/feeds`;
  // Each move comes some hours after the one before: counts that end before it say nothing of the release there.
  const apart = 4;
  let clients = 0, hours = 0;

  const release = async (channel, message) => {
    repository.workflow('release', { legs, channel });
    repository.commit(message);
    await project.run('release', { event: 'push' });
    return download(`${feeds}/${channel}`, path.join(work, `${channel}.AppImage`));
  };
  const move = (inputs, more = {}) => project.run('promote', {
    inputs, approvals: { [inputs.channel]: true }, hoursLater: hours += apart,
    facts: id => ({ environments: { beta: {}, stable: {} }, runs: { [id]: { actor: { id: 1, login: 'octocat' } } }, reviews: { [id]: [grace] }, ...more.facts }),
    ...(more.conclusion && { conclusion: more.conclusion, isBlocked: true }),
  });
  /** Injected counts, in the form that an intake leaves them: a device that crashed counts once, and hours of both releases are beside each other. */
  const count = (channel, releases) => {
    const next = Date.now() + (hours + apart) * hour, now = next - next % hour, at = hours => new Date(now - hours * hour).toISOString();
    const parts = 6;
    const releasesOf = Object.entries(releases).map(([version, [devices, crashedDevices]]) => ({
      version, devices, crashedDevices, startupCrashedDevices: 0, deviceHours: null, updateAttempts: null, updateFailures: null,
      intervals: Array.from({ length: parts }, (_, part) => ({
        from: at(2 + parts - part), until: at(1 + parts - part), devices: Math.floor(devices / parts), crashedDevices: Math.floor(crashedDevices / parts),
      })),
    }));
    mkdirSync(path.join(repository.folder, '.github/health'), { recursive: true });
    repository.write(`.github/health/${channel}.json`, JSON.stringify({
      schema: 'uv-release/health/1', app: 'sample-app', channel, source: 'injected counts', producedAt: at(0), until: at(2), devices: null, releases: releasesOf,
    }, null, 2));
    repository.commit(`chore: counts of ${channel}`);
  };
  /** What the real clients of a channel are offered. */
  const follow = async (channel, installed) => {
    for (const which of versions) {
      const seen = [];
      for (const [side, updaterId] of Object.entries(sides)) {
        const app = await makeClient(which, 'appimage', {
          version: installed.version, updaterId, url: `${feeds}/${channel}`, installed: installed.file, folder: path.join(work, 'clients', String(++clients)),
        });
        const { available, info } = await app.look();
        seen.push(`${side} of 10 %: ${available ? info.version : 'nothing'}`);
      }
      say.line(`    ${which.name} on ${channel} is offered, ${seen.join(', ')}`);
    }
  };

  try {
    say.stage('One release is on stable and installed, the next one on canary');
    repository.workflow('promote');
    repository.workflow('guard');
    const before = await release('stable', 'ci: release on every push');
    const next = await release('canary', 'feat: a second window');

    say.stage('Promote to beta, by injected counts of crashes: blocked, and why');
    count('canary', { [next.version]: [20, 1] });
    const issues = [{ title: 'It forgets the second window', labels: ['release-blocker'] }];
    closed(say, await move({ action: 'promote', channel: 'beta', rollout: '10' }, { conclusion: 'failure', facts: { issues } }));

    say.stage('The issue is closed and more devices have reported: to 10 % of beta, then to all');
    await github.close(1);
    count('canary', { [next.version]: [400, 4] });
    await move({ action: 'promote', channel: 'beta', rollout: '10' });
    await follow('beta', before);
    count('beta', { [next.version]: [2000, 6] });
    await move({ action: 'widen', channel: 'beta', rollout: '100' });
    await follow('beta', before);

    say.stage('To 10 % of stable, which somebody else approves, then to all');
    await move({ action: 'promote', channel: 'stable', rollout: '10' });
    await follow('stable', before);
    count('stable', { [before.version]: [36_000, 108], [next.version]: [4000, 12] });
    await move({ action: 'widen', channel: 'stable', rollout: '100' });
    const { results } = await update(before, path.join(work, 'clients/stable'));
    for (const { client, after, loaded } of results) say.line(`    ${client}: ${before.says} → ${after}, ${loaded}`);

    say.stage('It crashes on stable, by injected counts: the guard halts it, once');
    count('stable', { [before.version]: [12_000, 36], [next.version]: [24_000, 150] });
    await project.run('guard', { hoursLater: hours += apart });
    await follow('stable', before);
    await project.run('guard', { hoursLater: hours += apart });
    writeFileSync(path.join(work, 'board.html'), await (await fetch(`${feeds}/index.html`)).text());
    say.line(`${path.relative(root, work)}/board.html   the release board`);
  } finally {
    project.close();
  }
}

/** The gates that a run found closed, by the table of its summary. */
export function closed(say, report) {
  const summaries = flatJobs(report.jobs).flatMap(job => job.steps ?? []).map(step => step.summary ?? '').join('\n');
  for (const [, gate, outcome, why] of summaries.matchAll(/^\| (\S+) \| ⛔ (\S+) \| (.*) \|$/gmu)) say.line(`    ${gate} (${outcome}): ${why.replaceAll('\\', '')}`);
}
