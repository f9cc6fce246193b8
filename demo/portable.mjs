// An archive that runs where it is unpacked: packed by the workflow of what it built, and verified before anybody gets it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { push } from './push.mjs';
import { team } from './team.mjs';

const root = path.resolve(import.meta.dirname, '..'), app = 'acme/sample-app';
const configuration = `electron:
  targets:
    linux: [dir]
portable:
  name: sample-app
  binaries:
    - path: build/{platform}-{arch}/sample-app-{version}-{platform}-{arch}/sample-app
      to: app/sample-app
  assets:
    - path: build/{platform}-{arch}/sample-app-{version}-{platform}-{arch}
      to: app
  install:
    commands:
      - { name: sample-app, path: app/sample-app }
  probes:
    - { run: [sample-app, --print-version], output: "[0-9]" }
  smoke:
    - { run: [sample-app, --print-version] }
`;
const caller = `name: Portable
on:
  workflow_dispatch:
permissions: {}
jobs:
  build:
    name: Build
    permissions:
      contents: read # checks the sources out
    uses: org/uv-release/.github/workflows/build.yml@v1
    with:
      build: true
      legs: '[{"platform":"linux","arch":"x64"}]'
      portable: desktop
`;

export async function portable({ say, work, engine }) {
  mkdirSync(work, { recursive: true });
  const repository = team(path.join(work, 'sample-app'), { configuration });
  repository.write('.github/workflows/portable.yml', caller);
  repository.commit('ci: a portable archive');
  say.stage('A portable archive of the app, with manifest, checksums, notes and installers inside: packed, verified, installed, called, removed');
  const report = await push(say, {
    workflow: `${app}:.github/workflows/portable.yml`, event: 'workflow_dispatch', repositories: { [app]: repository.folder, 'org/uv-release': root },
    work: path.join(work, 'run'), ...engine,
  });
  if (report.conclusion !== 'success') throw new Error(`The run ended with ${report.conclusion}; its log is ${work}/run.log.`);
}
