import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Endpoint } from '../shared/ipc';

/** One line of the sample: `at` is ms from its beginning; `payload` goes to `POST /hooks/:agent` as it is. */
const stepSchema = z.object({
  at: z.number(),
  agent: z.string(),
  payload: z.record(z.string(), z.unknown()),
});

/**
 * Plays a recorded run into the running server, in real time and by the way that agents' hooks take. Each playing has
 * session ids of its own, so that playing it twice shows it twice.
 */
export class DemoPlayer {
  #playing: AbortController | null = null;

  /** @param file the sample, one JSON object a line, in order of `at` */
  constructor(
    private readonly file: string,
    private readonly endpoint: () => Endpoint,
  ) {}

  /** Begins to play and returns at once; false when it plays already or the server does not run. */
  play(): boolean {
    if (this.#playing || !this.endpoint()) return false;
    const playing = new AbortController();
    this.#playing = playing;
    void this.#run(playing.signal)
      // A sample is no reason for an alarm where the server goes while an event is on its way.
      .catch(() => undefined)
      .finally(() => {
        if (this.#playing === playing) this.#playing = null;
      });
    return true;
  }

  /** Ends what is played, as the server does into which it goes. Does nothing where nothing is. */
  stop(): void {
    this.#playing?.abort();
    this.#playing = null;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const steps = parseSample(await readFile(this.file, 'utf8'));
    const begun = performance.now();
    for (const { at, agent, payload } of steps) {
      await sleep(Math.max(0, begun + at - performance.now()), undefined, { signal });
      const endpoint = this.endpoint();
      if (!endpoint) return;
      await fetch(`${endpoint.url}/hooks/${agent}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${endpoint.token}` },
        body: JSON.stringify(payload),
        signal,
      });
    }
  }
}

/** Reads the sample and gives each of its sessions, named `sample-…` wherever it stands, an id of its own. */
function parseSample(text: string): z.infer<typeof stepSchema>[] {
  const suffix = randomUUID().slice(0, 8);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) =>
    stepSchema.parse(JSON.parse(line.replace(/"sample-[a-z0-9-]+/g, `$&-${suffix}`))),
  );
}
