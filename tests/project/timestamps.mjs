// A time-stamp authority (RFC 3161) whose answers openssl makes: a root, and a key below it that may do nothing but stamp.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const configuration = `[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[stamp]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = stamp.pem
signer_key = stamp-key.pem
certs = root.pem
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256
ess_cert_id_alg = sha256
`;

/**
 * Starts one in a process of its own: whoever runs workflows waits for them.
 * @param {string} folder an empty folder for its keys
 * @returns {Promise<{url: string, root: string, asked: () => number, close: () => void}>}
 */
export async function startTimestamps(folder) {
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  writeFileSync(path.join(folder, 'tsa.cnf'), configuration);
  writeFileSync(path.join(folder, 'serial'), '01\n');
  const key = (...args) => openssl('req', '-newkey', 'rsa:2048', '-nodes', '-config', 'tsa.cnf', ...args);
  key('-x509', '-keyout', 'root-key.pem', '-out', 'root.pem', '-subj', '/CN=Stamp Root', '-days', '30', '-extensions', 'root');
  key('-keyout', 'stamp-key.pem', '-out', 'stamp.csr', '-subj', '/CN=Stamp');
  openssl('x509', '-req', '-in', 'stamp.csr', '-CA', 'root.pem', '-CAkey', 'root-key.pem', '-set_serial', '2', '-out', 'stamp.pem', '-days', '20', '-extfile', 'tsa.cnf', '-extensions', 'stamp');
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise(resolve => createInterface(child.stdout).once('line', resolve));
  // The serial number goes up by one for each answer.
  const asked = () => Number.parseInt(readFileSync(path.join(folder, 'serial'), 'utf8'), 16) - 1;
  return { url, root: path.join(folder, 'root.pem'), asked, close: () => child.stdin.end() };
}

/**
 * Makes a key with a certificate for code signing, and the authority that issued it.
 * @param {string} folder an empty folder
 * @param {string} subject subject, as openssl takes it
 * @param {string} password what the PKCS #12 is encrypted with
 * @returns {{secret: string, root: string}} the PKCS #12 in base64, and the file of the root
 */
export function codeSigner(folder, subject, password) {
  const at = name => path.join(folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe', env: { ...process.env, PASSWORD: password } });
  writeFileSync(at('signer.cnf'), `[req]\ndistinguished_name = dn\n[dn]\n[root]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign
[leaf]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = critical,codeSigning\n`);
  const key = (...args) => openssl('req', '-newkey', 'rsa:3072', '-nodes', '-config', 'signer.cnf', ...args);
  key('-x509', '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-subj', '/O=Test Root/CN=Test Root', '-days', '30', '-extensions', 'root');
  key('-keyout', 'leaf-key.pem', '-out', 'leaf.csr', '-subj', subject);
  openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-set_serial', '3', '-out', 'leaf.pem', '-days', '20', '-extfile', 'signer.cnf', '-extensions', 'leaf');
  openssl('pkcs12', '-export', '-inkey', 'leaf-key.pem', '-in', 'leaf.pem', '-certfile', 'ca.pem', '-out', 'identity.p12', '-passout', 'env:PASSWORD');
  return { secret: readFileSync(at('identity.p12')).toString('base64'), root: at('ca.pem') };
}

function serve(folder) {
  const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/timestamp-query') return response.writeHead(400).end();
    writeFileSync(path.join(folder, 'query.tsq'), Buffer.concat(parts));
    execFileSync('openssl', ['ts', '-reply', '-config', 'tsa.cnf', '-section', 'one', '-queryfile', 'query.tsq', '-out', 'reply.tsr'], { cwd: folder, stdio: 'pipe' });
    response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(readFileSync(path.join(folder, 'reply.tsr')));
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
  process.stdin.resume().on('end', () => process.exit(0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(process.argv[2]);
