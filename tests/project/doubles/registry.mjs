// Doubles of the actions that need a registry or GitHub's attestation service. They check what they are given and prove nothing about either.
import assert from 'node:assert/strict';

// By stage of the Dockerfile.
const digests = { action: `sha256:${'2'.repeat(64)}`, lean: `sha256:${'3'.repeat(64)}`, 'crash-intake': `sha256:${'4'.repeat(64)}` };
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
    inputs: { ...required('context', 'target', 'platforms', 'outputs'), ...optional('sbom', 'build-args') },
    outputs: ['digest'],
    run({ inputs }) {
      assert.equal(inputs.platforms, 'linux/amd64,linux/arm64');
      assert.match(inputs.outputs, /(^|,)push-by-digest=true(,|$)/);
      for (const base of inputs.target === 'crash-intake' ? ['SDK', 'ASPNET'] : ['SDK', 'RUNTIME', 'NODE']) assert.match(inputs['build-args'], new RegExp(`^${base}=\\S+@sha256:[0-9a-f]{64}$`, 'm'));
      return { digest: digests[inputs.target] };
    },
  },
  'actions/attest': {
    inputs: optional('subject-name', 'subject-digest', 'subject-path', 'push-to-registry'),
    // Either a file or a name and its digest (action.yml of actions/attest 4.1.0).
    run: ({ inputs }) => assert.ok(inputs['subject-path'] ? !inputs['subject-name'] && !inputs['subject-digest']
      : inputs['subject-name'] && Object.values(digests).includes(inputs['subject-digest'])),
  },
  'actions/create-github-app-token': {
    inputs: { ...required('client-id', 'private-key'), ...optional('permission-contents', 'permission-workflows') },
    outputs: ['token'],
    run({ inputs, admit }) {
      assert.equal(inputs['private-key'], 'a private key');
      admit('ghs_of-the-app', { contents: inputs['permission-contents'], workflows: inputs['permission-workflows'] });
      return { token: 'ghs_of-the-app' };
    },
  },
  'actions/setup-dotnet': { inputs: { ...required('global-json-file') } },
  'actions/setup-node': { inputs: { ...required('node-version') } },
};
