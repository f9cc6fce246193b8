const scripts = document => document.steps.filter(({ step }) => typeof step.run === 'string');

/** @type {import('./rules.mjs').Rule[]} */
export const injectionRules = [
  {
    id: 'template-injection', why: 'The expression becomes part of the script before the shell reads it, so its value can be code.',
    check: document => scripts(document).flatMap(({ step, path }) => [...step.run.matchAll(/\$\{\{.*?\}\}/gs)]
      .map(([expression]) => ({ line: document.line(...path, 'run'), message: `Move ${expression} to 'env:' and use the variable in the script.` }))),
  },
  {
    id: 'github-env', why: 'Who controls a variable or the search path of later steps controls those steps.',
    check: document => scripts(document).filter(({ step }) => />>?\s*["']?\$\{?GITHUB_(ENV|PATH)\b|tee\s[^\n]*\$\{?GITHUB_(ENV|PATH)\b|env\.GITHUB_(ENV|PATH)|GITHUB_(ENV|PATH)['"]?\]/.test(step.run))
      .map(({ path }) => ({ line: document.line(...path, 'run'), message: 'The script writes GITHUB_ENV or GITHUB_PATH. Hand values on by GITHUB_OUTPUT.' })),
  },
  {
    id: 'args-expression', why: 'The runner escapes only quotes in args, so a value can end its argument and begin others.',
    check: document => [document.content.runs?.args ?? []].flat().flatMap((value, index) => (/\$\{\{/.test(String(value))
      ? [{ line: document.line('runs', 'args', index), message: `The argument '${value}' holds an expression. Read the input from its INPUT_ variable.` }] : [])),
  },
];
