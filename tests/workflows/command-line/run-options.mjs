import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ENGINES } from '../engines/engine.mjs';

const text = { type: 'string' };
const list = { type: 'string', multiple: true };
const OPTIONS = {
  repository: list, workflow: text, event: text, 'event-payload': text, inputs: text, secrets: text, 'secrets-file': text, vars: text,
  ref: text, work: text, engine: text, image: list, 'image-folder': list, binaries: text, 'buildah-option': list, report: text, approve: list,
  'environment-secrets-file': list, 'stand-in': list, 'api-url': text, 'server-url': text, 'run-id': text, 'run-artifacts': list, 'fail-step': list, service: list, 'pass-env': list, debug: { type: 'boolean' }, help: { type: 'boolean' },
};

/** The text of --help. */
export const USAGE = `usage: node --import ./json-hook.mjs run.mjs --repository OWNER/NAME=PATH … --workflow OWNER/NAME:.github/workflows/FILE [options]

  --repository OWNER/NAME=PATH     folder (git repository or plain tree) that stands for a repository
  --workflow OWNER/NAME:FILE       workflow to start
  --event NAME                     event (workflow_dispatch)
  --event-payload FILE|JSON        event payload
  --inputs JSON                    inputs of a workflow_dispatch
  --secrets JSON|@FILE             secrets; --secrets-file FILE or the variable WORKFLOW_SECRETS keep them out of the process list
  --environment-secrets-file ENV=FILE  secrets of one environment
  --vars JSON                      configuration variables
  --ref REF                        ref that starts the run (branch of the repository's folder)
  --work DIR                       folder for jobs and artifacts, kept afterwards (a temporary one)
  --engine ${ENGINES.join('|')}   how container actions run (process)
  --binaries DIR                   engine process: folder that stands for the image's /app
  --image-folder PATH=DIR          engine process: folder that stands for one of the image, such as /opt/electron-tools
  --image REF=LOCALIMAGE           local image for a docker:// reference or the path of a Dockerfile
  --buildah-option OPTION          global option of buildah (else UV_BUILDAH_OPTIONS)
  --approve ENV=yes|no             answer of an environment's reviewers; one without an answer has none
  --api-url URL                    what stands for GitHub's API; --server-url URL for its pages
  --run-id N                       number of the run (1)
  --run-artifacts [OWNER/NAME:]N=DIR
                                   artifacts of an earlier run: the folder artifacts of its --work
  --fail-step JOB/STEP             step that fails instead of running, by the job's path and the step's name
  --stand-in ACTION=FILE.mjs       double for an action that can't run here
  --service NAME=VALUE             ACTIONS_* variable for actions
  --pass-env NAME                  further variable of this machine that steps may see
  --report FILE                    write the report as JSON
  --debug                          show debug lines`;

/** A mistake in how the program was called. */
export class UsageError extends Error {}

/**
 * Turns arguments into the options of runWorkflow.
 * @param {string[]} args
 * @param {Record<string, string | undefined>} environment
 * @returns {Promise<import('../executor/run-workflow.mjs').RunOptions & {report?: string, help?: boolean}>}
 */
export async function runOptions(args, environment) {
  const values = parsed(args);
  if (values.help) return { help: true };
  for (const name of ['workflow', 'repository']) if (!values[name]) throw new UsageError(`The option --${name} is missing.`);
  if (values.engine && !ENGINES.includes(values.engine)) throw new UsageError(`--engine ${values.engine} does not exist. Choose one of ${ENGINES.join(', ')}.`);
  return {
    repositories: pairs('repository', values.repository), workflow: values.workflow, event: values.event, ref: values.ref, work: values.work,
    payload: jsonOrFile('event-payload', values['event-payload']), inputs: json('inputs', values.inputs), vars: json('vars', values.vars),
    secrets: secretsOf(values, environment), engine: values.engine, binaries: values.binaries && path.resolve(values.binaries),
    images: pairs('image', values.image), imageFolders: pairs('image-folder', values['image-folder']), buildahOptions: values['buildah-option'], approvals: approvalsOf(values.approve),
    environments: environmentsOf(values['environment-secrets-file']), standIns: await standInsOf(values['stand-in']),
    serviceVariables: pairs('service', values.service), passEnvironment: values['pass-env'], debug: values.debug, report: values.report,
    apiUrl: values['api-url'], serverUrl: values['server-url'], runId: runIdOf(values['run-id']), runArtifacts: pairs('run-artifacts', values['run-artifacts']), failSteps: values['fail-step'],
  };
}

function parsed(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function pairs(option, entries = []) {
  return Object.fromEntries(entries.map(entry => {
    const at = entry.indexOf('=');
    if (at < 1) throw new UsageError(`--${option} ${entry} lacks '='. Write --${option} NAME=VALUE.`);
    return [entry.slice(0, at), entry.slice(at + 1)];
  }));
}

function json(option, value) {
  if (value === undefined) return undefined;
  try {
    const object = JSON.parse(value);
    if (object && typeof object === 'object' && !Array.isArray(object)) return object;
  } catch { /* the sentence below says it */ }
  throw new UsageError(`--${option} is no JSON object.`);
}

function read(option, file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The file given by --${option} can't be read. Check its path.`);
  }
}

const jsonOrFile = (option, value) => (value === undefined || value.trim().startsWith('{') ? json(option, value) : json(option, read(option, value)));

function secretsOf(values, environment) {
  const inline = values.secrets?.startsWith('@') ? read('secrets', values.secrets.slice(1)) : values.secrets;
  const file = values['secrets-file'] && read('secrets-file', values['secrets-file']);
  return named({ ...json('secrets', environment.WORKFLOW_SECRETS), ...json('secrets-file', file), ...json('secrets', inline) });
}

/** Secrets with names that GitHub would take, of a repository, an organization or an environment alike; GITHUB_TOKEN, which GitHub makes, among them. */
function named(secrets) {
  for (const name of Object.keys(secrets)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^GITHUB_(?!TOKEN$)/i.test(name)) throw new UsageError(`GitHub takes no secret of the name '${name}': letters, digits and _, no digit first, not GITHUB_.`);
  }
  return secrets;
}

function runIdOf(value) {
  if (value !== undefined && !/^[1-9]\d*$/.test(value)) throw new UsageError(`--run-id ${value} must be a whole number, 1 or greater.`);
  return value;
}

function approvalsOf(entries) {
  return Object.fromEntries(Object.entries(pairs('approve', entries)).map(([name, answer]) => {
    if (!['yes', 'no'].includes(answer)) throw new UsageError(`--approve ${name}=${answer} must be yes or no.`);
    return [name, answer === 'yes'];
  }));
}

function environmentsOf(entries) {
  const option = 'environment-secrets-file';
  return Object.fromEntries(Object.entries(pairs(option, entries)).map(([name, file]) => [name, { secrets: named(json(option, read(option, file))) }]));
}

async function standInsOf(entries) {
  const standIns = {};
  for (const [name, file] of Object.entries(pairs('stand-in', entries))) {
    try {
      standIns[name] = (await import(pathToFileURL(path.resolve(file)))).default;
    } catch (error) {
      throw new UsageError(`The stand-in for ${name} can't be loaded: ${error.message}`);
    }
  }
  return standIns;
}
