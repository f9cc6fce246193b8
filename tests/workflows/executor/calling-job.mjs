import { valueOf } from '../expressions/tokens.mjs';
import { calledInputs, calledSecrets } from '../startup/call-values.mjs';
import { declared } from '../startup/workflow-file.mjs';
import { concurrencyOf } from './concurrency.mjs';
import { runJobs } from './job-graph.mjs';
import { workflowOutputs } from './job-outputs.mjs';

/**
 * Runs one leg of a job that calls a reusable workflow. The called workflow keeps the caller's `github` context and
 * sees none of its env.
 * @param {import('./run-state.mjs').RunState} run
 * @param {import('./job-graph.mjs').JobCall} call
 * @returns {Promise<{result: string, outputs: Record<string, string>}>}
 */
export async function runCallingJob(run, { id, path, node, job, token, contexts, scope, record, depth, forwarded }) {
  const called = node.calls.get(id);
  const { workflow, checkout } = called;
  const { github, vars } = contexts;
  const inputs = calledInputs(workflow, valueOf(token.find('with'), scope) ?? {}, { contexts: { github, inputs: {}, vars } });
  const given = job['inherit-secrets'] ? 'inherit' : valueOf(token.find('secrets'), scope) ?? {};
  const sameOwner = ownerOf(node.checkout.repository) === ownerOf(checkout.repository);
  const { secrets, warnings } = calledSecrets(workflow, contexts.secrets, given, { sameOwner });
  run.report.warnings.push(...warnings);
  for (const secret of Object.values(secrets)) run.masker.add(secret);
  const inner = { github, vars, inputs, secrets };
  record.workflow = { uses: job.ref.value, repository: checkout.repository, path: workflow.path, ref: checkout.ref, sha: checkout.sha, inputs };
  record.workflow.concurrency = concurrencyOf(workflow.root.find('concurrency'), { contexts: inner });
  delete record.steps;
  record.jobs = [];
  const { result, results } = await runJobs(run, called, inner, {
    records: record.jobs, prefix: `${path}.`, depth: depth + 1,
    forwarded: forwarded.through(token.find('secrets'), { inherits: given === 'inherit', sameOwner }),
  });
  const outputs = workflowOutputs(declared(workflow, 'workflow_call', 'outputs'), { contexts: { ...inner, jobs: Object.fromEntries(results) } });
  return { result, outputs };
}

const ownerOf = repository => repository.split('/')[0].toLowerCase();
