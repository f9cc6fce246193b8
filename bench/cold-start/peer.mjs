// The peer: the same step on @actions/core, bundled into one file as JavaScript actions are.
import * as core from '@actions/core';

const text = core.getInput('text', { required: true });
core.info(text);
core.setOutput('text', text);
core.setOutput('result', 'done');
