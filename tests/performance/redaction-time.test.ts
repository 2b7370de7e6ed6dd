import { describe, expect, test } from 'vitest';
import { redactText } from '../../src/main/server/redaction/redact-text';
import { Redactor } from '../../src/main/server/redaction/redactor';
import { loadSample, SAMPLE_NAMES } from '../support/samples';

/** CPU time of this process, in µs: other processes on the machine do not count. */
function cpuTime(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** The shortest of several, so that a pause of the garbage collector in one of them does not count. */
function shortest(action: () => void, times = 6): number {
  return Math.min(...Array.from({ length: times }, () => cpuTime(action)));
}

/** How many times longer a text takes than its eight parts one after the other. */
function growth(unit: string): number {
  const text = (length: number) => unit.repeat(Math.ceil(length / unit.length));
  const [part, whole] = [text(32_000), text(256_000)];
  const parts = () => {
    for (let count = 0; count < 8; count++) redactText(part);
  };
  redactText(whole);
  parts();
  return shortest(() => redactText(whole)) / Math.max(1, shortest(parts));
}

/** Beginnings of all kinds of secrets that never come to an end, or come again and again. */
const HOSTILE = [
  'eyJ',
  'eyJ.',
  `eyJ${'a'.repeat(200)}.`,
  'sk-',
  'sk-ant-',
  'xoxb-',
  'ghp_',
  'glpat-.',
  'AKIA',
  'SG.aaaaaaaaaaaaaaaaaaaa.',
  'Q~',
  'a1Q~',
  '?sig=',
  'AccountKey=',
  'hooks.slack.com/services/',
  '-----BEGIN ',
  '-----BEGIN A A A A A A A A ',
  '-----BEGIN PRIVATE KEY-----',
  '://',
  '://a:',
  '://a:b',
  '-u ',
  '-u a:',
  '--user=a:',
  '--',
  '--a',
  '--token ',
  '--token-',
  'bearer ',
  'Bearer a',
  'authorization',
  'Authorization: ',
  'Authorization: Bearer ',
  'Cookie: ',
  'cookie: a=b;',
  'cookie',
  'cookie":"',
  'cookie: [    ',
  "cookie='a",
  'token=',
  'token="',
  "token='",
  'token:\\"',
  'token"\\\'"',
  'token   \n',
  'TOKEN\\n',
  'TOKEN=',
  'TOKEN=$(',
  'PASSWORD="a ',
  'password\\',
  '_key=',
  'a_key=a1a1a1a1a1a1 ',
  'API_TOKEN,                                    ',
  '[redacted:',
  '<',
  '{{',
  '$A',
  ' ',
  '-',
  '\\',
];

describe('time that redaction takes', () => {
  test.each(HOSTILE)('grows with the length alone for %j again and again', (unit) => {
    // Eight times, where it grows with the square of the length.
    expect(growth(unit)).toBeLessThan(4);
  });

  test('is of the order of that for writing a payload as JSON', () => {
    const payloads = SAMPLE_NAMES.flatMap((name) => loadSample(name));
    const redactor = new Redactor(true, []);
    const run = (action: (payload: Record<string, unknown>) => unknown) => () => {
      for (let round = 0; round < 40; round++) for (const payload of payloads) action(payload);
    };
    const redacting = run((payload) => redactor.redact(payload));
    const writing = run((payload) => JSON.stringify(payload));
    redacting();
    writing();
    expect(shortest(redacting, 10) / shortest(writing, 10)).toBeLessThan(4);
  });

  test('is of the order of that for writing a text of 8 MB as JSON', () => {
    const text = SAMPLE_NAMES.flatMap((name) => loadSample(name))
      .map((payload) => JSON.stringify(payload))
      .join('\n');
    const long = text.repeat(Math.ceil(8_000_000 / text.length));
    redactText(long);
    const ratio = shortest(() => redactText(long)) / shortest(() => JSON.stringify(long));
    expect(ratio).toBeLessThan(6);
  });
});
