// Judge of the telemetry: what the real publish-channel sends is read by OpenTelemetry's own descriptors; what it is told by the environment is what it does.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test, { after, before } from 'node:test';
import { makeWorkspace, program } from '../auto-update/workspace.mjs';
import { readBinary, readJson } from './messages.mjs';
import { listen } from './receiver.mjs';

const run = { GITHUB_REPOSITORY: 'acme/sample-app', GITHUB_RUN_ID: '4711', GITHUB_SERVER_URL: 'https://github.com', GITHUB_WORKFLOW: 'release', GITHUB_REF_NAME: 'main' };
const clean = Object.fromEntries(Object.keys(process.env).filter(name => name.startsWith('OTEL_')).map(name => [name, undefined]));
let space, versions = 0;
before(async () => {
  assert.ok(fs.existsSync(program('publish-channel')), 'publish-channel is not built: run prepare.sh.');
  space = await makeWorkspace();
});
after(() => space?.close());

/** Publishes one more version with a collector that answers so; what came of it. */
async function publish(environment, answer) {
  const collector = await listen(answer);
  const version = `1.${++versions}.0`;
  await space.build(version);
  const variables = typeof environment === 'function' ? environment(collector.url) : { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment };
  const done = await space.run('publish-channel', { channel: 'canary', 'release-folder': `release-${version}` }, { ...clean, ...run, ...variables });
  await collector.close();
  fs.rmSync(space.at(`release-${version}`), { recursive: true });
  assert.equal(done.code, 0, done.error);
  assert.match(space.feed('canary'), new RegExp(`version: ["']?${version.replaceAll('.', '\\.')}`));
  return { ...done, version, collector, warnings: done.error.split('\n').filter(line => /warning/i.test(line)) };
}

const records = message => message.resourceLogs[0].scopeLogs[0].logRecords;
const metrics = message => message.resourceMetrics[0].scopeMetrics[0].metrics;
const attributes = list => Object.fromEntries(list.map(({ key, value }) => [key, value]));
const kinds = list => Object.fromEntries(list.map(({ key, value }) => [key, Object.keys(value)[0]]));
const shape = ({ log, metric }) => ({
  resource: attributes(log.resourceLogs[0].resource.attributes), log: { ...kinds(records(log)[0].attributes), name: records(log)[0].eventName, severity: records(log)[0].severityNumber },
  metrics: metrics(metric).map(one => ({ name: one.name, unit: one.unit, form: Object.keys(one).at(-1), temporality: one.sum?.aggregationTemporality, monotonic: one.sum?.isMonotonic, points: (one.sum ?? one.gauge).dataPoints.map(point => kinds(point.attributes ?? [])) })),
});

function read({ collector, version }, type, reader) {
  assert.deepEqual(collector.requests.map(request => [request.path, request.type]).sort(), [['/v1/logs', type], ['/v1/metrics', type]]);
  const log = reader('logs', collector.of('/v1/logs')[0].body), metric = reader('metrics', collector.of('/v1/metrics')[0].body);
  const [record] = records(log);
  assert.equal(record.eventName, 'uv.release.publish');
  assert.ok(Math.abs(Number(BigInt(record.timeUnixNano) / 1_000_000n) - Date.now()) < 60_000, record.timeUnixNano);
  assert.ok(Object.values(attributes(record.attributes)).some(value => value.stringValue === version));
  assert.ok(metrics(metric).length > 0);
  return { log, metric };
}

test('the default is http/protobuf, as the specification asks; http/json says the same', async () => {
  const binary = await publish({});
  const json = await publish({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
  assert.deepEqual([...binary.warnings, ...json.warnings], []);
  assert.deepEqual(shape(read(json, 'application/json', readJson)), shape(read(binary, 'application/x-protobuf', readBinary)));
});

test('each signal has options of its own, which go before the common ones', async () => {
  const { collector, warnings } = await publish(url => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/never', OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${url}/my/logs`, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${url}/my/metrics?a=b`,
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b%3Dc, authorization = Bearer%20t', OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-other=1',
  }));
  assert.deepEqual(warnings, []);
  const [logs] = collector.of('/my/logs'), [numbers] = collector.of('/my/metrics?a=b');
  assert.deepEqual([logs.headers['x-key'], logs.headers.authorization, logs.type], ['a b=c', 'Bearer t', 'application/x-protobuf']);
  assert.deepEqual([numbers.headers['x-key'], numbers.headers['x-other'], numbers.type], [undefined, '1', 'application/json']);
  readBinary('logs', logs.body);
  readJson('metrics', numbers.body);
});

test('an endpoint with a path and a query keeps them; what is switched off is not sent', async () => {
  const below = await publish(url => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/otlp/?a=b`, OTEL_METRICS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_TIMEOUT: '3000000000' }));
  assert.deepEqual(below.collector.requests.map(request => request.path), ['/otlp/v1/logs?a=b']);
  assert.deepEqual(below.warnings, []);
  assert.deepEqual((await publish({ OTEL_SDK_DISABLED: 'TRUE' })).collector.requests, []);
});

test('grpc is refused with one warning, an unknown protocol and timeout are ignored with one each', async () => {
  const grpc = await publish({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  assert.equal(grpc.warnings.length, 1);
  assert.match(grpc.error, /grpc is not supported.*http\/protobuf/);
  assert.deepEqual(grpc.collector.requests, []);
  const odd = await publish({ OTEL_EXPORTER_OTLP_PROTOCOL: 'carrier-pigeon', OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' });
  assert.equal(odd.warnings.length, 2, odd.error);
  read(odd, 'application/x-protobuf', readBinary);
});

test('a collector that is busy is asked again, and gets the same', async () => {
  const busy = await publish({}, (_, response, count) => response.writeHead(count <= 2 ? 503 : 200).end());
  assert.deepEqual(busy.warnings, []);
  for (const path of ['/v1/logs', '/v1/metrics']) assert.equal(new Set(busy.collector.of(path).map(request => request.body.toString('hex'))).size, 1);
  assert.equal(busy.collector.requests.length, 4);
});

test('a collector that sends on to another address is a warning: nothing is sent there, and no key', async () => {
  const moved = await publish({ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret' }, (request, response) => response.writeHead(307, { location: `http://${request.headers.host}/elsewhere` }).end());
  assert.equal(moved.warnings.length, 1, moved.error);
  assert.deepEqual(moved.collector.of('/elsewhere'), []);
});

const failing = {
  'never answers': () => {},
  'answers 500': (_, response) => response.writeHead(500).end('no'),
  'is always busy': (_, response) => response.writeHead(503, { 'retry-after': '3600' }).end(),
  'answers with what is no HTTP': (_, response) => response.socket.end('garbage\r\n\r\n'),
  'hangs up': (_, response) => response.socket.destroy(),
};
for (const [what, answer] of Object.entries(failing)) {
  test(`a collector that ${what} is one warning, after the time granted, and the release is out`, { timeout: 120_000 }, async () => {
    const { warnings, error } = await publish({ OTEL_EXPORTER_OTLP_TIMEOUT: '1000' }, answer);
    assert.equal(warnings.length, 1, error);
    assert.match(warnings[0], /The outcome of the step is not affected/);
  });
}

test('an answer without an end is not waited for, an address that nobody listens at is one warning', { timeout: 120_000 }, async () => {
  const endless = await publish({}, (_, response) => response.writeHead(200).write('x'));
  assert.deepEqual(endless.warnings, []);
  for (const address of ['http://127.0.0.1:9', 'ftp://127.0.0.1', 'nowhere']) assert.equal((await publish({ OTEL_EXPORTER_OTLP_ENDPOINT: address })).warnings.length, 1, address);
});
