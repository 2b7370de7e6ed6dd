import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Filters } from '../../src/renderer/src/filters.svelte';
import { HistoryClient } from '../../src/renderer/src/history/history-client';
import { Search } from '../../src/renderer/src/search/search.svelte';
import { WAIT } from '../support/client';
import { madeUp } from '../support/samples';

/** A page that was asked for, and that the test answers when it likes. */
interface Asked {
  q: string | null;
  before: string | null;
  answer: (seqs: number[], more?: boolean) => void;
  fail: () => void;
}

/** A search whose server does what the test says. */
function searched() {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', (address: string, { signal }: { signal: AbortSignal }) => {
    const { searchParams } = new URL(address);
    return new Promise<Response>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      asked.push({
        q: searchParams.get('q'),
        before: searchParams.get('before'),
        answer: (seqs, more = false) => {
          const events = seqs.map((seq) => madeUp({ seq, type: 'prompt', session_id: 's' }));
          resolve(Response.json({ epoch: 'e', head: 100, oldest: 1, more, events }));
        },
        fail: () => reject(new Error('gone')),
      });
    });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const search = new Search(new HistoryClient(() => Promise.resolve({ url: 'http://server', token: 't' })));
  /** Resolves to the page that is asked for next. */
  const next = () => vi.waitFor(() => asked.shift() ?? expect.fail('nothing is asked for'), WAIT);
  const settled = (state: string) => vi.waitFor(() => expect(search.asked?.state).toBe(state), WAIT);
  const found = () =>
    (search.shown?.rows ?? []).flatMap((row) => (row.kind === 'event' ? [row.event.seq] : []));
  return { search, asked, next, settled, found };
}

describe('search', () => {
  test('what was found before stays until there is an answer, and is no part of it', async () => {
    const { search, next, settled, found } = searched();
    search.ask({ q: 'one' });
    (await next()).answer([8, 9], true);
    await settled('done');
    search.ask({ q: 'another' });
    const page = await next();
    await search.loadMore();
    expect(found()).toEqual([9, 8]);
    page.answer([5], true);
    await settled('done');
    expect(found()).toEqual([5]);
    void search.loadMore();
    const more = await next();
    expect(more).toMatchObject({ q: 'another', before: '5' });
    more.answer([3, 4]);
    await settled('done');
    expect(found()).toEqual([5, 4, 3]);
  });

  test('a search that is cancelled shows neither what was found before nor that nothing was found', async () => {
    const { search, asked, next, settled, found } = searched();
    search.ask({ q: 'one' });
    (await next()).answer([9], true);
    await settled('done');
    search.ask({ q: 'another' });
    await next();
    search.cancel();
    expect(search.shown).toMatchObject({ state: 'cancelled', rows: [], more: false });
    await search.loadMore();
    expect(asked).toEqual([]);
    // As by somebody who comes back to the view.
    search.ask({ q: 'another' });
    (await next()).answer([7]);
    await settled('done');
    expect(found()).toEqual([7]);
  });

  test('a word that is typed on while it is searched for has not been found anywhere yet', async () => {
    const { search, next, settled } = searched();
    search.ask({ q: 'wo' });
    await next();
    search.ask({ q: 'word' });
    expect(search.shown).toBeNull();
    (await next()).answer([]);
    await settled('done');
    expect(search.shown?.isAnswered).toBe(true);
  });

  test('what failed is asked for again where it was, at whichever page', async () => {
    const { search, next, settled, found } = searched();
    search.ask({ q: 'one' });
    (await next()).fail();
    await settled('failed');
    expect(search.shown).toMatchObject({ rows: [], problem: 'The server does not answer.' });
    search.again();
    (await next()).answer([9], true);
    await settled('done');
    void search.loadMore();
    (await next()).fail();
    await settled('failed');
    search.again();
    const page = await next();
    expect(page.before).toBe('9');
    page.answer([8]);
    await settled('done');
    expect(found()).toEqual([9, 8]);
  });

  test('what failed is not answered by what was found before while it is asked for again', async () => {
    const { search, next, settled, found } = searched();
    search.ask({ q: 'one' });
    (await next()).answer([9]);
    await settled('done');
    search.ask({ q: 'another' });
    (await next()).fail();
    await settled('failed');
    search.again();
    await next();
    expect(found()).toEqual([]);
  });

  test('the same is not searched for again while it is there, but in another journal, and nothing is without a word', async () => {
    const { search, next, settled, found } = searched();
    search.ask({ q: 'one' });
    search.ask({ q: 'one' });
    (await next()).answer([9]);
    await settled('done');
    const there = search.asked;
    search.ask({ q: 'one' });
    expect(search.asked).toBe(there);
    search.renew();
    expect(found()).toEqual([]);
    (await next()).answer([3]);
    await settled('done');
    expect(found()).toEqual([3]);
    search.ask({});
    expect(search.shown).toBeNull();
  });

  test('a page without a moment is passed over', async () => {
    const { search, next, settled, found } = searched();
    search.ask({ q: 'one' });
    (await next()).answer([9], true);
    await settled('done');
    void search.loadMore();
    (await next()).answer([9], true);
    const page = await next();
    expect(page.before).toBe('9');
    page.answer([2]);
    await settled('done');
    expect(found()).toEqual([9, 2]);
  });
});

test('a filter for what names no session, kept from before, is none', () => {
  const kept = JSON.stringify({ session: '', text: 'words' });
  vi.stubGlobal('localStorage', { getItem: () => kept });
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(new Filters().values).toMatchObject({ session: null, text: 'words' });
});
