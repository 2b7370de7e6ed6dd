import { Agent, get } from 'node:http';
import { join } from 'node:path';
import type { Figure } from '../figure';
import type { Bench } from '../support/bench';
import { fill, RARE_WORD } from '../support/fill';
import type { JournalAnswer, JournalQuestion } from '../support/journal-control';
import type { Listening, Program } from '../support/program';
import { inTurn, resultOf } from '../support/rounds';
import { StreamClients } from '../support/stream-clients';

const MOST_ROUNDS = 3;
/** Words in nearly all events, in some, in few, and in none. */
const QUERIES = ['notes ', 'hello echo ', `${RARE_WORD} `, 'nowhere '];
const LIMIT = 100;

/** Reading and searching a journal of a million events, with the SQLite binding alone as the control. */
export const journal: Figure = {
  name: 'journal',
  async run(bench) {
    const rounds = Math.min(bench.options.rounds, MOST_ROUNDS);
    const { events } = bench.options;
    const home = bench.home();
    const server = await bench.server(home);
    await fill(server.port, events);
    // The first search waits until all is indexed.
    await search(server, QUERIES[0]!);
    const { program: control } = await bench.program('read-journal', join(home, 'journal.db'));

    const caughtUp = await inTurn(
      rounds,
      async () => perSecond(await asked(control, { read: 'all' })),
      () => catchUp(bench, server),
    );
    const found = await inTurn(
      rounds,
      async () => {
        let time = 0;
        for (const q of QUERIES) time += (await asked(control, { search: q, limit: LIMIT })).time;
        return time / QUERIES.length;
      },
      async () => {
        let time = 0;
        for (const q of QUERIES) time += await search(server, q);
        return time / QUERIES.length;
      },
    );
    const size = events.toLocaleString('en-US');
    return [
      resultOf(
        {
          name: `catching up ${size} events`,
          unit: 'events/s',
          goal: { of: 'ratio', atLeast: 0.5 },
          against: 'reading the rows with the binding',
        },
        caughtUp,
      ),
      resultOf(
        {
          name: `search in ${size} events`,
          unit: 'ms',
          goal: { of: 'ratio', atMost: 2 },
          against: 'FTS query with the binding',
        },
        found,
      ),
    ];
  },
};

async function asked(control: Program, question: JournalQuestion): Promise<JournalAnswer> {
  control.send(question);
  return control.message<JournalAnswer>();
}

function perSecond({ count, time }: JournalAnswer): number {
  return (count / time) * 1000;
}

/** Events per second that a client gets which has none yet. */
async function catchUp(bench: Bench, { port, token }: Listening): Promise<number> {
  const { events } = bench.options;
  const begun = performance.now();
  const client = await StreamClients.connect({ port, token, count: 1, namespace: '/stream' });
  await client.reach(events);
  client.close();
  return (events / (performance.now() - begun)) * 1000;
}

const agent = new Agent({ keepAlive: true });

/** How long the answer to a search takes, in ms. */
function search({ port, token }: Listening, q: string): Promise<number> {
  const begun = performance.now();
  const path = `/api/events?${new URLSearchParams({ q, limit: String(LIMIT) }).toString()}`;
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a search was answered ${response.statusCode}`));
      response.resume().on('end', () => resolve(performance.now() - begun));
    }).on('error', reject);
  });
}
