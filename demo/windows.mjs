// The app for Windows, signed without Windows: by a test key and a time-stamp authority of this machine. osslsigncode judges the signatures, and an installed
// app takes the update of the publisher that it knows.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeClient, versions } from '../tests/auto-update/client.mjs';
import { codeSigner, startTimestamps } from '../tests/project/timestamps.mjs';
import { parse } from '../tests/workflows/node_modules/yaml/dist/index.js';
import { makeProject } from './project.mjs';

const root = path.resolve(import.meta.dirname, '..'), password = 'of the demo';

export async function windows({ say, work, engine }) {
  const made = name => {
    mkdirSync(path.join(work, name), { recursive: true });
    return path.join(work, name);
  };
  const signer = codeSigner(made('signer'), '/C=DE/O=Sample GmbH/CN=Sample GmbH', password), timestamps = await startTimestamps(made('timestamps'));
  const signing = { 'windows-signing': { secrets: { WINDOWS_IDENTITY: signer.secret, WINDOWS_IDENTITY_PASSWORD: password } } };
  const project = await makeProject({ say, work, engine }, publicUrl =>
    `publish:\n  app: sample-app\n  public-url: ${publicUrl}\n  direct: [stable]\nelectron:\n  targets: { win: [dir, nsis] }\n`, signing);
  try {
    say.stage('A team has its packages for Windows signed before they are published');
    project.repository.workflow('release', {
      legs: [{ platform: 'win', arch: 'x64' }], inputs: { 'sign-windows': true, 'windows-timestamp-servers': timestamps.url },
      secrets: ['WINDOWS_IDENTITY', 'WINDOWS_IDENTITY_PASSWORD'],
    });
    project.repository.commit('ci: sign for Windows');
    await project.run('release', { event: 'push' });
    say.stage('osslsigncode looks at what clients get');
    const feeds = `${project.bucket.url}/feeds/stable`, feed = parse(await (await fetch(`${feeds}/latest.yml`)).text());
    const installer = path.join(work, 'Sample App Setup.exe');
    writeFileSync(installer, Buffer.from(await (await fetch(new URL(feed.path, `${feeds}/`))).arrayBuffer()));
    execFileSync('7zz', ['x', `-o${path.join(work, 'installer')}`, installer], { stdio: 'pipe' });
    const plugins = path.join(work, 'installer/$PLUGINSDIR'), app = path.join(work, 'app');
    execFileSync('7zz', ['x', `-o${app}`, path.join(plugins, readdirSync(plugins).find(one => one.endsWith('.7z')))], { stdio: 'pipe' });
    const programs = [installer, ...readdirSync(app, { recursive: true }).filter(one => /\.(exe|dll|node)$/i.test(one)).map(one => path.join(app, one))];
    for (const program of programs) judge(say, program, signer.root, timestamps.root);
    say.stage('An installed app asks for an update');
    const settings = readFileSync(path.join(app, 'resources/app-update.yml'), 'utf8');
    say.line(`It takes updates of: ${parse(settings).publisherName.join(' | ')}`);
    for (const which of versions) {
      const client = await makeClient(which, 'nsis', { version: '0.0.1', settings, folder: path.join(work, 'clients', which.name.replaceAll(' ', '-')) });
      const { info, files } = await client.update();
      if (!readFileSync(files[0]).equals(readFileSync(installer))) throw new Error(`${which.name} got another installer:\n${client.lines.join('\n')}`);
      say.line(`${which.name}: 0.0.1 → ${info.version}, the signed installer. Windows itself would ask for its publisher here.`);
    }
  } finally {
    project.close();
    timestamps.close();
  }
}

function judge(say, program, authority, stamps) {
  const { status, error, stdout } = spawnSync('osslsigncode', ['verify', '-ignore-crl', '-CAfile', authority, '-TSA-CAfile', stamps, '-in', program], { encoding: 'utf8' });
  if (error) return say.annotation('warning', `osslsigncode is not there (apt-get install osslsigncode): ${path.basename(program)} was not judged.`);
  if (status !== 0 || !/^Signature verification: ok/m.test(stdout) || !/^Timestamp Server Signature verification: ok/m.test(stdout)) throw new Error(`${path.relative(root, program)}:\n${stdout}`);
  return say.line(`${path.basename(program)}: signature and time-stamp are sound`);
}
