import { Annotations } from '../protocol/annotations.mjs';
import { commandProcessor } from '../protocol/command-processor.mjs';
import { createFileCommands, readFileCommands } from '../protocol/file-commands.mjs';
import { runChild } from '../processes/child-process.mjs';
import { relativeSource } from './source-files.mjs';

/**
 * One phase (pre, main or post) of one step: its fresh file-command files, its output, its annotations, and what of
 * these takes effect on the job afterwards.
 */
export class StepSession {
  failed = false;
  outputs = {};
  summary = '';
  annotations = new Annotations();
  #group = 0;

  /**
   * @param {import('./steps-job.mjs').JobState} job
   * @param {object} [options]
   * @param {Record<string, string>} [options.state] saved state of the action, shared by its phases
   * @param {number} [options.depth] indentation of the log
   */
  constructor(job, { state = {}, depth = 2 } = {}) {
    this.job = job;
    this.state = state;
    this.depth = depth;
    this.files = createFileCommands(job.folders.fileCommands);
  }

  /**
   * Prints a line of the log.
   * @param {string} text
   * @param {string} [style]
   */
  print(text, style) {
    this.job.run.log.line(this.depth + this.#group, text, style);
  }

  /** @param {{level: string, message: string} & Record<string, string>} issue */
  issue(issue) {
    this.annotations.add(issue);
    const at = issue.file ? ` ${issue.file}${issue.line ? `:${issue.line}` : ''}` : '';
    this.print(`${{ error: 'Error', warning: 'Warning', notice: 'Notice' }[issue.level]}:${at} ${issue.message}`, issue.level);
  }

  /** @param {string} message */
  error(message) {
    this.issue({ level: 'error', message });
  }

  /** @param {string} message */
  warning(message) {
    this.issue({ level: 'warning', message });
  }

  /**
   * Runs a program as (part of) the step and obeys the commands it prints.
   * @param {{command: string, args: string[], cwd: string, env: Record<string, string>}} invocation
   * @param {AbortSignal} signal
   * @param {Array<[string, string]>} [toHost] how paths of a container lead back to the host
   * @returns {Promise<number>} exit code
   */
  execute(invocation, signal, toHost = []) {
    const onLine = commandProcessor(this.#effects(toHost));
    return runChild({ ...invocation, onLine, signal, grace: this.job.run.grace });
  }

  #effects(toHost) {
    const { job } = this;
    return {
      print: line => this.print(line),
      group: text => { this.print(`▼ ${text}`, 'bold'); this.#group = 1; },
      endGroup: () => { this.#group = 0; },
      debug: text => { if (job.debug) this.print(`##[debug]${text}`, 'dim'); },
      issue: issue => this.issue(issue),
      mask: value => job.run.masker.add(value),
      output: (name, value) => { this.outputs[name] = value; },
      state: (name, value) => { this.state[name] = value; },
      fail: () => { this.failed = true; },
      sourceFile: file => relativeSource(file, job.folders.workspace, toHost),
    };
  }

  /** Reads the files the step wrote; they count even when it failed. */
  finish() {
    this.#group = 0;
    const { job } = this;
    const result = readFileCommands(this.files, line => job.run.masker.mask(line));
    for (const message of result.errors) this.error(message);
    if (result.failed) this.failed = true;
    for (const [name, value] of result.outputs) this.outputs[name] = value;
    for (const [name, value] of result.state) this.state[name] = value;
    for (const [name, value] of result.env) job.env[name] = value;
    for (const item of result.path) job.pathAdditions = [item, ...job.pathAdditions.filter(known => known !== item)];
    this.summary = result.summary;
  }
}
