// Doubles of the actions that need a registry or GitHub's attestation service. They check what they are given and prove nothing about either.
import assert from 'node:assert/strict';

const digest = `sha256:${'2'.repeat(64)}`;
const optional = (...names) => Object.fromEntries(names.map(name => [name, {}]));
const required = (...names) => Object.fromEntries(names.map(name => [name, { required: true }]));

/** By action name. */
export const doubles = {
  'docker/setup-qemu-action': { inputs: { ...required('platforms') } },
  'docker/setup-buildx-action': { inputs: {} },
  'docker/login-action': {
    inputs: { ...required('registry', 'username', 'password') },
    run: ({ inputs }) => assert.equal(inputs.registry, 'ghcr.io'),
  },
  'docker/build-push-action': {
    inputs: { ...required('context', 'platforms', 'outputs'), ...optional('sbom', 'build-args') },
    outputs: ['digest'],
    run({ inputs }) {
      assert.equal(inputs.platforms, 'linux/amd64,linux/arm64');
      assert.match(inputs.outputs, /(^|,)push-by-digest=true(,|$)/);
      return { digest };
    },
  },
  'actions/attest': {
    inputs: { ...required('subject-name', 'subject-digest'), ...optional('push-to-registry') },
    run: ({ inputs }) => assert.equal(inputs['subject-digest'], digest),
  },
  'actions/setup-dotnet': { inputs: { ...required('global-json-file') } },
  'actions/setup-node': { inputs: { ...required('node-version') } },
};
