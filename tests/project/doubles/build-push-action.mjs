import { doubles } from './registry.mjs';

export default doubles['docker/build-push-action'];
