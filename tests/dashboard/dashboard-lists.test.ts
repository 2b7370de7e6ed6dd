import type { VirtualizerHandle } from 'virtua/svelte';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { EventStore } from '../../src/renderer/src/activity/event-store';
import { inListOrder } from '../../src/renderer/src/activity/session-order';
import { paced } from '../../src/renderer/src/lib/paced';
import { rowAfter } from '../../src/renderer/src/timeline/row-keys';
import { Tail } from '../../src/renderer/src/timeline/tail.svelte';
import type { Activity, SessionActivity, SessionState } from '../../src/shared/activity/types';
import { events } from './stream-double';

const ROW = 32;

/** A list of equal rows in a view of ten, as far as the tail asks it. */
class ListDouble {
  offset = 0;
  length = 0;
  getScrollOffset = () => this.offset;
  getViewportSize = () => ROW * 10;
  getScrollSize = () => this.length * ROW;
  getItemOffset = (index: number) => index * ROW;
  findItemIndex = (offset: number) => Math.floor(offset / ROW);
  scrollTo = (offset: number) => void (this.offset = offset);

  /** Goes to the end of so many rows. */
  show(length: number): void {
    this.length = length;
    this.offset = this.getScrollSize() - this.getViewportSize();
  }

  get handle(): VirtualizerHandle {
    return this as unknown as VirtualizerHandle;
  }
}

/** A reader at the end of a hundred rows. */
function atTheEnd(): { list: ListDouble; tail: Tail; all: Activity[] } {
  const all = rows(...Array.from({ length: 100 }, (_, index) => `row ${index}`));
  const list = new ListDouble();
  const tail = new Tail();
  list.show(all.length);
  tail.scrolled(list.handle, all);
  return { list, tail, all };
}

const rows = (...keys: string[]): Activity[] => keys.map((key) => ({ key }) as Activity);
const session = (key: string, state: SessionState, firstAt: number, lastAt: number): SessionActivity =>
  ({ key, state, firstAt, lastAt }) as SessionActivity;

test('sessions stand in order of what they ask for; busy ones keep their place, others go by what was last', () => {
  const sorted = inListOrder([
    session('ended', 'ended', 1, 90),
    session('idle long ago', 'idle', 9, 20),
    session('busy, older', 'working', 2, 99),
    session('idle just now', 'idle', 3, 80),
    session('asks', 'waiting', 1, 5),
    session('busy, newer', 'working', 4, 50),
  ]);
  expect(sorted.map(({ key }) => key)).toEqual([
    'asks',
    'busy, newer',
    'busy, older',
    'idle just now',
    'idle long ago',
    'ended',
  ]);
});

describe('the payloads in memory', () => {
  test('are those of the newest events', () => {
    const store = new EventStore();
    for (const event of events(...Array.from({ length: 20_001 }, (_, index) => index + 1))) store.add(event);
    expect(store.get(1)).toBeUndefined();
    expect(store.get(2)?.seq).toBe(2);
    expect(store.get(20_001)?.seq).toBe(20_001);
  });

  test('take no more room than they may, but for the newest one', () => {
    const store = new EventStore();
    const text = 'x'.repeat(8 * 1024 * 1024);
    for (const event of events(1, 2, 3, 4, 5)) store.add({ ...event, data: { text } });
    expect([1, 2, 3, 4, 5].map((seq) => store.get(seq) !== undefined)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    store.add({ ...events(6)[0]!, data: { text: 'x'.repeat(100 * 1024 * 1024) } });
    expect([5, 6].map((seq) => store.get(seq) !== undefined)).toEqual([false, true]);
  });
});

describe('the end of a timeline', () => {
  test('is followed until the reader goes up, be it by one pixel', () => {
    const { list, tail, all } = atTheEnd();
    expect(tail.following).toBe(true);
    list.offset -= 2;
    tail.scrolled(list.handle, all);
    expect(tail.following).toBe(false);
  });

  test('is left for good when word of its own last move comes late', () => {
    const { list, tail, all } = atTheEnd();
    const more = [...all, ...rows('new')];
    list.length = more.length;
    const viewport = { scrollTop: 0, scrollHeight: 0 };
    Object.defineProperty(viewport, 'scrollTop', {
      get: () => list.offset,
      set: () => list.show(more.length),
    });
    tail.goToEnd(viewport);
    tail.leave(more);
    tail.scrolled(list.handle, more);
    expect(tail.following).toBe(false);

    list.offset -= 100;
    tail.scrolled(list.handle, more);
    list.offset += 100;
    tail.scrolled(list.handle, more);
    expect(tail.following).toBe(true);
  });

  test('counts what came since, and is followed again once it is reached', () => {
    const { list, tail, all } = atTheEnd();
    tail.leave(all);
    const more = [...all, ...rows('new', 'newer')];
    expect([tail.fresh(all), tail.fresh(more)]).toEqual([0, 2]);
    list.show(more.length);
    tail.scrolled(list.handle, more);
    expect(tail.following).toBe(true);
    expect(tail.fresh([...more, ...rows('newest')])).toBe(0);
  });

  test('counts right when old rows are forgotten and late ones come in above', () => {
    const { tail, all } = atTheEnd();
    tail.leave(all);
    expect(tail.fresh([...all.slice(10, 50), ...rows('late'), ...all.slice(50), ...rows('new')])).toBe(1);
  });

  test('does not move what is read when a row comes in above it', () => {
    const list = new ListDouble();
    const tail = new Tail();
    list.offset = 2 * ROW + 10;
    tail.hold(list.handle, rows('a', 'b', 'c', 'd'));
    tail.restore(list.handle, rows('a', 'late', 'b', 'c', 'd'));
    expect(list.offset).toBe(3 * ROW + 10);
    tail.hold(list.handle, rows('a', 'late', 'b', 'c', 'd'));
    tail.restore(list.handle, rows('a', 'late', 'b', 'c', 'd', 'e'));
    expect(list.offset).toBe(3 * ROW + 10);
  });
});

test('keys move the selection and stay within the list', () => {
  expect(rowAfter('ArrowDown', -1, 5, 3)).toBe(0);
  expect(rowAfter('ArrowDown', 4, 5, 3)).toBe(4);
  expect(rowAfter('ArrowUp', -1, 5, 3)).toBe(4);
  expect(rowAfter('ArrowUp', 0, 5, 3)).toBe(0);
  expect(rowAfter('PageDown', 0, 5, 3)).toBe(3);
  expect(rowAfter('PageUp', 4, 5, 3)).toBe(1);
  expect(rowAfter('Home', 3, 5, 3)).toBe(0);
  expect(rowAfter('End', 0, 5, 3)).toBe(4);
  expect(rowAfter('a', 0, 5, 3)).toBeNull();
});

test('what is paced happens at once, then once in a while, and the last of it is not lost', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let count = 0;
  const ask = paced(() => count++, 250);
  for (let index = 0; index < 10; index++) ask();
  expect(count).toBe(1);
  vi.advanceTimersByTime(250);
  expect(count).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(count).toBe(2);
  ask();
  expect(count).toBe(3);
});
