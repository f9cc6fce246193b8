import { createServer } from 'node:net';

// Below the ports that the kernel gives to connections and to listeners that name none (ip_local_port_range, from 32768): nobody else gets it before its use.
const first = 10_000, ports = 20_000;

/** A port of 127.0.0.1 that nobody listens at. */
export async function freePort() {
  while (true) {
    const port = first + Math.floor(Math.random() * ports);
    const free = await new Promise(resolve => {
      const server = createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
