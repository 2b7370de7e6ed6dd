import { describe, expect, test } from 'vitest';
import type { MonitorEvent } from '../../src/shared/events';
import { connectStream } from '../support/client';
import { contentOf, openJournal, reopenJournal } from '../support/journal';
import { startTestServer, TOKEN } from '../support/server';

const HOOK = '/hooks/claude-code';
const bearer = { authorization: `Bearer ${TOKEN}` };

/** Posts a hook's text to a server with a journal, and returns the text of the history and what the journal holds. */
async function recorded(text: string, path = HOOK): Promise<{ history: string; event: MonitorEvent }> {
  const journal = await openJournal();
  const server = await startTestServer({}, journal);
  const client = await connectStream(server.url);
  await client.subscribe(0);
  expect((await server.postText(path, text)).status).toBe(204);
  const history = await (await fetch(`${server.url}/api/events`, { headers: bearer })).text();
  await client.waitForCount(1);
  const live = client.events[0];
  await server.core.forceStop();
  const [event] = await contentOf(await reopenJournal(journal));
  expect(live).toEqual(event);
  return { history, event: event! };
}

describe('a payload without secrets is kept as it was sent', () => {
  test('with numbers that JavaScript cannot tell apart', async () => {
    const { history, event } = await recorded('{"hook_event_name":"Stop","n":12345678901234567890,"x":1.0}');
    expect(history).toContain('"n":12345678901234567890');
    expect(event).toMatchObject({ type: 'turn_stop', hook: 'Stop', data: { x: 1 } });
  });

  test('with line breaks between its fields', async () => {
    const { event } = await recorded('{\n  "hook_event_name": "Stop",\r\n  "text": "one\\ntwo"\n}\n');
    expect(event.data).toEqual({ hook_event_name: 'Stop', text: 'one\ntwo' });
  });

  test('with bytes that are no UTF-8, and any character', async () => {
    const text = '{"hook_event_name":"Stop","text":"\u0000 \u2028 \ud83d\ude00 \\ud800 ﷽"}'.replace(
      '\0',
      '\\u0000',
    );
    const { event } = await recorded(text);
    expect(event.data).toEqual(JSON.parse(text));
  });

  test('with fields called like those of an event', async () => {
    const { event } = await recorded(
      '{"hook_event_name":"Stop","data":{"data":{}},"seq":7,"redacted":3,"id":"x","__proto__":{"a":1}}',
    );
    expect(event.seq).toBe(1);
    expect(event.redacted).toBeUndefined();
    expect(Object.keys(event.data)).toEqual([
      'hook_event_name',
      'data',
      'seq',
      'redacted',
      'id',
      '__proto__',
    ]);
  });

  test('as a plain event too', async () => {
    const { history } = await recorded('{"type":"test","n":12345678901234567890}', '/api/events');
    expect(history).toContain('"n":12345678901234567890');
  });
});

test('of a field that was sent twice no secret is kept', async () => {
  const { history } = await recorded(
    '{"hook_event_name":"Stop","env":"DEPLOY_TOKEN=b7d1e09f2c44aa01","env":"none"}',
  );
  expect(history).not.toContain('b7d1e09f2c44aa01');
});

test('of a field that was sent twice no depth is kept that no payload may have', async () => {
  const deep = `${'['.repeat(1100)}${']'.repeat(1100)}`;
  const { history, event } = await recorded(`{"hook_event_name":"Stop","a":${deep},"a":1}`);
  expect(event.data).toEqual({ hook_event_name: 'Stop', a: 1 });
  expect(history).not.toContain('[[');
});

test('of thousands of brackets nothing is lost', async () => {
  const sent = {
    hook_event_name: 'Stop',
    code: '{['.repeat(5000),
    list: Array.from({ length: 2000 }, () => ({})),
  };
  const { event } = await recorded(JSON.stringify(sent));
  expect(event.data).toEqual(sent);
});

test.each([['websocket'], ['polling']] as const)(
  'texts in every script come from the journal as they were, over %s',
  async (transport) => {
    const server = await startTestServer({ bufferEvents: 1 }, await openJournal());
    const texts = ['ünï', '日本語 😀', '\u2028 \u0000 "quoted" \\', 'العربية', '\ud800'];
    for (const text of texts) await server.core.broadcastEvent({ type: 'test', text });
    const client = await connectStream(server.url, TOKEN, [transport]);
    await client.subscribe(0);
    await client.waitForCount(texts.length);
    expect(client.events.map(({ data }) => data['text'])).toEqual(texts);
  },
);
