import { doubles } from './registry.mjs';

export default doubles['docker/login-action'];
