import { doubles } from './registry.mjs';

export default doubles['actions/attest'];
