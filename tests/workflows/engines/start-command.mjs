/**
 * The entry point and arguments a container starts with: an overriding entry point also drops the image's own command.
 * @param {{entrypoint: string[], command: string[]}} image
 * @param {string | undefined} entrypoint
 * @param {string[]} args
 * @returns {string[]}
 */
export function commandLine(image, entrypoint, args) {
  const start = entrypoint ? [entrypoint] : image.entrypoint;
  const rest = args.length > 0 || entrypoint ? args : image.command;
  if (start.length + rest.length === 0) throw new Error("The container has nothing to start: its image has no ENTRYPOINT or CMD and the action no 'entrypoint'.");
  return [...start, ...rest];
}
