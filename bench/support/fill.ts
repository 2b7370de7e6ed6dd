import { setTimeout as sleep } from 'node:timers/promises';
import { plainEvent } from './samples';

const EVENTS = 1000;
const CONNECTIONS = 4;
/** Arrays made beforehand; they take turns. */
const ARRAYS = 50;

/** A word that is in one of `ARRAYS` × `EVENTS` events. */
export const RARE_WORD = 'needle7';

/**
 * Posts events in arrays of 1,000 as fast as the server takes them, or at a steady rate.
 *
 * @param count a multiple of 1,000
 * @param rate events per second
 */
export async function fill(port: number, count: number, rate = Infinity): Promise<void> {
  const bodies = Array.from({ length: ARRAYS }, (_, array) => {
    const events = Array.from({ length: EVENTS }, (_, index) => plainEvent(array * EVENTS + index));
    return JSON.stringify([{ ...events[0], note: `needle${array}` }, ...events.slice(1)]);
  });
  const begun = performance.now();
  let next = 0;
  const post = async () => {
    for (let array = next++; array * EVENTS < count; array = next++) {
      await sleep(begun + ((array * EVENTS) / rate) * 1000 - performance.now());
      await postArray(port, bodies[array % ARRAYS]!);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, post));
}

/** Does as the server says when it has too much to do. */
async function postArray(port: number, body: string): Promise<void> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await response.arrayBuffer();
    if (response.status === 204) return;
    if (response.status !== 503) throw new Error(`refused with ${response.status}`);
    await sleep(1000 * Number(response.headers.get('retry-after')));
  }
}
