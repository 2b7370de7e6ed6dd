import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionManager } from '../../src/main/server/connection-manager';
import { EventBroadcaster } from '../../src/main/server/event-broadcaster';
import { silentLogger } from '../../src/main/server/logger';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { RingBuffer, type StoredEvent } from '../../src/main/server/ring-buffer';
import { Stats } from '../../src/main/server/stats';

/** What `performance.now()` tells, in ms. */
let clock = 0;

beforeEach(() => {
  clock = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Lets time pass, and what is due by then happen. */
function pass(ms: number): void {
  clock += ms;
  vi.advanceTimersByTime(ms);
}

/** A broadcaster whose clients nobody is; `sent` tells how many events it has sent to all of them. */
class Desk {
  readonly stats = new Stats();
  readonly broadcaster: EventBroadcaster;
  #seq = 0;

  constructor() {
    const journal = new MemoryJournal();
    const buffer = new RingBuffer(1000, 1024 * 1024);
    const connections = new ConnectionManager(() => undefined);
    this.broadcaster = new EventBroadcaster(buffer, connections, this.stats, journal, silentLogger);
  }

  static attached(): Desk {
    const desk = new Desk();
    desk.broadcaster.attach(new Server());
    return desk;
  }

  get sent(): number {
    return this.stats.eventsSent;
  }

  /** Events that have just come in; sending the first of them takes so many ms. */
  take(count = 1, ms = 0): void {
    for (let index = 0; index < count; index++)
      this.broadcaster.broadcast(this.#event(index === 0 ? ms : 0), clock);
  }

  #event(ms: number): StoredEvent {
    const seq = ++this.#seq;
    return {
      seq,
      id: `event-${seq}`,
      type: 'test',
      bytes: 2,
      get text() {
        clock += ms;
        return '{}';
      },
    };
  }
}

describe('event broadcaster', { tags: 'critical' }, () => {
  test('broadcaster sends what comes in one turn together, at its end', () => {
    const desk = Desk.attached();
    desk.take(3);
    expect(desk.sent).toBe(0);
    pass(0);
    expect(desk.sent).toBe(3);
    desk.take();
    pass(0);
    expect(desk.sent).toBe(4);
  });

  test('broadcaster sends at once where it is told to, and nothing twice', () => {
    const desk = Desk.attached();
    desk.take(2);
    desk.broadcaster.flush();
    expect(desk.sent).toBe(2);
    desk.broadcaster.flush();
    pass(100);
    expect(desk.sent).toBe(2);
  });

  test('broadcaster takes nothing before it is attached, and nothing more once it is detached', () => {
    const desk = new Desk();
    desk.take();
    desk.broadcaster.attach(new Server());
    desk.broadcaster.flush();
    pass(100);
    expect(desk.sent).toBe(0);
    desk.take(2);
    desk.broadcaster.detach();
    expect(desk.sent).toBe(2);
    desk.take();
    desk.broadcaster.flush();
    pass(100);
    expect(desk.sent).toBe(2);
  });

  test('broadcaster measures from an event’s arrival to its emission, each once', () => {
    const desk = Desk.attached();
    desk.take();
    clock += 7;
    desk.broadcaster.flush();
    expect(desk.stats.latency()).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
    desk.take(2);
    clock += 1;
    desk.broadcaster.flush();
    expect(desk.stats.latency()).toEqual({ p50: 1, p95: 7, p99: 7, max: 7 });
  });
});

describe('event broadcaster whose sending took long', () => {
  test.each([
    ['as long', 3, 3],
    ['5 ms at most', 50, 5],
    ['from 1 ms on', 1, 1],
  ])('broadcaster rests %s', (_how, took, rest) => {
    const desk = Desk.attached();
    desk.take(1, took);
    pass(0);
    desk.take();
    pass(rest - 0.5);
    expect(desk.sent).toBe(1);
    desk.take();
    pass(0.5);
    expect(desk.sent).toBe(3);
  });

  test('broadcaster does not rest for less than 1 ms, nor when it has been quiet', () => {
    const desk = Desk.attached();
    desk.take(1, 0.9);
    pass(0);
    desk.take(1, 3);
    pass(0);
    expect(desk.sent).toBe(2);
    pass(3);
    desk.take();
    pass(0);
    expect(desk.sent).toBe(3);
  });

  test('broadcaster does not rest where many events took that long', () => {
    const desk = Desk.attached();
    desk.take(64, 3);
    pass(0);
    desk.take(63, 3);
    pass(0);
    expect(desk.sent).toBe(127);
    desk.take();
    pass(0);
    expect(desk.sent).toBe(127);
  });

  test('broadcaster that is told to send forgets that it wanted to', () => {
    const desk = Desk.attached();
    desk.take(1, 3);
    desk.broadcaster.flush();
    desk.take(1, 50);
    pass(2);
    expect(desk.sent).toBe(1);
    desk.broadcaster.flush();
    desk.take();
    pass(2);
    expect(desk.sent).toBe(2);
    pass(3);
    expect(desk.sent).toBe(3);
  });
});
