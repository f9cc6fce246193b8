// The app for macOS, signed without a Mac: by a key of the team's own, which no Mac trusts. Its verifier and 7-Zip judge what clients get, and an installed
// app takes the signed update.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeClient, until, versions } from '../tests/auto-update/client.mjs';
import { codeSigner } from '../tests/project/timestamps.mjs';
import { parse } from '../tests/workflows/node_modules/yaml/dist/index.js';
import { makeProject } from './project.mjs';

const root = path.resolve(import.meta.dirname, '..'), password = 'of the demo';

export async function macos({ say, work, engine }) {
  const folder = name => {
    mkdirSync(path.join(work, name), { recursive: true });
    return path.join(work, name);
  };
  const signer = codeSigner(folder('signer'), '/C=DE/O=Sample GmbH/CN=Sample GmbH', password);
  const signing = { 'macos-signing': { secrets: { MACOS_IDENTITY: signer.secret, MACOS_IDENTITY_PASSWORD: password } } };
  const search = process.env.PATH;
  const project = await makeProject({ say, work, engine }, publicUrl =>
    `publish:\n  app: sample-app\n  public-url: ${publicUrl}\n  direct: [stable]\nelectron:\n  targets: { mac: [dir, zip] }\n`, signing);
  try {
    say.stage('A team has its universal app for macOS signed, and put into a disk image, before it is published');
    project.repository.workflow('release', {
      legs: [{ platform: 'mac', arch: 'universal' }], inputs: { 'sign-macos': true }, secrets: ['MACOS_IDENTITY', 'MACOS_IDENTITY_PASSWORD'],
    });
    project.repository.commit('ci: sign for macOS');
    await project.run('release', { event: 'push' });

    say.stage('Others look at what clients get');
    const feeds = `${project.bucket.url}/feeds/stable`, feed = parse(await (await fetch(`${feeds}/latest-mac.yml`)).text());
    const image = path.join(work, 'Sample App.dmg');
    writeFileSync(image, Buffer.from(await (await fetch(new URL(feed.path.replace(/\.zip$/, '.dmg'), `${feeds}/`))).arrayBuffer()));
    const listed = execFileSync('7zz', ['l', '-ba', image], { encoding: 'utf8' });
    if (!/\.app\/Contents\/_CodeSignature\/CodeResources/.test(listed)) throw new Error(`7-Zip finds no signed app in the disk image:\n${listed}`);
    say.line(`7-Zip finds the signed app in the disk image: ${listed.trim().split('\n').length} files and folders`);

    say.stage('An installed app asks for an update');
    writeFileSync(path.join(folder('bin'), 'sysctl'), '#!/bin/sh\necho sysctl.proc_translated: 0\n', { mode: 0o755 }); // as on a Mac with an Intel processor
    process.env.PATH = `${folder('bin')}:${search}`;
    for (const which of versions) {
      const at = folder(`clients/${which.name.replaceAll(' ', '-')}`);
      const client = await makeClient(which, 'mac', { version: '0.0.1', url: feeds, folder: at });
      const { info, files } = await client.update();
      await until(() => client.native.zip);
      client.updater.closeServerIfExists?.();
      say.line(`${which.name}: 0.0.1 → ${info.version}, ${path.basename(files[0])}. Squirrel would compare its signature with that of the installed app here.`);
      if (which === versions[0]) judge(say, files[0], path.join(at, 'app'), signer.root);
    }
  } finally {
    process.env.PATH = search;
    project.close();
  }
}

// Apart from trust, which nobody gives to this team, the app is whole; and one byte is found.
function judge(say, zip, target, authority) {
  execFileSync('unzip', ['-q', zip, '-d', target]);
  const bundle = path.join(target, readdirSync(target).find(name => name.endsWith('.app')));
  execFileSync('cp', [authority, path.join(target, 'root.pem')]);
  const verify = () => spawnSync(path.join(root, 'artifacts/app/sign-macos'), ['--app-folder', bundle, '--verify-only=true', '--trusted-roots', 'root.pem'],
    { cwd: target, encoding: 'utf8' });
  const whole = verify();
  if (whole.status !== 0) throw new Error(`The signed app is not whole:\n${whole.stdout}${whole.stderr}`);
  say.line(`${path.basename(bundle)}: every signature in it is sound, for who trusts the team's own root`);
  const resources = path.join(bundle, 'Contents/Resources'), resource = path.join(resources, readdirSync(resources).find(name => name.endsWith('.asar')));
  const bytes = readFileSync(resource);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(resource, bytes);
  const changed = verify();
  if (changed.status === 0) throw new Error('A changed app is taken for the signed one.');
  say.line(`With one bit changed: ${`${changed.stdout}${changed.stderr}`.split('\n').find(line => line.includes(path.basename(resource)))?.trim()}`);
}
