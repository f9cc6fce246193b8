// A team's repository with an app: a build script, a private package, a hostile one, and the one workflow file that it has copied.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { root, temporaryFolder } from './checkout.mjs';

export const npmToken = 'npm_0123456789abcdefghijklmnopqrstuvwxyz';

/** A registry of private packages; it ends with {@link close}. */
export async function startRegistry() {
  const packages = ['private', 'hostile'].map(name => path.join(root, 'tests/registry-double/packages', name));
  const child = spawn(process.execPath, [path.join(root, 'tests/registry-double/registry.mjs'), ...packages], {
    stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, REGISTRY_TOKEN: npmToken },
  });
  const line = await new Promise(resolve => createInterface(child.stdout).once('line', resolve));
  return { ...JSON.parse(line), close: () => child.stdin.end() };
}

/**
 * Makes the repository: the sample app in app/, packed for mac and linux from stand-in distributions of Electron.
 * @param {{url: string, lock: object}} registry
 * @param {Record<string, string>} inputs what the team writes into the template's `with`
 * @param {{legs?: string[], inImage?: boolean, template?: string}} options template: of action-templates, which becomes the workflow release.yml
 */
export function consumer(registry, inputs, { legs = ['mac', 'linux'], inImage = false, template = 'release.yml' } = {}) {
  const folder = path.join(temporaryFolder(), 'sample-app'), app = path.join(folder, 'app');
  const git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { encoding: 'utf8' }).trim();
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const change = (file, edit) => writeFileSync(path.join(app, file), edit(readFileSync(path.join(app, file), 'utf8')));
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  cpSync(path.join(root, 'tests/sample-app/app'), app, { recursive: true });
  const dependencies = { '@acme/private': '1.0.0', '@acme/hostile': '1.0.0' };
  change('package.json', text => JSON.stringify({ ...JSON.parse(text), scripts: { build: 'node build.cjs' }, dependencies }, null, 2));
  change('package-lock.json', text => {
    const lock = JSON.parse(text);
    lock.packages[''] = { ...lock.packages[''], dependencies };
    return JSON.stringify({ ...lock, packages: { ...lock.packages, ...registry.lock } }, null, 2);
  });
  write('app/build.cjs', `const { writeFileSync } = require('node:fs');
require('@acme/hostile')('build');
writeFileSync('src/made.js', \`// \${require('@acme/private')()} for \${process.env.RELEASE_VERSION}\\n\`);
`);
  write('app/.npmrc', `@acme:registry=${registry.url}/\n//${new URL(registry.url).host}/:_authToken=\${NPM_TOKEN}\n`);
  let dist = path.join(root, 'artifacts/electron-dist');
  if (inImage) { // which brings electron-builder, and sees the workspace alone
    mkdirSync(path.join(app, 'electron'));
    for (const name of legs) cpSync(path.join(dist, zipOf(name)), path.join(app, 'electron', zipOf(name)));
    dist = 'electron';
  } else {
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(path.join(root, 'tools/electron-builder/node_modules/electron-builder'), path.join(folder, 'node_modules/electron-builder'));
  }
  change('electron-builder.yml', text => `${text}electronDist: ${inImage && legs.length === 1 ? `electron/${zipOf(legs[0])}` : dist}\n`);
  write('.github/uv-release.yml', 'publish: { app: sample-app, direct: [stable] }\nelectron:\n  targets: { mac: [zip], linux: [tar.gz] }\n');
  write('.github/workflows/release.yml', caller(template, { 'project-path': 'app', legs: `'${JSON.stringify(legs.map(platform => ({ platform, arch: 'x64' })))}'`, ...inputs }));
  const commit = message => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  return { folder, git, write, commit };
}

const zipOf = platform => `electron-v45.4.1-${{ mac: 'darwin', linux: 'linux', win: 'win32' }[platform]}-x64.zip`;

// The template as it is, with the team's own values; a store of keys instead of roles.
function caller(name, inputs) {
  const template = readFileSync(path.join(root, 'action-templates', name), 'utf8').replaceAll('$default-branch', 'main');
  const lines = template.split('\n').filter(line => !/^ {6}(public-url|aws-role|plan-aws-role):/.test(line) && !(line.trim().split(':')[0] in inputs && line.startsWith('      ')));
  const at = lines.findIndex(line => line.trim().startsWith('build: true'));
  lines.splice(at + 1, 0, ...Object.entries(inputs).map(([name, value]) => `      ${name}: ${value}`));
  const secrets = lines.findIndex(line => line.trim() === 'secrets:');
  lines.splice(secrets + 1, 0, ...['STORE_SECRET_ACCESS_KEY', 'SYMBOLS_SECRET_ACCESS_KEY', 'MACOS_IDENTITY', 'MACOS_IDENTITY_PASSWORD', 'WINDOWS_IDENTITY', 'WINDOWS_IDENTITY_PASSWORD'].map(name => `      ${name}: \${{ secrets.${name} }}`));
  return lines.join('\n');
}
