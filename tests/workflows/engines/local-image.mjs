import path from 'node:path';

/**
 * The local image that the caller named for an image reference or a Dockerfile, if any.
 * @param {import('../actions/container-image.mjs').ImageRequest} request
 * @param {Record<string, string>} images by reference (with or without docker://) or path of the Dockerfile
 * @returns {string | undefined}
 */
export function localImage(request, images) {
  for (const [key, image] of Object.entries(images)) {
    const same = request.kind === 'reference' ? key.replace(/^docker:\/\//i, '') === request.reference : path.resolve(key) === request.file;
    if (same) return image;
  }
  return undefined;
}
