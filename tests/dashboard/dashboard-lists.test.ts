import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { EventStore } from '../../src/renderer/src/activity/event-store';
import { inListOrder } from '../../src/renderer/src/activity/session-order';
import { paced } from '../../src/renderer/src/lib/paced';
import { rowAfter, rowBeside } from '../../src/renderer/src/timeline/row-keys';
import { Slots } from '../../src/renderer/src/timeline/slots';
import { heightOf, ROW, Scroll, TOP } from '../../src/renderer/src/timeline/scroll.svelte';
import type { Activity, SessionActivity, SessionState } from '../../src/shared/activity/types';
import { events } from '../support/stream-frames';

/** A list in a view of ten rows, which tells of its moves later, as the browser does. */
class ListDouble {
  scrollTop = 0;
  readonly scroll: Scroll;

  constructor(all: () => readonly Activity[]) {
    this.scroll = new Scroll(all);
    this.scroll.height = ROW * 10;
  }

  /** The reader moves it. */
  by(distance: number): void {
    this.scrollTop += distance;
    this.scroll.scrolled(this);
  }

  goToEnd(all: readonly Activity[]): void {
    this.scrollTop = heightOf(all.length) - this.scroll.height;
    this.scroll.scrolled(this);
  }
}

/** A reader at the end of a hundred rows, or of some of them. */
function atTheEnd(shown = 100): { list: ListDouble; scroll: Scroll; all: Activity[] } {
  const all = rows(...Array.from({ length: 100 }, (_, index) => `row ${index}`));
  const list = new ListDouble(() => all);
  list.scroll.place(list, all.slice(0, shown));
  return { list, scroll: list.scroll, all };
}

let made = 0;
/** Each of an event of its own, newer than those made before. */
const rows = (...keys: string[]): Activity[] =>
  keys.map((key) => ({ kind: 'note', key, seq: ++made }) as Activity);
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
    const { list, scroll, all } = atTheEnd();
    list.scroll.scrolled(list);
    expect(scroll.following).toBe(true);
    scroll.place(list, [...all, ...rows('new')]);
    expect(list.scrollTop).toBe(heightOf(101) - 10 * ROW);
    scroll.scrolled(list);
    list.by(-2);
    expect(scroll.following).toBe(false);
  });

  test('is left for good when word of its own last move comes late', () => {
    const { list, scroll, all } = atTheEnd();
    scroll.place(list, [...all, ...rows('new')]);
    scroll.leave();
    scroll.scrolled(list);
    expect(scroll.following).toBe(false);

    list.by(-100);
    list.by(100);
    expect(scroll.following).toBe(true);
  });

  test('counts what came since, and is followed again once it is reached', () => {
    const { list, scroll, all } = atTheEnd();
    scroll.leave();
    const more = [...all, ...rows('new', 'newer')];
    scroll.place(list, more);
    expect([scroll.fresh(all), scroll.fresh(more)]).toEqual([0, 2]);
    list.goToEnd(more);
    list.by(0);
    expect(scroll.following).toBe(true);
    expect(scroll.fresh([...more, ...rows('newest')])).toBe(0);
  });

  test('counts right when old rows are forgotten and late ones come in above', () => {
    const { scroll, all } = atTheEnd();
    scroll.leave();
    expect(scroll.fresh([...all.slice(10, 50), ...rows('late'), ...all.slice(50), ...rows('new')])).toBe(2);
  });

  test('counts nothing as new that filters let in or leave out, or that is unfolded, wherever new rows stand', () => {
    const { scroll, all } = atTheEnd(50);
    scroll.leave();
    expect(scroll.fresh(all)).toBe(0);
    expect(scroll.fresh(all.slice(0, 10))).toBe(0);
    const call = { kind: 'call', key: 'of a sub-agent', startSeq: ++made, stopSeq: ++made } as Activity;
    expect(scroll.fresh([...all.slice(0, 10), call, ...all.slice(90)])).toBe(1);
  });

  test('does not move what is read when rows come in above it, or go', () => {
    const { list, scroll, all } = atTheEnd();
    scroll.scrolled(list);
    list.by(-50 * ROW);
    const read = list.scrollTop;
    scroll.place(list, [...all.slice(0, 3), ...rows('late'), ...all.slice(3)]);
    expect(list.scrollTop).toBe(read + ROW);
    scroll.place(list, [...all.slice(2), ...rows('new')]);
    expect(list.scrollTop).toBe(read - 2 * ROW);
  });

  test('brings a row into view, and the list no further', () => {
    const { list, scroll } = atTheEnd();
    scroll.reveal(list, 50);
    expect(list.scrollTop).toBe(TOP + 50 * ROW);
    scroll.reveal(list, 59);
    expect(list.scrollTop).toBe(TOP + 50 * ROW);
    scroll.reveal(list, 60);
    expect(list.scrollTop).toBe(TOP + 51 * ROW);
  });
});

test('rows that stay in view keep their place in the document; where most do not, no place moves', () => {
  const slots = new Slots();
  const places = (first: number) => [0, 1, 2, 3].map((row) => row + first).map(slots.from(first, 4));
  expect(places(0)).toEqual([0, 1, 2, 3]);
  expect(places(1)).toEqual([1, 2, 3, 0]);
  expect(places(4)).toEqual([1, 2, 3, 0]);
  expect(places(8)).toEqual([1, 2, 3, 0]);
  expect(places(7)).toEqual([0, 1, 2, 3]);
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

test('the details go on from an entry that is no row any more with the nearest one in time', () => {
  const [first, second, third, fourth] = rows('a', 'b', 'c', 'd').map((row, at) => ({ ...row, at }));
  const some = [first!, fourth!];
  expect([rowBeside(some, second!, -1), rowBeside(some, second!, 1)]).toEqual(some);
  expect([rowBeside(some, first!, -1), rowBeside(some, first!, 1)]).toEqual([undefined, fourth]);
  expect(rowBeside([first!], third!, 1)).toBeUndefined();
  const tree = [first!, fourth!, third!];
  expect(rowBeside(tree, second!, 1)).toBe(third);
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
