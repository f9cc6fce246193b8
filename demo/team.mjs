// A team's repository: the sample app with a history, and the caller workflow that they copied from action-templates/.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** A repository below `folder`, with what it was changed by. */
export function team(folder, { store, publicUrl, configuration }) {
  execFileSync(path.join(root, 'tests/sample-app/make-history.sh'), [folder], { stdio: 'ignore' });
  let clock = 1735812000; // 2025-01-02T10:00:00Z
  const git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=Ada Byron', '-c', 'user.email=ada.byron@example.com', ...args], {
    encoding: 'utf8', env: { ...process.env, GIT_AUTHOR_DATE: `${clock} +0000`, GIT_COMMITTER_DATE: `${clock} +0000`, GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim();
  const write = (name, text) => writeFileSync(path.join(folder, name), text);
  const read = name => readFileSync(path.join(folder, name), 'utf8');
  const commit = message => {
    clock += 3600;
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };

  cpSync(path.join(root, 'tests/sample-app/app'), folder, { recursive: true });
  // Electron itself can't be loaded here: real programs of each platform in Electron's layout stand in for it.
  write('electron-builder.yml', `${read('electron-builder.yml')}electronDist: ${path.join(root, 'artifacts/electron-dist')}\n`);
  const manifest = JSON.parse(read('package.json'));
  write('package.json', `${JSON.stringify({ ...manifest, version: '0.0.0', scripts: { build: 'node tools/build.js' } }, null, 2)}\n`);
  execFileSync('mkdir', ['-p', path.join(folder, 'tools')]);
  write('tools/build.js', "require('node:fs').writeFileSync('src/built.txt', 'made by npm run build\\n');\n");
  write('.github/uv-release.yml', configuration);
  commit('build: package the app');
  return {
    folder, git, write, read, commit,
    /** Copies a template, with the lines that a team changes. */
    workflow(name, changes = {}) {
      const template = readFileSync(path.join(root, `action-templates/${name}.yml`), 'utf8');
      write(`.github/workflows/${name}.yml`, filled(template, { store, publicUrl, ...changes }));
    },
  };
}

/** The template with this team's branch, store and secrets, and for releases its legs, its channel and what else it turns on. */
function filled(template, { store, publicUrl, legs, channel = 'stable', inputs = {}, secrets: more = [] }) {
  const secrets = ['STORE_AZURE_SHARED_KEY', 'STORE_AZURE_SAS', ...more].map(name => `      ${name}: \${{ secrets.${name} }}\n`).join('');
  return template
    .replace('$default-branch', 'main')
    .replace(/^( +)build: true.*$/m, (line, margin) => [line, ...Object.entries(inputs).map(([name, value]) => `${margin}${name}: ${value}`)].join('\n'))
    .replace(/^( +legs: ).*$/m, `$1'${JSON.stringify(legs)}'`)
    .replace(/^( +channel: )stable$/m, `$1${channel}`)
    .replace(/^( +store: ).*$/m, `$1${store}`)
    .replace(/^( +public-url: ).*$/m, `$1${publicUrl}`)
    .replace(/^ +(plan-)?aws-role: .*\n/gm, '')
    .replace(/^ +NPM_TOKEN: .*\n/m, '')
    .replace(/^ {4}secrets:\n/m, '')
    .concat(`    secrets:\n${secrets}`);
}
