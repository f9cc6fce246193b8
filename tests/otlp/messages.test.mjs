// The judge of the telemetry is judged: it takes what is right and refuses what is planted.
import assert from 'node:assert/strict';
import test from 'node:test';
import { readBinary, readJson } from './messages.mjs';

test('the judge refuses what is planted', async () => {
  const good = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1700000000000000000', severityNumber: 9, attributes: [{ key: 'n', value: { intValue: '10' } }], eventName: 'x' }] }] }] };
  const change = edit => { const copy = structuredClone(good); edit(copy.resourceLogs[0].scopeLogs[0].logRecords[0]); return JSON.stringify(copy); };
  assert.deepEqual(readJson('logs', JSON.stringify(good)), good);
  const faults = {
    'an unknown field': one => (one.colour = 'red'), 'a name with underscores': one => (one.event_name = 'y'), 'a number of 64 bits that is no text': one => (one.attributes[0].value.intValue = 10),
    'an enumeration by its name': one => (one.severityNumber = 'SEVERITY_NUMBER_INFO'), 'a time with a fraction': one => (one.timeUnixNano = '1.5'), 'two values in one': one => (one.attributes[0].value.stringValue = '10'),
  };
  for (const [name, edit] of Object.entries(faults)) assert.throws(() => readJson('logs', change(edit)), undefined, name);
  assert.throws(() => readBinary('logs', Buffer.from([0xfa, 0x06, 0x01, 0x41])), undefined, 'a field that is unknown');
  assert.throws(() => readBinary('logs', Buffer.from('garbage')));
});
