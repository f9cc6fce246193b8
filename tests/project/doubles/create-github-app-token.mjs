import { doubles } from './registry.mjs';

export default doubles['actions/create-github-app-token'];
