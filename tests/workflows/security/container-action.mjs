const isContainer = document => document.content.runs?.using === 'docker';

/** @type {import('./rules.mjs').Rule[]} */
export const containerActionRules = [
  {
    id: 'action-image', why: "With anything but a digest a pinned caller still runs an image that can be exchanged.",
    check(document) {
      if (!isContainer(document)) return [];
      const image = String(document.content.runs.image ?? '');
      const line = document.line('runs', 'image');
      if (image === '../../Dockerfile') return [];
      if (!/^docker:\/\/\S+@sha256:[0-9a-f]{64}$/.test(image)) {
        return [{ line, message: `The image '${image}' must be '../../Dockerfile' (source) or 'docker://name@sha256:digest' (release).` }];
      }
      return /\s#\s*v\d+\.\d+\.\d+/.test(document.text(line)) ? [] : [{ line, message: "The image has no version comment. Add '# vX.Y.Z' behind it." }];
    },
  },
  {
    id: 'open-command-line', why: "Without both a caller's with.entrypoint or with.args decides what the container starts.",
    check(document) {
      if (!isContainer(document)) return [];
      const { entrypoint, args } = document.content.runs;
      const missing = [!entrypoint && 'entrypoint', !(Array.isArray(args) && args.length > 0) && 'args'].filter(Boolean);
      const findings = missing.map(key => ({ line: document.line('runs'), message: `The action has no literal '${key}'. Declare entrypoint and args.` }));
      if (/\$\{\{/.test(String(entrypoint ?? ''))) findings.push({ line: document.line('runs', 'entrypoint'), message: "The entrypoint holds an expression. Write the program's path." });
      return findings;
    },
  },
];
