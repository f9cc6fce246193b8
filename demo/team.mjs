// A team's repository: the sample app with a history, and the caller workflow that they copied from action-templates/.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** A repository below `folder`, with what it was changed by. */
export function team(folder, { store, publicUrl }) {
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
  write('electron-builder.yml', `${read('electron-builder.yml')}electronDist: ${path.join(root, 'artifacts/electron-dist-full')}\n`);
  const manifest = JSON.parse(read('package.json'));
  write('package.json', `${JSON.stringify({ ...manifest, version: '0.0.0', scripts: { build: 'node tools/build.js' } }, null, 2)}\n`);
  execFileSync('mkdir', ['-p', path.join(folder, 'tools')]);
  write('tools/build.js', "require('node:fs').writeFileSync('src/built.txt', 'made by npm run build\\n');\n");
  write('.github/uv-release.yml', configuration(publicUrl));
  commit('build: package the app');
  return {
    folder, git, write, read, commit,
    /** Copies the template, with the lines that a team changes. */
    workflow(legs) {
      const template = readFileSync(path.join(root, 'action-templates/release.yml'), 'utf8');
      write('.github/workflows/release.yml', filled(template, { store, publicUrl, legs }));
    },
  };
}

const configuration = publicUrl => `publish:
  app: sample-app
  public-url: ${publicUrl}
  direct: [stable]
`;

/** The template with this team's branch, legs, store and secret. */
export function filled(template, { store, publicUrl, legs }) {
  return template
    .replace('$default-branch', 'main')
    .replace(/^( +legs: ).*$/m, `$1'${JSON.stringify(legs)}'`)
    .replace(/^( +store: ).*$/m, `$1${store}`)
    .replace(/^( +public-url: ).*$/m, `$1${publicUrl}`)
    .replace(/^ +aws-role: .*\n/m, '')
    .replace(/^( +)(NPM_TOKEN: .*)$/m, '$1$2\n$1STORE_AZURE_SHARED_KEY: ${{ secrets.STORE_AZURE_SHARED_KEY }}');
}
