import { spawn } from 'node:child_process';
import { lineSplitter } from './lines.mjs';

/** Milliseconds between the signals by which the runner ends a process (actions/runner ProcessInvoker.cs). */
export const RUNNER_GRACE = Object.freeze({ interrupt: 7500, terminate: 2500 });
const STREAM_GRACE = 5000;

/**
 * Runs a program to its end and hands over its output line by line.
 * @param {object} options
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {string} options.cwd
 * @param {Record<string, string>} options.env
 * @param {(line: string) => void} options.onLine
 * @param {AbortSignal} [options.signal] ends the program and all it started: SIGINT, then SIGTERM, then SIGKILL
 * @param {{interrupt: number, terminate: number}} [options.grace]
 * @returns {Promise<number>} exit code; 128 + number for a program that died of a signal
 */
export function runChild({ command, args, cwd, env, onLine, signal, grace = RUNNER_GRACE }) {
  return new Promise((resolve, reject) => {
    // A group of its own lets the signals reach grandchildren too.
    const child = start(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const splitters = [child.stdout, child.stderr].map(stream => {
      const splitter = lineSplitter(onLine);
      stream.on('data', splitter.write);
      return splitter;
    });
    const timers = [];
    const later = (milliseconds, action) => timers.push(setTimeout(action, milliseconds));
    const send = name => {
      try { process.kill(-child.pid, name); } catch { /* the group is gone already */ }
    };
    const end = () => {
      send('SIGINT');
      later(grace.interrupt, () => send('SIGTERM'));
      later(grace.interrupt + grace.terminate, () => send('SIGKILL'));
    };
    const finish = () => {
      timers.forEach(clearTimeout);
      signal?.removeEventListener('abort', end);
    };
    child.on('error', error => {
      finish();
      reject(startError(command, error));
    });
    // Something left behind in the background may hold the pipes; the runner gives it five seconds.
    child.on('exit', () => {
      if (signal?.aborted) send('SIGKILL');
      later(STREAM_GRACE, () => [child.stdout, child.stderr].forEach(stream => stream.destroy()));
    });
    child.on('close', (code, name) => {
      finish();
      splitters.forEach(splitter => splitter.end());
      resolve(code ?? 128 + (SIGNAL_NUMBERS[name] ?? 0));
    });
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end);
  });
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGTERM: 15 };

// Some failures of spawn are events, others exceptions.
function start(command, args, options) {
  try {
    return spawn(command, args, options);
  } catch (error) {
    throw startError(command, error);
  }
}

function startError(command, error) {
  if (error.code === 'E2BIG') {
    return new Error(`${command} can't start: one environment value or argument is longer than 131,071 bytes, or all together are too long. Hand large data over in a file.`);
  }
  if (error.code === 'ENOENT') return new Error(`${command} can't start: there is no such program or working directory.`);
  if (error.code === 'EACCES') return new Error(`${command} can't start: it is not executable. Set its execute permission.`);
  return new Error(`${command} can't start: ${error.message}`);
}
