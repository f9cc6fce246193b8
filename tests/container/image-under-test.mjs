import { buildImage } from './image.mjs';

/** What a plain `docker build .` gives: GitHub builds no other stage. */
export const { image, skip, error } = buildImage();

/** Options of a test that runs the image; on a machine that can't build it, the test is skipped with the reason. */
export const needsImage = { skip: skip ?? (error ? 'the image was not built' : false) };

/** The action by which the tests know the image. */
export const entrypoint = '/app/release-notes';
