import path from 'node:path';

/**
 * The folder that becomes the root of an artifact: with several search paths their least common ancestor, with a single
 * file its folder, else the search path itself. Source: actions/upload-artifact src/shared/search.ts.
 * @param {string[]} searchPaths
 * @param {string[]} files
 */
export function artifactRoot(searchPaths, files) {
  if (searchPaths.length > 1) return commonAncestor(searchPaths);
  if (files.length === 1 && searchPaths[0] === files[0]) return path.dirname(files[0]);
  return searchPaths[0];
}

function commonAncestor(paths) {
  const split = paths.map(item => item.split(path.sep));
  const shortest = Math.min(...split.map(parts => parts.length));
  let same = 0;
  while (same < shortest && split.every(parts => parts[same] === split[0][same])) same++;
  return split[0].slice(0, same).join(path.sep) || path.sep;
}
