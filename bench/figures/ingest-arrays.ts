import type { Figure } from '../figure';
import { postOverKeptConnections, postRequest } from '../support/posts';
import type { Listening } from '../support/program';
import { inTurn, rateOf, worked } from '../support/rounds';
import { plainEvent } from '../support/samples';

const DURATION = 2000;
const EVENTS = 100;
const CONNECTIONS = 16;

/** A hundred events a request; each answer comes when all of them are durable. */
export const ingestArrays: Figure = {
  name: 'ingest-arrays',
  async run(bench) {
    const control = await bench.program('bare-http', 'parse');
    const subject = await bench.server();
    const body = Array.from({ length: EVENTS }, (_, index) => plainEvent(index));
    const posting = ({ program, port }: Listening) => {
      const requests = [postRequest(port, '/api/events', body)];
      const options = { port, requests, connections: CONNECTIONS, duration: DURATION };
      return () => worked(program, async () => EVENTS * (await postOverKeptConnections(options)));
    };
    const measured = await inTurn(bench.options.rounds, posting(control), posting(subject));
    return [
      rateOf(
        {
          name: 'HTTP ingest, 100 events a request',
          unit: 'events/s',
          goal: { of: 'ratio', atLeast: 0.4 },
          against: 'node:http parsing the same JSON',
        },
        measured,
      ),
    ];
  },
};
