import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure, Goal, Result } from '../figure';
import { inTurn, median, resultOf } from '../support/rounds';
import { payloadOf } from '../support/samples';

/** Calls in a round, of which the median counts. */
const CALLS = 15;
const FORWARDER = join('resources', 'hooks', 'tooltrail-hook');
const POST = '/hooks/claude-code';

type Command = readonly [program: string, ...args: string[]];

/** How long an agent waits for a hook: from its start until it has ended, with the server running. */
export const hookCost: Figure = {
  name: 'hook-cost',
  async run(bench) {
    const home = bench.home();
    const { port } = await bench.server(home);
    const hook = () => called(home, [FORWARDER, 'claude-code']);
    const results: Result[] = [];
    for (const [against, command, goal] of controlsFor(`http://127.0.0.1:${port}${POST}`)) {
      const measured = await inTurn(bench.options.rounds, () => called(home, command), hook);
      results.push(resultOf({ name: 'Hook call', unit: 'ms', goal, against }, measured));
    }
    return results;
  },
};

function controlsFor(url: string): [against: string, command: Command, goal: Goal][] {
  const json = 'content-type: application/json';
  const python =
    'import sys, urllib.request as r\n' +
    `r.urlopen(r.Request('${url}', sys.stdin.buffer.read(), {'content-type': 'application/json'})).read()`;
  const node = `let body = ''; process.stdin.on('data', (chunk) => (body += chunk)).on('end', () => fetch('${url}', { method: 'POST', headers: { 'content-type': 'application/json' }, body }))`;
  return [
    ['/bin/true', ['/bin/true'], { of: 'ratio', atMost: 10 }],
    ['curl', ['curl', '-s', '-H', json, '--data-binary', '@-', url], { of: 'ratio', atMost: 1 }],
    ['python3 with a POST', ['python3', '-c', python], { of: 'ratio', atMost: 0.1 }],
    ['node with a POST', [process.execPath, '-e', node], { of: 'ratio', atMost: 0.2 }],
  ];
}

/** The median time of some calls, in ms. What a call leaves to be done behind its back is not counted. */
async function called(home: string, [program, ...args]: Command): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const options = {
      input: JSON.stringify(payloadOf(call)),
      env: { ...process.env, TOOLTRAIL_HOME: home },
    };
    const begun = performance.now();
    const { status, stderr } = spawnSync(program, args, options);
    times.push(performance.now() - begun);
    if (status !== 0) throw new Error(`${program} failed: ${String(stderr)}`);
    while (readdirSync(join(home, 'spool')).length > 0) await sleep(1);
  }
  return median(times);
}
