import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildah } from './image.mjs';

/** The user of a hosted runner; containers run as root. */
export const RUNNER = 1001;

const FILES = { GITHUB_OUTPUT: 'set_output', GITHUB_ENV: 'set_env', GITHUB_PATH: 'add_path', GITHUB_STATE: 'save_state', GITHUB_STEP_SUMMARY: 'step_summary' };

/**
 * A job's folders, laid out and owned as on a hosted runner. Source: actions/runner ContainerActionHandler.cs.
 */
export class Job {
  /** @param {import('node:test').TestContext} test removes the folders at its end */
  constructor(test) {
    this.root = mkdtempSync(path.join(tmpdir(), 'container-job-'));
    test.after(() => rmSync(this.root, { recursive: true, force: true }));
    this.workspace = path.join(this.root, 'workspace');
    this.temp = path.join(this.root, '_temp');
    this.folders = {
      '/github/workspace': this.workspace, '/github/runner_temp': this.temp, '/github/home': path.join(this.temp, '_github_home'),
      '/github/workflow': path.join(this.temp, '_github_workflow'), '/github/file_commands': path.join(this.temp, '_runner_file_commands'),
    };
    for (const folder of Object.values(this.folders)) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(this.folders['/github/workflow'], 'event.json'), '{}');
  }

  /** Gives everything to the runner's user, as a checkout by it would have. */
  handOver() {
    spawnSync('chown', ['-R', `${RUNNER}:${RUNNER}`, this.root]);
  }

  /**
   * Runs a container action as the runner does: same mounts, environment, working directory and fresh file commands.
   * @param {import('./image.mjs').Image} image
   * @param {string} entrypoint of action.yml
   * @param {Record<string, string>} [inputs]
   * @param {{before?: string[], flags?: string[], offline?: boolean, started?: (run: {token: string}) => Promise<void>}} [how] before: what
   *   starts the entry point; flags: of buildah run; offline: no network but loopback; started: is called while it runs, with the value of
   *   its GITHUB_RUN_ID
   */
  async run(image, entrypoint, inputs = {}, { before = [], flags = [], offline = false, started } = {}) {
    const files = Object.fromEntries(Object.entries(FILES).map(([variable, prefix]) => [variable, `${prefix}_${randomUUID()}`]));
    for (const file of Object.values(files)) writeFileSync(path.join(this.folders['/github/file_commands'], file), '');
    this.handOver();
    const token = randomUUID();
    const environment = { ...runnerVariables(token), ...inputVariables(inputs) };
    for (const [variable, file] of Object.entries(files)) environment[variable] = `/github/file_commands/${file}`;
    const container = buildah(image, 'from', '--pull-never', image.name);
    // buildah hands output on through pipes, and drops what is still in them when a short program ends: a file keeps it. bash, unlike sh, hands on variables with a hyphen in their name.
    const printed = `log_${token}`, kept = path.join(this.folders['/github/file_commands'], printed);
    try {
      const [program, ...first] = [...(offline ? ['bwrap', '--dev-bind', '/', '/', '--unshare-net', '--cap-add', 'ALL'] : []), 'buildah'];
      const child = spawn(program, [
        ...first, ...image.options, 'run', '--isolation', 'chroot', '--workingdir', '/github/workspace', ...flags,
        ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
        ...Object.entries(this.folders).flatMap(([inside, host]) => ['--volume', `${host}:${inside}:rw`]),
        container, '--', 'bash', '-c', `exec "$@" >/github/file_commands/${printed} 2>&1`, 'bash', ...before, entrypoint, '--from-inputs',
      ], { stdio: ['ignore', 'pipe', 'pipe'] });
      let log = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { log += text; });
      const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
      await started?.({ token });
      const code = await ended;
      const written = Object.fromEntries(Object.entries(files).map(([variable, file]) => [variable, readFileSync(path.join(this.folders['/github/file_commands'], file), 'utf8')]));
      log = (existsSync(kept) ? readFileSync(kept, 'utf8') : '') + log;
      return { code, log, written, outputs: written.GITHUB_OUTPUT };
    } finally {
      buildah(image, 'rm', container);
    }
  }

  /** @param {string} file relative to the workspace */
  read(file) { return readFileSync(path.join(this.workspace, file), 'utf8'); }

  /** @param {string} file relative to the workspace */
  ownerOf(file) { return statSync(path.join(this.workspace, file)).uid; }
}

function runnerVariables(token) {
  return {
    CI: 'true', GITHUB_ACTIONS: 'true', HOME: '/github/home', GITHUB_WORKSPACE: '/github/workspace', GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: '/github/workflow/event.json', GITHUB_REPOSITORY: 'example/app', GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REF: 'refs/heads/main', GITHUB_RUN_ID: token, RUNNER_OS: 'Linux', RUNNER_TEMP: '/github/runner_temp',
  };
}

// Only blanks are replaced: a hyphen stays, which no shell would hand on. Source: actions/runner Handler.AddInputsToEnvironment.
function inputVariables(inputs) {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]));
}
