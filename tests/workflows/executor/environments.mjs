import { textOf, valueOf } from '../expressions/tokens.mjs';
import { toText } from '../expressions/values.mjs';
import { stepScope } from './scope.mjs';

/**
 * Asks for the approval of a job's environment and records the answer. An environment that nobody answers for has no required reviewers: its jobs start by
 * themselves ("If a job references an environment that does not exist … no deployment protection rules", docs.github.com, "Managing environments").
 * @param {import('./run-state.mjs').RunState} run
 * @param {import('./job-graph.mjs').JobCall} call
 * @returns {{environment: string, approved: boolean, record: object} | undefined} undefined without an environment
 */
export function requestApproval(run, { path, token, scope }) {
  const declared = token.find('environment');
  if (!declared) return undefined;
  // A url may use steps and env, which do not exist yet; only the name is needed before the job starts.
  const mapping = declared.templateTokenType === 2;
  const value = mapping ? valueOf(declared.find('name'), scope) : valueOf(declared, scope);
  const environment = toText(typeof value === 'object' && value !== null ? value.name : value);
  if (environment === '') return undefined;
  const deployment = !mapping || declared.find('deployment') === undefined || valueOf(declared.find('deployment'), scope) !== false;
  const answer = run.approvals[environment], approved = answer !== false;
  const record = { environment, job: path, decision: answer === undefined ? 'unreviewed' : approved ? 'approved' : 'rejected', deployment };
  run.report.approvals.push(record);
  return { environment, approved, record };
}

/**
 * The url of a job's environment, evaluated after the job's steps.
 * @param {import('./steps-job.mjs').JobState} job
 * @param {object} token
 * @returns {string | undefined}
 */
export function environmentUrl(job, token) {
  const declared = token.find('environment');
  const url = declared?.templateTokenType === 2 ? declared.find('url') : undefined;
  return url ? textOf(url, stepScope(job, job.frame)) : undefined;
}
