import { doubles } from './registry.mjs';

export default doubles['docker/setup-qemu-action'];
