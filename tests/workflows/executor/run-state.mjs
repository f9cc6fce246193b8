import { standInsOf } from '../actions/stand-in.mjs';
import { ArtifactStore } from '../artifacts/artifact-store.mjs';
import { RUNNER_GRACE } from '../processes/child-process.mjs';
import { SecretMasker } from '../protocol/secret-masker.mjs';
import { PushServer } from '../repositories/push-server.mjs';
import { RepositoryMap } from '../repositories/repository-map.mjs';
import { Log } from './log.mjs';

/**
 * What all jobs of a run share.
 * @typedef {ReturnType<typeof createRunState>} RunState
 */

/**
 * @param {import('./run-workflow.mjs').RunOptions} options
 * @param {string} work folder of the run
 * @param {object} report
 * @param {object} engine
 */
export function createRunState(options, work, report, engine) {
  const masker = new SecretMasker();
  const log = new Log(masker, options.write ?? (() => {}), options.colour);
  const repositories = new RepositoryMap(options.repositories ?? {});
  return {
    work, report, engine, masker, log, repositories,
    pushes: new PushServer(repositories),
    standIns: standInsOf(options.standIns ?? {}),
    artifacts: new ArtifactStore(`${work}/artifacts`),
    earlierRuns: Object.fromEntries(Object.entries(options.runArtifacts ?? {}).map(([id, folder]) => [id, ArtifactStore.of(folder)])),
    failing: new Set(options.failSteps),
    approvals: options.approvals ?? {},
    environments: options.environments ?? {},
    vars: options.vars ?? {},
    signal: options.signal ?? new AbortController().signal,
    grace: options.grace ?? RUNNER_GRACE,
    debug: Boolean(options.debug),
    passEnvironment: options.passEnvironment ?? [],
    serviceVariables: options.serviceVariables ?? {},
  };
}
