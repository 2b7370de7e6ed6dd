import { describe, expect, test } from 'vitest';
import { redactText } from '../../src/main/server/redaction/redact-text';
import { Redactor } from '../../src/main/server/redaction/redactor';
import { startTestServer } from '../support/server';
import { loadSample, SAMPLE_NAMES } from '../support/samples';

const redactor = new Redactor(true, []);
const clean = (text: string) => redactText(text)?.text ?? text;

describe('what is left as it is', () => {
  test.each(SAMPLE_NAMES)('recorded payloads of %s pass unchanged, and uncopied', (name) => {
    for (const payload of loadSample(name))
      expect(redactor.redact(payload)).toEqual({ value: payload, count: 0 });
    for (const payload of loadSample(name)) expect(redactor.redact(payload).value).toBe(payload);
  });

  test.each([
    'TOKEN=$(pass show x)',
    'TOKEN=${TOKEN:-}',
    'Authorization: Bearer $TOKEN',
    'curl -H "Authorization: Bearer <token>"',
    'postgres://$DB_USER:${DB_PASS}@host/db',
    'postgres://user:%s@host',
    'const token = getToken(1);',
    'const key = process.env.API_KEY;',
    'API_KEY: process.env.API_KEY,',
    'interface Login { password: string; token: string }',
    'password: z.string().min(8)',
    'digest: Uint8Array; token: Uint8Array;',
    'token: uint64_t, secret: sha256sum, password: utf8mb4',
    'secrets: inherit',
    'f(token=auth_token)',
    '{"max_tokens": 4096, "token": 17, "input_tokens": "12"}',
    'PRIMARY_KEY=id',
    'cache_key: users-2024-01-01',
    'PWD=/home/dev/notes-app',
    'tokenizer: cl100k_base',
    'docker run -u 1000:1000 -u node:node x',
    'https://localhost:8080?mail=a@b.example',
    'git@github.com:user/repo.git',
    'const cookie = cookies.find((one) => one.name==="sid");',
    'const cookie = "a" in jar; cookie: jar=>jar; cookie: a==b',
    '<p class="cookie" id="a=b"> Cookie: none',
    'task-force-implementation-notes-for-everybody-involved',
    'The bearer of internationalization authentication tokens',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFqj me@host',
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R==',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '95555a72-97b2-4389-a2af-fb530d94a105',
    '{"password": "", "token": null, "secret": "[redacted:secret]"}',
    'API_TOKEN=[redacted:secret]',
  ])('%s', (text) => {
    expect(clean(text)).toBe(text);
  });
});

describe('what is marked', () => {
  test.each([
    ['export API_TOKEN=abc123 && run', 'export API_TOKEN=[redacted:secret] && run'],
    ['DB_PASSWORD=swordfish npm start', 'DB_PASSWORD=[redacted:secret] npm start'],
    ['curl -u admin:s3cret https://x', 'curl -u admin:[redacted:password] https://x'],
    ['redis://:pa55word@cache:6379', 'redis://:[redacted:password]@cache:6379'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer [redacted:authorization]'],
    ['{"password":"swordfish"}', '{"password":"[redacted:secret]"}'],
    ['{"cookie":"sid=a1; b=c","x":"y"}', '{"cookie":"[redacted:cookie]","x":"y"}'],
    ["'set-cookie': [ 'sid=a1; Path=/' ]", "'set-cookie': [ '[redacted:cookie]' ]"],
    ['password: Sha1swordfish', 'password: [redacted:secret]'],
    ['AKIAIOSFODNN7EXAMPLE is it', '[redacted:aws-key] is it'],
    [
      '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nrest',
      '-----BEGIN PRIVATE KEY-----[redacted:private-key]-----END PRIVATE KEY-----\nrest',
    ],
  ])('%s', (text, marked) => {
    expect(clean(text)).toBe(marked);
    expect(clean(marked)).toBe(marked);
  });

  test('values of fields whose names tell, and values named by a neighbour', () => {
    const payload = {
      password: 'correct horse battery',
      clientSecret: 'abc123',
      headers: { Authorization: 'Bearer x1', 'x-api-key': 'k-123456', Cookie: 'sid=1' },
      env: [
        { name: 'API_TOKEN', value: 'x' },
        { name: 'HOME', value: '/home/dev' },
      ],
      argv: ['run', '--token', 'abc1', '--verbose', 'yes'],
      max_tokens: 5,
      token: 7,
      secret: { nested: 'stays' },
    };
    const mark = '[redacted:secret]';
    expect(redactor.redact(payload)).toEqual({
      count: 7,
      value: {
        ...payload,
        password: mark,
        clientSecret: mark,
        headers: { Authorization: mark, 'x-api-key': mark, Cookie: mark },
        env: [
          { name: 'API_TOKEN', value: mark },
          { name: 'HOME', value: '/home/dev' },
        ],
        argv: ['run', '--token', mark, '--verbose', 'yes'],
      },
    });
  });

  test('each text of a list whose name tells, and of what else it holds only what is known by itself', () => {
    const payload = {
      headers: { 'set-cookie': ['sid=1', 'theme=dark; Path=/'], accept: ['a=1'] },
      env: [{ name: 'API_TOKEN', value: ['x1'] }],
      password: [['hunter22'], 7, null, { hint: 'the fish' }],
    };
    const mark = '[redacted:secret]';
    expect(redactor.redact(payload)).toEqual({
      count: 4,
      value: {
        headers: { 'set-cookie': [mark, mark], accept: ['a=1'] },
        env: [{ name: 'API_TOKEN', value: [mark] }],
        password: [[mark], 7, null, { hint: 'the fish' }],
      },
    });
  });

  test('names of fields, of which none gets lost, and fields of an unusual name', () => {
    const keys = ['A', 'B'].map((letter) => `ghp_${letter.repeat(36)}`);
    const text = `{"${keys[0]}":1,"${keys[1]}":2,"__proto__":{"x":"${keys[0]}"},"constructor":"${keys[1]}"}`;
    const { value, count } = redactor.redact(JSON.parse(text) as Record<string, unknown>);
    expect(count).toBe(4);
    const mark = '[redacted:github-token]';
    expect(JSON.stringify(value)).toBe(
      `{"${mark} 1":1,"${mark} 2":2,"__proto__":{"x":"${mark}"},"constructor":"${mark}"}`,
    );
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('the payload that was handed in is not changed', () => {
    const payload = { a: [{ b: 'API_TOKEN=abc123' }], c: 'd' };
    const before = structuredClone(payload);
    redactor.redact(payload);
    expect(payload).toEqual(before);
  });
});

describe('the user’s own patterns', () => {
  test('are marked like the others, in texts and in names of fields', () => {
    const own = new Redactor(true, ['ACME-[0-9]{4}', '(?i)project\\s+\\w+']);
    const { value, count } = own.redact({ 'ACME-1234': 'see ACME-1 and ACME-9876, Project  Tulip' });
    expect(value).toEqual({
      '[redacted:pattern] 1': 'see ACME-1 and [redacted:pattern], [redacted:pattern]',
    });
    expect(count).toBe(3);
  });

  test('cost a bounded time: what cannot be looked at in it does not pass', () => {
    const own = new Redactor(
      true,
      Array.from({ length: 50 }, (_, index) => `x${index}y`),
    );
    const { value } = own.redact({ first: 'short', long: 'a'.repeat(2_000_000), last: 'short' });
    expect(value).toEqual({
      first: 'short',
      long: '[redacted:too-much-to-check]',
      '[redacted:too-much-to-check] 2': '[redacted:too-much-to-check]',
    });
  });
});

describe('redaction on the way of an event', () => {
  const SECRET = `ghp_${'x1Y2'.repeat(9)}`;
  const failed = {
    hook_event_name: 'PostToolUseFailure',
    session_id: 's',
    cwd: `/home/dev/${SECRET}`,
    tool_name: 'Bash',
    tool_use_id: 't',
    tool_input: { command: `git push https://x:${SECRET}@github.com/a/b` },
    error: `remote: ${SECRET} was refused`,
  };

  test('a secret reaches neither data nor what is read from it, and the event says so', async () => {
    const server = await startTestServer();
    expect((await server.post('/hooks/claude-code', failed)).status).toBe(204);
    const { events } = await server.get<{ events: Record<string, unknown>[] }>('/api/events');
    expect(JSON.stringify(events)).not.toContain(SECRET);
    expect(events[0]).toMatchObject({
      redacted: 3,
      cwd: '/home/dev/[redacted:github-token]',
      error: 'remote: [redacted:github-token] was refused',
    });
    const { events: found } = await server.get<{ events: unknown[] }>(`/api/events?q=${SECRET.slice(0, 20)}`);
    expect(found).toEqual([]);
  });

  test('an event without secrets does not say anything of them', async () => {
    const server = await startTestServer();
    await server.post('/api/events', { type: 'x', text: 'nothing here' });
    const { events } = await server.get<{ events: Record<string, unknown>[] }>('/api/events');
    expect(events[0]).not.toHaveProperty('redacted');
  });

  test('it can be switched off', async () => {
    const server = await startTestServer({ redact: false });
    await server.post('/hooks/claude-code', failed);
    const { events } = await server.get<{ events: { data: unknown }[] }>('/api/events');
    expect(events[0]!.data).toEqual(failed);
  });
});
