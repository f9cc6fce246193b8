// Two programs of an app crash for real. Users who agreed send reports, which become readable stacks, signatures and counts.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startIntake } from './intake.mjs';
import { buildHelper, crashHelper, hits } from './native-helper.mjs';

const root = path.resolve(import.meta.dirname, '..'), judges = path.join(root, 'tests/crashes/judges');
const app = 'sample-app', devices = 5, consents = { 'consent-collecting': 'granted', 'consent-uploading': 'granted' };
const json = file => JSON.parse(readFileSync(file, 'utf8'));
const files = (folder, ending) => (existsSync(folder) ? readdirSync(folder, { recursive: true }) : [])
  .filter(name => ending.test(name)).sort().map(name => path.join(folder, name));

export async function crash({ say, work, engine: { binaries } }) {
  mkdirSync(work, { recursive: true });
  const step = (name, args, before) => run(path.join(binaries, name), args, path.join(work, `${name}.md`), work, before);
  const intake = await startIntake(binaries, work, 'intake');
  say.stage('A native helper crashes under Crashpad, which uploads to the crash intake');
  const helper = buildHelper(path.join(work, 'bin'));
  if (helper.missing) say.line(`Left out: ${helper.missing}.`);
  else await native(say, work, intake, helper);
  say.stage('A JavaScript program throws: bundled, minified, with debug ids');
  script(say, work, intake, step);
  say.line(`The intake: ${await intake.end()}`);
  say.stage('Symbols go into a store, and with them the reports become readable');
  readable(say, work, step);
  say.stage("Three hours later: counts for promote's health gate");
  counts(say, work, step);
  say.line(`${path.relative(root, work)}/symbolicate.md   the page of the run, with every thread; intake/ has what is stored, devices/ what was there`);
}

const records = work => files(path.join(work, 'intake/reports'), /(?<!js-error)\.json$/u);

async function native(say, work, intake, helper) {
  const crashOn = (device, more) => crashHelper(helper, {
    folder: path.join(work, `devices/native-${device}`), upload: `${intake.url}/upload`, annotations: { app, release: '1.2.3', channel: 'stable', ...more },
  });
  crashOn('no', {});
  say.line(`Without consent in the report: ${await intake.refused()} refused (403), ${records(work).length} stored`);
  const before = ['1', '2'].map(device => hits(crashOn(device, { ...consents, device: randomBytes(16).toString('hex') })));
  const stored = records(work), { proof } = json(stored[0]);
  const after = stored.map(record => hits(readFileSync(record)) + hits(readFileSync(record.replace(/\.json$/u, '.dmp'))));
  say.line(`With it, on two devices: ${stored.length} stored, redacted. The first one's proof: ${proof.stackWordsDefaced} words of stacks overwritten,`);
  say.line(`    ${proof.memoryBytesCleared} bytes of other memory cleared, ${proof.annotationsDropped} annotations dropped`);
  say.line(`Planted secrets: ${before.join(' and ')} hits in what was sent, ${after.join(' and ')} in what is stored`);
  if (before.includes(0) || after.length !== 2 || after.some(found => found > 0)) throw new Error('The reports are not redacted as they should be.');
}

function script(say, work, intake, step) {
  cpSync(path.join(root, 'demo/crash-app'), path.join(work, 'src'), { recursive: true });
  cpSync(path.join(root, 'action-templates/electron-app/crash-reporter.js'), path.join(work, 'src/crash-reporter.js'));
  const options = ['--bundle', '--minify', '--sourcemap=linked', '--platform=node', '--outfile=dist/main.js', '--log-level=error'];
  execFileSync(path.join(judges, 'node_modules/.bin/esbuild'), ['src/main.js', ...options], { cwd: work });
  say.line(step('inject-debug-ids', ['--folder', 'dist']).said[0]);
  const start = (device, ...more) => {
    const program = ['dist/main.js', intake.url, `devices/${device}`, ...more];
    return spawnSync(process.execPath, program, { cwd: work, encoding: 'utf8' }).stderr;
  };
  const reports = () => files(path.join(work, 'intake/reports'), /\.js-error\.json$/u);
  const [said] = /^TypeError: .*$/mu.exec(start('js-no', 'no', '/home/ada/letter.txt')) ?? [];
  say.line(`It ends with "${said}"`);
  start('js-no', 'no');
  say.line(`Without consent: ${files(path.join(work, 'devices/js-no/crash-reports'), /./u).length} kept on the device, ${reports().length} stored`);
  for (const device of [1, 2]) start(`js-${device}`, 'yes', '/home/ada/letter.txt');
  for (let device = 1; device <= devices; device++) start(`js-${device}`, 'yes');
  say.line(`With it, on two devices, at the next start: ${reports().length} stored, with the text "${json(reports()[0]).message}"`);
}

function readable(say, work, step) {
  const native = existsSync(path.join(work, 'bin/sample-helper')) ? ['--symbols-folder', 'bin'] : [];
  const { page } = step('upload-symbols', [...native, '--source-maps-folder', 'dist', '--store', 'symbols', '--tools-folder', judges]);
  say.line(`upload-symbols: ${page.find(line => line.endsWith(' written.'))}`);
  for (const file of files(path.join(work, 'symbols'), /\.(sym|map)$/u)) say.line(`    ${path.relative(work, file)}`);
  const read = step('symbolicate', ['--crashes', 'crashes', '--intake-store', 'intake', '--store', 'symbols']);
  say.line(`symbolicate: ${read.said.at(-1)}`);
  for (const ending of [/\.dmp\.report\.json$/u, /\.js-error\.json\.report\.json$/u]) {
    const [report] = files(path.join(work, 'release/crashes'), ending).map(json);
    if (report) crashed(say, report);
  }
  const rows = read.page.map(line => /^\| ([0-9]+) \| (.*) \|$/u.exec(line)).filter(Boolean);
  if (rows.length > 0) say.line('Crashes, and their signature');
  for (const [, number, signature] of rows) say.line(`${number.padStart(7)}  ${signature.replaceAll('\\', '')}`);
}

/** The top of the crashed thread; calls of a function by itself are one line. */
function crashed(say, { reason, message, crashedThread, threads }) {
  say.line([reason, message].filter(Boolean).join(': '));
  const lines = [];
  for (const { function: name, file, line, trust } of threads[crashedThread].frames) {
    const text = `${name}  ${file}:${line}${trust === 'inline' ? '  (inlined)' : ''}`;
    if (!name || !file || lines.length === 6) break;
    if (lines.at(-1) !== text) lines.push(text);
  }
  for (const line of lines) say.line(`    ${line}`);
}

// The newest two hours are not counted, because not all has come that belongs to them.
function counts(say, work, step) {
  if (spawnSync('faketime', ['-v']).error) return say.line('Left out: faketime is not installed (apt-get install faketime).');
  step('symbolicate', ['--crashes', 'crashes', '--intake-store', 'intake', '--store', 'symbols', '--app', app], ['faketime', '-f', '+3h']);
  for (const file of files(path.join(work, 'release/health'), /\.json$/u)) {
    for (const { version, devices: all, crashedDevices } of json(file).releases) {
      say.line(`${path.relative(work, file)}: ${version} was seen on ${all} devices a day, and crashed on ${crashedDevices}`);
    }
  }
}

/** Runs a console as a step of a workflow: what it says, and its page. */
function run(program, args, page, folder, before = []) {
  const [first, ...rest] = [...before, program, ...args];
  writeFileSync(page, '');
  const { status, stderr } = spawnSync(first, rest, { cwd: folder, encoding: 'utf8', env: { ...process.env, GITHUB_STEP_SUMMARY: page } });
  if (status !== 0) throw new Error(`${path.basename(program)} ended with ${status}: ${stderr}`);
  return { said: stderr.trim().split('\n'), page: readFileSync(page, 'utf8').split('\n') };
}
