const MOST_LEGS = 256;

/**
 * The legs of a matrix: the product of its axes without `exclude`, extended by `include`.
 * Source: GitHub docs, "Running variations of jobs in a workflow", and actions/runner matrix builder.
 * @param {Record<string, unknown> | undefined} matrix evaluated `strategy.matrix`
 * @returns {Array<Record<string, unknown>>} one empty leg when there is no matrix
 */
export function matrixLegs(matrix) {
  if (matrix === undefined || matrix === null) return [{}];
  const { include = [], exclude = [], ...axes } = matrix;
  for (const [axis, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) throw new Error(`The matrix axis '${axis}' is no list. Give a sequence, for example by fromJSON().`);
    if (values.length === 0) throw new Error(`Matrix vector '${axis}' does not contain any values. Skip the job with 'if:' when the list is empty.`);
  }
  const original = productOf(axes).filter(leg => !asList(exclude).some(rule => covers(leg, rule)));
  const legs = original.map(leg => ({ ...leg }));
  for (const extra of asList(include)) {
    let extended = false;
    original.forEach((leg, index) => {
      if (!Object.entries(extra).every(([key, value]) => !(key in leg) || same(leg[key], value))) return;
      Object.assign(legs[index], extra);
      extended = true;
    });
    if (!extended) legs.push({ ...extra });
  }
  if (legs.length === 0) throw new Error('The matrix has no legs left. Skip the job with \'if:\' or widen the matrix.');
  if (legs.length > MOST_LEGS) throw new Error(`The matrix has ${legs.length} legs; GitHub allows ${MOST_LEGS}. Shorten its axes.`);
  return legs;
}

function productOf(axes) {
  const names = Object.keys(axes);
  if (names.length === 0) return [];
  return names.reduce((legs, name) => legs.flatMap(leg => axes[name].map(value => ({ ...leg, [name]: value }))), [{}]);
}

const asList = value => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]);
const covers = (leg, rule) => Object.entries(rule).every(([key, value]) => key in leg && same(leg[key], value));

// An object in a rule need only name some of the keys of the leg's object.
function same(left, right) {
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return left === right;
  return Object.entries(right).every(([key, value]) => same(left[key], value));
}

/**
 * What GitHub adds to a job's name for a leg, e.g. " (macos, arm64)".
 * @param {Record<string, unknown>} leg
 */
export function legSuffix(leg) {
  const values = Object.values(leg).flatMap(flatten);
  return values.length > 0 ? ` (${values.join(', ')})` : '';
}

function flatten(value) {
  if (value === null) return [];
  return typeof value === 'object' ? Object.values(value).flatMap(flatten) : [String(value)];
}
