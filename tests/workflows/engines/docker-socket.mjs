import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Stands for docker's socket, which the runner mounts into every container action: root's, and nobody else's to open. Whoever connects is told nothing.
 * Source: actions/runner DockerCommandManager.cs and ContainerActionHandler.cs.
 * @returns {{file: string, close: () => void}}
 */
export function dockerSocket() {
  const folder = mkdtempSync(path.join(tmpdir(), 'docker-socket-')), file = path.join(folder, 'docker.sock');
  const server = createServer(connection => connection.end()).listen(file, () => chmodSync(file, 0o660)).unref();
  return {
    file,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
