#!/usr/bin/env node
import path from 'node:path';
import './json-hook.mjs';

// GitHub's parser can be loaded only after the hook.
const { lintFile } = await import('./linting/language-service.mjs');

const [root, ...files] = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node --import ./json-hook.mjs lint.mjs ROOT FILE…\n\nChecks workflows and action.yml files with GitHub\'s language service. ROOT is the repository that $/ means; files are relative to it.');
  process.exitCode = 2;
} else {
  let errors = 0;
  for (const file of files) {
    for (const { line, column, severity, message } of await lintFile(root, path.resolve(root, file))) {
      if (severity === 'error') errors++;
      console.log(`${file}:${line}:${column}: ${severity}: ${message}`);
    }
  }
  console.log(`${files.length} file(s), ${errors} error(s)`);
  process.exitCode = errors > 0 ? 1 : 0;
}
