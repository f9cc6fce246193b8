// What a whole build of the sample app costs: build-electron, with its checks, feeds' block maps and fragment, against electron-builder alone with the same
// targets and the same stand-in Electron. Targets that electron-builder can't make here without a download or wine (AppImage, deb, nsis, universal) have no
// peer; PackageSpecs makes and judges them.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 5;

const rows = [
  ['linux', 'x64', 'tar.gz'],
  ['win', 'x64', 'zip'],
  ['mac', 'x64', 'zip'],
  ['linux', 'x64', 'dir'],
];

/** @param {{root: string}} folders */
export function prepare({ root }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const builder = path.join(root, 'tools/electron-builder'), dist = path.join(root, 'artifacts/electron-dist');
  const tools = path.join(root, 'artifacts/electron-tools');
  execFileSync('bash', ['-c', '. ./prepare.sh; electron_tools artifacts/electron-tools'], { cwd: root, stdio: 'inherit' });
  // What build-electron hands to electron-builder as well.
  const given = { ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7zz', ELECTRON_BUILDER_ICONS_TOOLSET_DIR: path.join(tools, 'icons') };
  return rows.map(([platform, arch, target]) => {
    const [ours, peer] = ['ours', 'peer'].map(who => project(root, path.join(folder, `${platform}-${target}-${who}`), platform, target));
    const environment = { SOURCE_DATE_EPOCH: '1735725600', USE_HARD_LINKS: 'false' };
    return {
      name: `${platform} ${target}, against electron-builder 26.17 alone`,
      ours: {
        program: path.join(root, 'artifacts/app/build-electron'),
        arguments: ['--platform', platform, '--arch', arch, '--electron-dist', dist, '--builder-folder', builder, '--tools-folder', tools],
        cwd: ours, environment, before: () => rmSync(path.join(ours, 'release'), { recursive: true, force: true }),
      },
      peer: {
        program: 'node',
        arguments: [path.join(builder, 'node_modules/electron-builder/cli.js'), `--${platform}`, target, `--${arch}`, '--publish', 'never', `-c.electronDist=${dist}`],
        cwd: peer, environment: { ...environment, ...given, CSC_IDENTITY_AUTO_DISCOVERY: 'false' }, before: () => rmSync(path.join(peer, 'dist'), { recursive: true, force: true }),
      },
      goal: 1,
    };
  });
}

function project(root, folder, platform, target) {
  cpSync(path.join(root, 'tests/sample-app/app'), folder, { recursive: true });
  mkdirSync(path.join(folder, '.github'));
  writeFileSync(path.join(folder, '.github/uv-release.yml'), JSON.stringify({ electron: { channel: 'canary', targets: { [platform]: [target] } }, publish: { app: 'sample-app' } }));
  const git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args]);
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'feat: an app');
  return folder;
}
