import { parseCommand, propertyOf } from './workflow-command.mjs';
import { checkedPosition } from './annotation-position.mjs';

const COMMANDS = ['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'notice',
  'remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'];

/**
 * Where the effects of a step's commands go.
 * @typedef {object} CommandEffects
 * @property {(line: string) => void} print
 * @property {(text: string) => void} group
 * @property {() => void} endGroup
 * @property {(text: string) => void} debug
 * @property {(issue: {level: 'error'|'warning'|'notice', message: string} & Record<string, string>) => void} issue
 * @property {(value: string) => void} mask
 * @property {(name: string, value: string) => void} output
 * @property {(name: string, value: string) => void} state
 * @property {() => void} fail the step's result becomes a failure whatever its exit code
 * @property {(file: string) => string} sourceFile maps a path that a step names to one relative to the repository
 */

/**
 * Reads a step's output line by line and obeys the workflow commands in it.
 * Source: actions/runner ActionCommandManager.cs.
 * @param {CommandEffects} effects
 */
export function commandProcessor(effects) {
  const registered = new Set(COMMANDS);
  let resumeToken;

  /** @param {string} line @returns {void} */
  return function process(line) {
    const command = parseCommand(line, registered);
    if (!command) return effects.print(line);
    if (resumeToken !== undefined) {
      effects.print(line);
      if (command.name !== resumeToken.toLowerCase()) return;
      registered.delete(resumeToken.toLowerCase());
      resumeToken = undefined;
      return;
    }
    try {
      if (command.name === 'stop-commands') {
        checkStopToken(command.data, registered);
        effects.print(line);
        resumeToken = command.data;
        if (resumeToken.length > 6) effects.mask(resumeToken);
        registered.add(resumeToken.toLowerCase());
      } else obey(command, effects);
    } catch (error) {
      // The line itself may hold the value that add-mask was to hide.
      const shown = command.name === 'add-mask' ? command.name : line;
      effects.issue({ level: 'error', message: `Unable to process command '${shown}' successfully.` });
      effects.issue({ level: 'error', message: error.message });
      effects.fail();
    }
  };
}

function checkStopToken(token, registered) {
  if (token && token.toLowerCase() !== 'pause-logging' && !registered.has(token.toLowerCase())) return;
  throw new Error("You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.");
}

function obey(command, effects) {
  const { name, data } = command;
  switch (name) {
    case 'add-mask':
      if (data.trim() === '') effects.issue({ level: 'warning', message: "Can't add secret mask for empty string in ##[add-mask] command." });
      else effects.mask(data);
      return;
    case 'error': case 'warning': case 'notice': return effects.issue(issueOf(command, effects));
    case 'debug': return effects.debug(data);
    case 'group': return effects.group(data);
    case 'endgroup': return effects.endGroup();
    case 'set-output': return effects.output(required(command, 'name'), data);
    case 'save-state': return effects.state(required(command, 'name'), data);
    case 'set-env': case 'add-path':
      throw new Error(`The \`${name}\` command is disabled. Please upgrade to using Environment Files (GITHUB_ENV, GITHUB_PATH).`);
    case 'echo':
      if (!/^\s*(on|off)\s*$/i.test(data)) throw new Error(`Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${data}'.`);
      return;
    default: // add-matcher and remove-matcher: problem matchers are not modelled
  }
}

function required(command, property) {
  const value = propertyOf(command, property);
  if (!value) throw new Error(`Required field '${property}' is missing in ##[${command.name}] command.`);
  return value;
}

function issueOf(command, effects) {
  const issue = { level: command.name, message: command.data, ...checkedPosition(command.properties) };
  if (issue.file) issue.file = effects.sourceFile(issue.file);
  return issue;
}
