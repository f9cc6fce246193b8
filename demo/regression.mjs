// Evidence that can't be empty: a row that did not run, a picture that moved and a scenario that passes only now and then each hold a release up; mended, it goes on.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flatJobs } from '../tests/workflows/executor/report.mjs';
import { makeProject } from './project.mjs';
import { closed } from './promote.mjs';

const root = path.resolve(import.meta.dirname, '..'), legs = [{ platform: 'linux', arch: 'x64' }], { arch } = process;
const configuration = publicUrl => `publish:
  app: sample-app
  public-url: ${publicUrl}
  direct: [canary]
promote:
  regression: { profile: full, chaos: 1 }
  transitions:
    - { from: canary, gates: [regression, readiness] }
`;
const matrix = `app: sample-app
catalogue: tests/catalogue.json
profiles:
  - { id: full, summary: Before a release., subsystems: [window, sync], chaos: 1 }
subsystems:
  - { id: window, summary: What is drawn. }
  - { id: sync, summary: What copies it elsewhere. }
fixtures:
  - { id: empty-folder, summary: Nothing yet. }
acceptance:
  - { id: opens, summary: A window opens., capability: window, profiles: [full], fixtures: [empty-folder] }
devices:
  - { id: office, os: linux, arch: ${arch}, driver: SwiftShader, profiles: [full] }
  - { id: studio, os: linux, arch: ${arch}, driver: llvmpipe, profiles: [full] }
scenarios:
  - id: draws
    summary: The window looks as it should.
    category: runtime
    profiles: [full]
    subsystems: [window]
    acceptance: [opens]
    run: [node, tests/draw.mjs]
    timeout-seconds: 30
    snapshots: [{ id: window, golden: tests/window.png, threshold: 0.1, share: 0.5% }]
  - id: offline
    summary: Without a network nothing is lost.
    category: chaos
    profiles: [full]
    subsystems: [sync]
    run: [node, tests/offline.mjs]
    timeout-seconds: 30
    retries: 2
    numbers: [{ id: kept, unit: files, expected: 12, side: below }]
`;
const readiness = `rollout-controls:
  - { id: sync, kind: feature-flag, summary: Sync can be switched off., fails: closed }
migration-tracks:
  - { id: window-state, apply: Remembers two windows., rollback: The second one is forgotten., reversible: true }
evidence:
  - { id: scenarios, kind: report, profile: full, must-pass: [draws, offline], must-cover: [window, sync] }
  - id: wired
    kind: source-contract
    path: .github/workflows/regression.yml
    contains: [{ id: full, summary: The full profile runs., text: "profile: full" }]
`;
const caller = `name: Regression
on:
  workflow_dispatch:
    inputs:
      rows: { description: Machines, required: true }
      version: { description: Version, required: true }
      release-digest: { description: Its digest, required: true }
permissions: {}
jobs:
  full:
    name: Full
    permissions:
      contents: read # checks the matrix and the goldens out
    uses: org/uv-release/.github/workflows/regression.yml@v1
    with:
      profile: full
      rows: \${{ inputs.rows }}
      version: \${{ inputs.version }}
      release-digest: \${{ inputs.release-digest }}
`;
// A window's frame and its text, as a PNG of grey.
const draw = shift => `import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
const width = 96, height = 64, shift = ${shift};
const rows = Buffer.alloc(height * (width + 1));
for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
  const frame = x < 4 || y < 10 || x > 91 || y > 59, text = y > 20 && y % 8 < 4 && x > 12 + shift && x < 70 + shift && (x - shift) % 7 < 5;
  rows[y * (width + 1) + x + 1] = frame ? 60 : text ? 20 : 240;
}
const chunk = (type, data) => { const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length); body.copy(out, 4); out.writeUInt32BE(crc32(body), body.length + 4); return out; };
const head = Buffer.alloc(13); head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head.set([8, 0], 8);
writeFileSync(process.argv[2] ?? process.env.UV_OUTPUT + '/window.png', Buffer.concat([Buffer.from('\\x89PNG\\r\\n\\x1a\\n', 'latin1'),
  chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]));
`;
const offline = steady => `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.UV_OUTPUT + '/numbers.json', JSON.stringify({ kept: ${steady ? 12 : "process.env.UV_ATTEMPT === '1' ? 11 : 12"} }));
console.log('seed', process.env.UV_SEED);
`;

export async function regression({ say, work, engine }) {
  const project = await makeProject({ say, work, engine }, configuration), { bucket, repository } = project;
  const search = process.env.PATH, hosts = path.join(work, 'bin');
  let runs = 0;
  /** A run, and its number. */
  const run = async (workflow, options) => ({ report: await project.run(workflow, options), id: String(++runs) });
  const release = async message => {
    repository.commit(message);
    const { report } = await run('release', { event: 'push' });
    const { version } = flatJobs(report.jobs).map(job => job.outputs ?? {}).find(outputs => outputs.version);
    const sealed = Buffer.from(await (await fetch(`${bucket.url}/releases/${version}/release.json`)).arrayBuffer());
    return { version, 'release-digest': createHash('sha256').update(sealed).digest('hex') };
  };
  const tried = async (released, rows, conclusion = 'failure') => {
    const inputs = { ...released, rows: JSON.stringify(rows.map(device => ({ device, 'runs-on': 'ubuntu-24.04' }))) };
    const { report, id } = await run('regression', { inputs, conclusion, isBlocked: true });
    const sentences = flatJobs(report.jobs).filter(job => job.name.startsWith('Evidence')).flatMap(job => job.steps).flatMap(step => step.annotations);
    for (const { message } of sentences) say.line(`    ${message.replaceAll('\n', '\n    ')}`);
    return id;
  };
  const promote = async (evidence, conclusion = 'failure') => {
    const { report } = await run('promote', {
      inputs: { action: 'promote', channel: 'beta', 'evidence-run': evidence }, approvals: { beta: true }, conclusion, isBlocked: conclusion === 'failure',
      runArtifacts: { [evidence]: path.join(work, `run-${evidence}`, 'artifacts') },
      facts: id => ({ environments: { beta: {} }, runs: { [id]: { actor: { id: 1, login: 'octocat' } } }, reviews: { [id]: [grace] } }),
    });
    closed(say, report);
  };

  try {
    // GitHub's command line, which loads the program of the released uv-release and asks who signed for it.
    mkdirSync(hosts, { recursive: true });
    mkdirSync(path.join(repository.folder, 'tests'), { recursive: true });
    writeFileSync(path.join(hosts, 'gh'), `#!/bin/sh
set -eu
case "$1 $2" in
  'release download') cd '${path.join(root, 'artifacts/app')}' && tar -czf "$OLDPWD/$7" regression regression.* UvRelease.*.dll SkiaSharp.dll libSkiaSharp.so CliWrap.dll YamlDotNet.dll ;;
  'attestation verify') test -e "$3" ;;
  *) echo "gh: $*" >&2; exit 2 ;;
esac
`, { mode: 0o755 });
    process.env.PATH = `${hosts}:${search}`;
    const write = (name, text) => repository.write(name, text);
    write('.github/uv-regression.yml', matrix);
    write('.github/uv-readiness.yml', readiness);
    write('.github/workflows/regression.yml', caller);
    write('tests/catalogue.json', JSON.stringify({ schema: 'uv-release/regression-catalogue/1', fixtures: ['empty-folder'], acceptance: [{ id: 'opens', capability: 'window', fixtures: ['empty-folder'] }] }));
    write('tests/draw.mjs', draw(0));
    write('tests/offline.mjs', offline(true));
    execFileSync('node', [path.join(repository.folder, 'tests/draw.mjs'), path.join(repository.folder, 'tests/window.png')]);
    repository.workflow('release', { legs, channel: 'canary' });
    repository.workflow('promote');

    say.stage('A release on canary whose text moved by three pixels; only one of two machines has tried it');
    write('tests/draw.mjs', draw(3));
    const moved = await release('feat: a second window');
    await promote(await tried(moved, ['office']));

    say.stage('Both machines have: the picture is not the golden one');
    await promote(await tried(moved, ['office', 'studio']));

    say.stage('The text is back, and a file is missing at the first try: flaky is not passed');
    write('tests/draw.mjs', draw(0));
    write('tests/offline.mjs', offline(false));
    const flaky = await release('fix: the text is where it was');
    await promote(await tried(flaky, ['office', 'studio']));

    say.stage('Mended: both machines pass at the first try, and the release goes on to beta');
    write('tests/offline.mjs', offline(true));
    const mended = await release('fix: no file is lost without a network');
    await promote(await tried(mended, ['office', 'studio'], 'success'), 'success');
    writeFileSync(path.join(work, 'board.html'), await (await fetch(`${bucket.url}/feeds/index.html`)).text());
    say.line(`${path.relative(root, work)}/board.html   the release board`);
  } finally {
    process.env.PATH = search;
    project.close();
  }
}

const grace = { state: 'approved', comment: '', user: { id: 2, login: 'grace' }, environments: [{ name: 'beta' }] };
