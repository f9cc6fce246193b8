import { buildImage } from './image.mjs';

/** The stage that a release names for every action that needs no Node (tools/release-tree/Tree/TreeRequest.cs). */
export const { image, skip, error } = buildImage('lean');

/** Options of a test that runs the image; on a machine that can't build it, the test is skipped with the reason. */
export const needsImage = { skip: skip ?? (error ? 'the image was not built' : false) };

/** The action by which the tests know the image. */
export const entrypoint = '/app/release-notes';
