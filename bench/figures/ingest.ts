import type { Figure, Result } from '../figure';
import type { Bench } from '../support/bench';
import { postOverKeptConnections, postOverNewConnections, postRequest } from '../support/posts';
import type { Listening } from '../support/program';
import { inTurn, rateOf, worked } from '../support/rounds';
import { PAYLOADS } from '../support/samples';

const DURATION = 2000;
const CONNECTIONS = 64;
const AGAINST = 'node:http answering 204';
const UNIT = 'requests/s';

/** One hook payload a request; each answer comes when the event is durable. */
export const ingest: Figure = {
  name: 'ingest',
  async run(bench) {
    const control = await bench.program('bare-http');
    const subject = await bench.server();
    const servers = [control, subject] as const;
    return [
      rateOf(
        {
          name: 'HTTP ingest, keep-alive',
          unit: UNIT,
          goal: { of: 'ratio', atLeast: 0.5 },
          against: AGAINST,
        },
        await measured(bench, servers, true),
      ),
      rateOf(
        {
          name: 'HTTP ingest, one connection each',
          unit: UNIT,
          goal: { of: 'ratio', atLeast: 0.75 },
          against: AGAINST,
        },
        await measured(bench, servers, false),
      ),
    ] satisfies Result[];
  },
};

async function measured(bench: Bench, servers: readonly [Listening, Listening], keepAlive: boolean) {
  const post = keepAlive ? postOverKeptConnections : postOverNewConnections;
  const [control, subject] = servers.map(({ program, port }) => {
    const requests = PAYLOADS.map((payload) => postRequest(port, '/hooks/claude-code', payload, keepAlive));
    const options = { port, requests, connections: CONNECTIONS, duration: DURATION };
    return () => worked(program, () => post(options));
  });
  return inTurn(bench.options.rounds, control!, subject!);
}
