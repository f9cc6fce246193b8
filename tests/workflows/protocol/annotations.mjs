const PER_LEVEL_AND_STEP = 10;
const LONGEST_MESSAGE = 4096;

/**
 * Collects a step's annotations under the limits of the runner: ten of each level, 4096 characters each.
 * Source: actions/runner ExecutionContext.AddIssue.
 */
export class Annotations {
  #counts = new Map();
  /** @type {Array<Record<string, string>>} */
  kept = [];

  /**
   * @param {{level: string, message: string} & Record<string, string>} issue
   * @returns {boolean} whether the annotation was kept (the log line is printed either way)
   */
  add(issue) {
    const count = (this.#counts.get(issue.level) ?? 0) + 1;
    this.#counts.set(issue.level, count);
    if (count > PER_LEVEL_AND_STEP) return false;
    this.kept.push({ ...issue, message: issue.message.slice(0, LONGEST_MESSAGE) });
    return true;
  }
}
