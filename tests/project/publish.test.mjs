// publish.yml, called by an application's repository after its build: to a real S3 server, with a plan that is approved, refused, repeated, or fails anywhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { skip, startMoto } from '../stores/moto.mjs';
import { execute, jobs, releaseTree, root, temporaryFolder } from './checkout.mjs';
import { engines } from './engines.mjs';
import { startGitHub } from './github.mjs';

const secret = 'SKTEST/of+the=environment';
const [process_, bwrap] = engines;
const moto = skip ? undefined : await startMoto('releases');
const github = await startGitHub();
after(() => { moto?.stop(); github.close(); });

const checkout = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', upload = 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1';
const mapped = 'secrets: { STORE_SECRET_ACCESS_KEY: "${{ secrets.STORE_SECRET_ACCESS_KEY }}", RUN_TOKEN: "${{ secrets.RUN_TOKEN }}" }';
const head = 'name: Publish\non:\n  workflow_dispatch:\n    inputs:\n      approve: { type: boolean, default: true }\n      rollout: { type: string, default: "10" }\n      run-id: { type: string, default: "" }\n      run-repository: { type: string, default: "" }\n      head-repository: { type: string, default: "" }\npermissions: {}\njobs:\n';
const keep = (name, folder) => `      - uses: ${upload}\n        with: { name: ${name}, path: packages/${folder}/, include-hidden-files: true }\n`;
const building = (spoil = '') => `  build:
    runs-on: ubuntu-24.04
    permissions: { contents: read }
    steps:
      - uses: ${checkout}
      - run: node toy-build.mjs "$(cat VERSION)"${spoil}
${keep('release-linux-x64', 'leg')}${keep('release-notes', 'notes')}${keep('release-screenshots', 'stranger')}`;
const publishing = (store, { needs = 'build', secrets = mapped } = {}) => `  publish:
    ${needs ? `needs: ${needs}` : "name: Publish"}
    permissions: { contents: read, actions: read, id-token: write }
    uses: org/uv-release/.github/workflows/publish.yml@v1
    with:
      channel: canary
      rollout: \${{ inputs.rollout }}
      approve: \${{ inputs.approve }}
      run-id: \${{ inputs.run-id }}
      run-repository: \${{ inputs.run-repository }}
      head-repository: \${{ inputs.head-repository }}
      store: ${store}
      access-key-id: AKTEST
      plan-access-key-id: AKPLAN
    ${secrets}
`;

let last = 0;
/** An application that builds in its workflow, and publishes on canary as its inputs say. */
function repository(prefix, { spoil, store = `s3://releases/${prefix}?endpoint=${moto?.url}&path-style=true`, ...more } = {}) {
  const name = `acme/sample-app-${++last}`, folder = path.join(temporaryFolder(), 'sample-app');
  const git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { encoding: 'utf8' }).trim();
  const write = (file, content) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const build = version => {
    write('VERSION', version);
    git('add', '--all');
    git('commit', '--quiet', '--message', `feat: ${version}`);
    return git('rev-parse', 'HEAD');
  };
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  copyFileSync(path.join(root, 'tests/project/toy-build.mjs'), path.join(folder, 'toy-build.mjs'));
  write('.github/uv-release.yml', 'publish: { app: sample-app }\n');
  write('.github/workflows/publish.yml', head + building(spoil) + publishing(store, more));
  write('.github/workflows/build.yml', head + building(spoil));
  write('.github/workflows/later.yml', head + publishing(store, { ...more, needs: '' }));
  build('1.0.0');
  const secrets = path.join(temporaryFolder(), 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ STORE_SECRET_ACCESS_KEY: secret }));
  const run = async ({ workflow = 'publish', tree = root, engine = process_, inputs = {}, approve = 'yes', environment = {}, options = [], facts = {} } = {}) => {
    await github.set(name, { environments: { canary: environment }, ...facts });
    const done = execute([
      '--repository', `${name}=${folder}`, '--repository', `org/uv-release=${tree}`, '--workflow', `${name}:.github/workflows/${workflow}.yml`,
      '--event', 'workflow_dispatch', '--inputs', JSON.stringify(inputs), ...['canary-plan', 'canary'].flatMap(one => ['--environment-secrets-file', `${one}=${secrets}`]),
      '--approve', `canary=${approve}`, ...github.options, ...engine.options(), ...options,
    ], github.environment);
    assert.deepEqual((await github.state(name)).problems, []);
    return done;
  };
  return { name, build, run };
}

/** What a client reads from the bucket; undefined where nothing is. */
const read = async file => {
  const answer = await fetch(`${moto.url}/releases/${file}`);
  return answer.ok ? answer.text() : undefined;
};
const outcomes = report => Object.fromEntries(jobs(report.jobs).map(([id, job]) => [id, job.result]));
const both = report => [outcomes(report)['publish.plan'], outcomes(report)['publish.publish']];
const stepsOf = (report, id) => Object.fromEntries(jobs(report.jobs))[id].steps;
const isEmpty = async prefix => {
  for (const file of ['feeds/canary/latest-linux.yml', 'artifacts/1.0.0/linux-x64/sample-app-1.0.0-linux-x64.AppImage', 'channels/canary/log/00000001.json'])
    assert.equal(await read(`${prefix}/${file}`), undefined, file);
};

test('A plan that its reviewer approves is what is published, from the release tree; the same again finds nothing to do', { skip }, async () => {
  const { name, run } = repository('approved'), tree = releaseTree();
  const { code, output, report } = await run({ tree });
  assert.equal(code, 0, output);
  assert.deepEqual(report.approvals.map(one => [one.environment, one.decision]), [['canary-plan', 'unreviewed'], ['canary', 'approved']]);
  assert.deepEqual(report.artifacts.map(one => one.name).sort(), ['publish-event-canary', 'publish-plan-canary', 'release-linux-x64', 'release-notes', 'release-screenshots']);
  const { outcome, version, generation, 'feed-urls': feeds } = report.outputs.publish;
  assert.deepEqual({ outcome, version, generation }, { outcome: 'published', version: '1.0.0', generation: '1' });
  assert.equal(feeds, `${moto.url}/releases/approved/feeds/canary/latest-linux.yml`);
  const feed = await read('approved/feeds/canary/latest-linux.yml');
  assert.match(feed, /^version: "?1\.0\.0"?$/m);
  assert.match(feed, /^stagingPercentage: 10$/m);
  assert.ok(!output.includes(secret) && !JSON.stringify(report).includes(secret));
  const summary = stepsOf(report, 'publish.plan').map(step => step.summary ?? '').join('');
  for (const fact of [report.workflow.sha, `https://github.com/${name}/actions/runs/1`, 'main', 'workflow_dispatch', 'octocat', 'team justice-league'])
    assert.ok(summary.includes(fact), `${fact} is missing in:\n${summary}`);

  const again = await run({ tree });
  assert.equal(again.code, 0, again.output);
  assert.deepEqual(both(again.report), ['success', 'skipped']);
  assert.equal(again.report.outputs.publish.outcome, 'already-done');
  assert.equal(await read('approved/feeds/canary/latest-linux.yml'), feed);
});

test('A plan that its reviewer rejects leaves the store as it was', { skip }, async () => {
  const { run } = repository('rejected');
  const { code, output, report } = await run({ approve: 'no' });
  assert.notEqual(code, 0, output);
  assert.deepEqual(both(report), ['success', 'failure']);
  await isEmpty('rejected');
});

test('A plan that fails stops the publishing: a share that is no whole number', { skip }, async () => {
  const { run } = repository('failed');
  const { code, output, report } = await run({ inputs: { rollout: '0.5' } });
  assert.notEqual(code, 0, output);
  assert.deepEqual(both(report), ['failure', 'skipped']);
  await isEmpty('failed');
});

test('Without a plan a release and the next one are published straight away, in the image', { skip: skip || bwrap.skip }, async () => {
  const { build, run } = repository('direct');
  for (const [version, generation] of [['1.0.0', '1'], ['1.1.0', '2']]) {
    if (version !== '1.0.0') build(version);
    const { code, output, report } = await run({ engine: bwrap, inputs: { approve: 'false', rollout: '100' } });
    assert.equal(code, 0, output);
    assert.equal(outcomes(report)['publish.plan'], 'skipped');
    assert.equal(report.outputs.publish.generation, generation);
    assert.match(await read('direct/feeds/canary/latest-linux.yml'), new RegExp(`^version: "?${version.replaceAll('.', '\\.')}"?$`, 'm'));
  }
});

test('Wherever a job of both fails, nothing is half done: before the publishing step nothing is published, after it all is', { skip }, async () => {
  const whole = await repository('whole').run();
  assert.equal(whole.code, 0, whole.output);
  for (const id of ['publish.plan', 'publish.publish']) {
    const names = stepsOf(whole.report, id).map(step => step.name);
    assert.equal(names.length, 6);
    for (const [place, name] of names.entries()) {
      const prefix = `${id}-${place}`, { code, output, report } = await repository(prefix).run({ options: ['--fail-step', `${id}/${name}`] });
      assert.notEqual(code, 0, output);
      assert.deepEqual(both(report), id === 'publish.plan' ? ['failure', 'skipped'] : ['success', 'failure'], `${id}/${name}\n${output}`);
      if (name === 'Keep the event') assert.match(await read(`${prefix}/feeds/canary/latest-linux.yml`), /1\.0\.0/);
      else await isEmpty(prefix);
    }
  }
});

const refusals = [
  ['whose environment has no reviewers', { environment: { protection_rules: [] } }, {}, /nobody must approve: the environment canary has no required reviewers/],
  ['whose environment is not there', { facts: { environments: {} } }, {}, /nobody must approve: the environment canary does not exist/],
  ['into a folder that the runner keeps', {}, { store: '/var/releases' }, /The path is '\/var\/releases', which leads out of the workspace/],
  ['whose secrets nobody passes', {}, { secrets: '' }, /Give both 'access-key-id' and 'secret-access-key'/],
  ['with a file that no fragment names', {}, { spoil: ' && echo x > packages/leg/evil.exe' }, /'evil\.exe' is in the artifact release-linux-x64, and nothing names it/],
  ['with other bytes than its fragment says', {}, { spoil: ' && echo x >> packages/leg/linux-x64/*.AppImage' }, /has other bytes/],
  ['without the list of its artifacts', {}, { spoil: ' && rm packages/notes/legs.json' }, /release\/release-notes\/legs\.json is missing/],
  ['of another commit than the run', {}, { spoil: ' && sed -i "s/$GITHUB_SHA/0123456789abcdef0123456789abcdef01234567/" packages/*/*.json' }, /and the run \(workflow_dispatch on main\) is of/],
  ['that lacks a leg', {}, { spoil: ' && sed -i "s/release-linux-x64/release-win-x64\\",\\"release-linux-x64/" packages/notes/legs.json' }, /The artifact release-win-x64 is missing/],
];
for (const [what, given, made, words] of refusals) {
  test(`A release ${what} is refused by the plan, before anybody is asked to approve it`, { skip }, async () => {
    const { code, output, report } = await repository('refused', made).run(given);
    assert.notEqual(code, 0, output);
    assert.deepEqual(both(report), ['failure', 'skipped'], output);
    assert.match(output, words);
    assert.deepEqual(report.approvals.map(one => one.environment), ['canary-plan']);
    if (!made.store) await isEmpty('refused');
  });
}

test('The release of an earlier run is published as that run built it, and a fork only where it is named', { skip }, async () => {
  const { build, run } = repository('later'), built = await run({ workflow: 'build', options: ['--run-id', '41'] });
  assert.equal(built.code, 0, built.output);
  const sha = built.report.workflow.sha;
  build('1.1.0');
  const later = (facts, inputs = {}) => run({
    workflow: 'later', inputs: { 'run-id': '41', ...inputs }, options: ['--run-id', '42', '--run-artifacts', `41=${path.join(built.work, 'artifacts')}`],
    facts: { runs: { 41: { head_sha: sha, head_branch: 'main', event: 'push', ...facts } } },
  });
  const fork = await later({ head_repository: 'stranger/app', event: 'pull_request' });
  assert.notEqual(fork.code, 0);
  assert.match(fork.output, /The run built code of stranger\/app \(event pull_request, branch main\)/);
  assert.match((await later({ head_sha: 'd'.repeat(40) })).output, /The release is of commit [0-9a-f]{40}, and the run \(push on main\) is of d{40}/);
  await isEmpty('later');
  const named = await later({ head_repository: 'stranger/app', event: 'pull_request' }, { 'head-repository': 'stranger/app' });
  assert.equal(named.code, 0, named.output);
  assert.match(await read('later/feeds/canary/latest-linux.yml'), /1\.0\.0/);
  assert.equal((await later({})).report.outputs.publish.outcome, 'already-done');
});

test('A repository that only publishes takes the run of the one that builds, by its name and a token for it', { skip }, async () => {
  const source = repository('source'), built = await source.run({ workflow: 'build', options: ['--run-id', '41'] });
  assert.equal(built.code, 0, built.output);
  const theirs = 'github_pat_of_the_source', { run } = repository('across'), store = ['--run-id', '42', '--run-artifacts', `${source.name}:41=${path.join(built.work, 'artifacts')}`];
  await github.set(source.name, { token: theirs, runs: { 41: { head_sha: built.report.workflow.sha, head_branch: 'main', event: 'push' } } });
  const across = (inputs, secrets = {}) => run({
    workflow: 'later', inputs: { 'run-id': '41', ...inputs }, options: [...store, '--secrets', JSON.stringify(secrets)],
  });
  assert.match((await across({ 'run-repository': source.name })).output, new RegExp(`${source.name} has no run 41, or the token may not see it`));
  assert.match((await across({}, { RUN_TOKEN: theirs })).output, /has no run 41, or the token may not see it.*'run-repository' names it/);
  await isEmpty('across');
  const done = await across({ 'run-repository': source.name }, { RUN_TOKEN: theirs });
  assert.equal(done.code, 0, done.output);
  assert.ok(!done.output.includes(theirs));
  assert.match(await read('across/feeds/canary/latest-linux.yml'), /1\.0\.0/);
  assert.deepEqual((await github.state(source.name)).problems, []);
});

// Parsed as the executor's own packages have it.
const template = async name => (await import('../workflows/node_modules/yaml/dist/index.js')).parse(readFileSync(path.join(root, 'action-templates', name), 'utf8'));

test('The templates give each job an environment and a role of its own, and the hourly one no reviewers', async () => {
  const [publish, reconcile] = [await template('publish.yml'), await template('reconcile.yml')], given = publish.jobs.publish.with;
  const hourly = reconcile.jobs.reconcile, role = hourly.steps.at(-1).with['aws-role'];
  assert.ok(reconcile.on.schedule.length > 0);
  assert.equal(new Set([given.channel, `${given.channel}-plan`, hourly.environment]).size, 3);
  assert.equal(new Set([given['aws-role'], given['plan-aws-role'], role]).size, 3);
  assert.ok(role);
  const stores = readFileSync(path.join(root, 'docs/stores.md'), 'utf8');
  for (const one of [given['aws-role'], given['plan-aws-role'], role]) assert.ok(stores.includes(`\`${one.split('/').at(-1)}\``), one);
});

test('Every policy in the docs is JSON, and trusts whole names', () => {
  const blocks = [...readFileSync(path.join(root, 'docs/stores.md'), 'utf8').matchAll(/```json\n(.*?)```/gs)].map(([, text]) => JSON.parse(text));
  assert.equal(blocks.length, 5);
  const subjects = blocks.flatMap(block => [block.subject, ...(block.Statement ?? []).map(one => one.Condition?.StringEquals['token.actions.githubusercontent.com:sub'])]).filter(Boolean);
  assert.deepEqual(subjects, ['repo:acme/sample-app:environment:canary', 'repo:acme/sample-app:environment:canary']);
});
