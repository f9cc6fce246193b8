// OTLP's messages by the descriptors that OpenTelemetry's JavaScript exporter is generated from. What they say of a request is the verdict.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { opentelemetry } = require('./node_modules/@opentelemetry/otlp-transformer/build/src/generated/root.js');
const requests = {
  logs: opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest,
  metrics: opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest,
};
// OTLP's JSON: 64-bit numbers are texts, enumerations are numbers (opentelemetry.io/docs/specs/otlp, §"JSON Protobuf Encoding").
const form = { longs: String };

// A list without elements and none at all are one and the same in Protocol Buffers.
const full = value => {
  if (Array.isArray(value)) return value.map(full);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => !(Array.isArray(one) && one.length === 0)).map(([key, one]) => [key, full(one)]));
};

const plain = message => JSON.parse(JSON.stringify(message));

/** Reads a JSON body, which must say exactly what the descriptors know, in the one spelling they allow: else it throws. */
export function readJson(signal, body) {
  const given = JSON.parse(body);
  const type = requests[signal];
  const complaint = type.verify(type.fromObject(given));
  assert.equal(complaint, null);
  const back = plain(type.toObject(type.decode(type.encode(type.fromObject(given)).finish()), form));
  assert.deepEqual(full(given), full(back), 'the JSON says what is not in the descriptors, or spells it otherwise');
  return back;
}

/** Reads a binary body; a field that the descriptors don't know is lost in writing it again, and shows by that. */
export function readBinary(signal, body) {
  const type = requests[signal];
  const message = type.decode(body);
  assert.equal(type.verify(message), null);
  assert.equal(type.encode(message).finish().length, body.length, 'the body holds what is not in the descriptors');
  return plain(type.toObject(message, form));
}
