import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import '../json-hook.mjs';
import { flatJobs } from '../executor/report.mjs';

// Loaded only after the hook is in place, so that the tests also run without --import.
const { runWorkflow } = await import('../executor/run-workflow.mjs');

const folders = [];
const matchesSchema = new Ajv.default().compile(JSON.parse(readFileSync(new URL('../report.schema.json', import.meta.url), 'utf8')));
process.on('exit', () => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** An empty folder that goes away with the test process. */
export function temporaryFolder() {
  folders.push(mkdtempSync(path.join(os.tmpdir(), 'workflow-test-')));
  return folders.at(-1);
}

/**
 * Writes files below a new folder.
 * @param {Record<string, string>} files text by path
 */
export function tree(files) {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

/** @param {string} folder @param {Record<string, string>} files */
export function writeFiles(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Puts an executable script into a folder. */
export function program(folder, name, content) {
  writeFiles(folder, { [name]: content });
  chmodSync(path.join(folder, name), 0o755);
}

const DATE = '2026-01-02T03:04:05Z';
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com', GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_COMMITTER_DATE: DATE, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1',
};

/** Runs git in a folder and returns what it prints. */
export function git(folder, ...args) {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...IDENTITY }, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** Makes a folder a git repository with everything in one commit. */
export function repository(files, message = 'feat: first') {
  const folder = tree(files);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  return commit(folder, {}, message);
}

/** Adds a commit. */
export function commit(folder, files, message) {
  writeFiles(folder, files);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  return folder;
}

/**
 * Runs a workflow of acme/sample-app, given as text, next to whatever else the options name, and checks the form of its report.
 * @param {string} workflow YAML
 * @param {object} [options] of runWorkflow, plus `files` for the application's repository
 */
export async function run(workflow, { files = {}, repositories = {}, ...options } = {}) {
  const app = tree({ '.github/workflows/main.yml': workflow, ...files });
  let log = '';
  const report = await runWorkflow({
    repositories: { 'acme/sample-app': app, ...repositories }, workflow: 'acme/sample-app:.github/workflows/main.yml',
    write: text => { log += text; }, grace: { interrupt: 200, terminate: 200 }, ...options,
  });
  assert.ok(matchesSchema(report), JSON.stringify(matchesSchema.errors));
  return { report, log, conclusion: report.conclusion, job: id => jobOf(report, id), step: (id, name) => stepOf(jobOf(report, id), name) };
}

function jobOf(report, name) {
  const found = flatJobs(report.jobs).find(job => job.name === name || job.id === name);
  if (!found) throw new Error(`The report has no job ${name}.`);
  return found;
}

function stepOf(job, name) {
  const found = job.steps.find(step => step.id === name || step.name === name);
  if (!found) throw new Error(`The job ${job.name} has no step ${name}, only ${job.steps.map(step => step.name).join(', ')}.`);
  return found;
}

/** A workflow with one job whose steps are given as YAML list items. */
export function stepsWorkflow(steps, job = '') {
  return `name: Main\non: workflow_dispatch\njobs:\n  only:\n    runs-on: ubuntu-latest\n${indent(job, 4)}    steps:\n${indent(steps, 6)}`;
}

/** Indents every line. */
export function indent(text, width) {
  return text.split('\n').filter(line => line.trim()).map(line => `${' '.repeat(width)}${line}\n`).join('');
}

/** All messages of a record's annotations. */
export function messages(record) {
  return record.annotations.map(({ level, message }) => `${level}: ${message}`);
}
