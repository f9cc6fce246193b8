import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { configuration, runIn } from './image.mjs';
import { entrypoint, error, image, needsImage, skip } from './image-under-test.mjs';
import { image as lean } from './lean-image-under-test.mjs';

const builder = JSON.parse(readFileSync(new URL('../../tools/electron-builder/package.json', import.meta.url), 'utf8')).dependencies['electron-builder'];

test('the Dockerfile builds as it stands', { skip: skip ?? false }, () => assert.ok(image, error));

for (const [name, one] of Object.entries({ full: image, lean })) {
  test(`the ${name} image starts programs without a shell, as root, in the working directory that the runner sets`, needsImage, () => {
    const { Entrypoint, Cmd, Env, User, WorkingDir, Labels } = configuration(one);
    assert.deepEqual([Entrypoint, Cmd ?? [], User, WorkingDir ?? ''], [[entrypoint], [], 'root', '']);
    assert.ok(Labels['org.opencontainers.image.source']);
    assert.ok(Env.includes('DOTNET_EnableDiagnostics=0'));
  });
}

// As docs/actions.md says it.
const actions = new URL('../../actions/', import.meta.url);
const page = readFileSync(new URL('../../docs/actions.md', import.meta.url), 'utf8');
const programs = Object.fromEntries(readdirSync(actions, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => [
  name, { image: new RegExp(`actions/${name}/README\\.md\\).*\\| (lean|full) \\|$`, 'm').exec(page)?.[1], file: /^ +entrypoint: (.+)$/m.exec(readFileSync(new URL(`${name}/action.yml`, actions), 'utf8'))[1] },
]));

test('each image has the programs of its actions, and the full one all of them', needsImage, () => {
  const has = (one, files) => runIn(one, 'sh', '-c', 'for file; do [ ! -x "$file" ] || echo "$file"; done', 'sh', ...files).split('\n');
  const all = Object.values(programs);
  assert.deepEqual(has(image, all.map(({ file }) => file)), all.map(({ file }) => file));
  assert.deepEqual(has(lean, [...all.map(({ file }) => file), '/usr/local/bin/node', '/usr/bin/makensis', '/opt/electron-builder']), all.filter(one => one.image === 'lean').map(({ file }) => file));
});

test('the images have the licences of what is in them', needsImage, () => {
  const texts = ['/app/LICENSE', '/app/THIRD-PARTY-NOTICES.md', '/usr/share/common-licenses/Apache-2.0', '/usr/share/doc/git/copyright'];
  for (const one of [image, lean]) runIn(one, 'test', ...texts.flatMap((text, i) => [...(i ? ['-a'] : []), '-s', text]));
});

test('the image has git, and neither an SDK nor what installing left behind', needsImage, () => {
  assert.match(runIn(image, 'git', '--version'), /^git version \d/);
  const empty = ['/usr/share/dotnet/sdk', '/source', '/root/.nuget', '/var/lib/apt/lists', '/var/cache/apt', '/var/log'];
  assert.equal(runIn(image, 'sh', '-c', 'for folder; do [ -z "$(ls -A "$folder" 2>/dev/null)" ] || echo "$folder"; done', 'sh', ...empty), '');
});

test('the image has what build-electron drives: Node, npm, electron-builder, archivers, compilers of packages', needsImage, () => {
  const asked = [
    ['node --version', /^v\d+\./], ['npm --version', /^\d+\./], ['7zz i', /7-Zip/], ['mksquashfs -version', /^mksquashfs version 4\./], ['xz --version', /^xz/],
    ['zstd --version', /Zstandard/], ['makensis -VERSION', /^v3\./], ['file /usr/local/bin/node', /ELF 64-bit/],
    ['node /opt/electron-builder/node_modules/electron-builder/cli.js --version', new RegExp(`^${builder.replaceAll('.', '\\.')}$`)],
  ];
  const said = runIn(image, 'sh', '-c', asked.map(([command]) => `${command} 2>&1 | head -2 | tr '\\n' ' ' && echo`).join(' && ')).split('\n');
  asked.forEach(([command, words], i) => assert.match(said[i].trim(), words, command));
});

test('the full image has what upload-symbols runs, for its processor, and nothing else of those packages', needsImage, () => {
  const tools = '/opt/crash-tools/node_modules';
  assert.match(runIn(image, `${tools}/@sentry/cli-linux-x64/bin/sentry-cli`, '--version'), /^sentry-cli \d/);
  assert.match(runIn(image, 'sh', '-c', `${tools}/minidump/bin/linux-x64/dump_syms /usr/bin/git 2>&1 | head -1`), /^MODULE Linux x86_64 [0-9A-F]{32}0 git$/);
  const files = runIn(image, 'find', '/opt/crash-tools', '-type', 'f', '!', '-name', 'LICENSE*', '-printf', '%f\\n').split('\n').sort();
  assert.deepEqual(files, ['.npmrc', 'dump_syms', 'package-lock.json', 'package.json', 'sentry-cli']);
});

test("electron-builder's tools are where build-electron looks for them, with their sums", needsImage, () => {
  const compiled = runIn(image, 'sh', '-ec', `
    for tool in appimage icons nsis nsis-resources; do cd /opt/electron-tools/$tool; sha256sum --check --quiet SHA256SUMS; done
    printf 'OutFile "/tmp/a.exe"\\nSection\\nSectionEnd\\n' >/tmp/a.nsi
    /opt/electron-tools/nsis/makensis -V1 /tmp/a.nsi
    file /tmp/a.exe`);
  assert.match(compiled, /PE32 executable .*Nullsoft Installer/);
});
