// npm run soak [-- --minutes N]: a server under steady load, with clients that come and go. Its memory and its open files
// must not grow once it has warmed up, and nothing may be lost.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../scripts/bootstrap/failure.mjs';
import { main } from '../../scripts/bootstrap/main.mjs';
import { numberOption } from '../../scripts/bootstrap/options.mjs';
import { repoRoot } from '../../scripts/bootstrap/paths.mjs';
import { prepareSources } from '../../scripts/bootstrap/prepare.mjs';
import { say } from '../../scripts/bootstrap/say.mjs';
import { atExit } from '../../scripts/bootstrap/signals.mjs';
import { ComingAndGoing } from './client.mjs';
import { Load } from './load.mjs';
import { trendOf } from './trend.mjs';

const MINUTE = 60_000;
/** Until what is kept in memory has reached its bounds: the share of the run, and at most so long. */
const WARM_UP = { share: 0.5, most: 5 * MINUTE };
const INTERVAL = 1000;
const CLIENTS = 10;
/** Every so many ms one of the clients comes or goes. */
const CHANGE = 700;
/** What may be more at the end than after warming up. */
const LIMITS = { memoryShare: 0.05, handles: 2 };
const GROUPS = 12;
/** So that nothing that is looked for at the end has been let go of. */
const RETENTION = ['--retention-bytes', String(2 ** 40)];

await main(async (args) => {
  if (process.platform !== 'linux') throw new Failure('memory and open files are read from /proc, on Linux');
  const time = numberOption(args, 'minutes', 60) * MINUTE;
  await prepareSources();
  const home = await mkdtemp(join(tmpdir(), 'tooltrail-soak-'));
  try {
    return report(await soak(await startServer(home), time));
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function startServer(home) {
  const program = join(repoRoot, 'out', 'main', 'headless.js');
  const server = spawn(process.execPath, [program, '--port', '0', '--home', home, ...RETENTION], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atExit(() => server.kill('SIGKILL'));
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('exit', () => reject(new Failure('the server did not start')));
  });
  const { port, tokenFile } = JSON.parse(line);
  const { token } = JSON.parse(readFileSync(tokenFile, 'utf8'));
  return { process: server, url: `http://127.0.0.1:${port}`, token };
}

/** Keeps it busy for this long, and finds out whether anything is missing. */
async function soak(server, time) {
  const load = new Load(server.url);
  const clients = Array.from({ length: CLIENTS }, () => new ComingAndGoing(server.url, server.token));
  load.start();
  let next = 0;
  const change = setInterval(() => {
    const client = clients[next++ % CLIENTS];
    if (client.isThere) client.go();
    else client.come();
  }, CHANGE);
  const samples = await measure(server.process.pid, time, load);
  clearInterval(change);
  await load.stop();
  const problems = [...load.problems, ...(await missing(server, load.accepted, clients))];
  server.process.kill('SIGTERM');
  await new Promise((resolve) => server.process.once('exit', resolve));
  return { samples, problems, accepted: load.accepted };
}

/** Samples of the time after warming up. */
async function measure(pid, time, load) {
  const begun = performance.now();
  const warm = Math.min(time * WARM_UP.share, WARM_UP.most);
  const samples = [];
  let minutes = 0;
  for (let at = 0; at < time; at = performance.now() - begun) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const memory = Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) / 1024;
    const handles = readdirSync(`/proc/${pid}/fd`).length;
    if (at >= warm) samples.push({ at, memory, handles });
    if (at >= minutes * MINUTE) {
      const figures = `${load.accepted} events, ${memory.toFixed(0)} MB, ${handles} open files`;
      say(`${minutes++} min${at < warm ? ', warming up' : ''}: ${figures}`);
    }
    await pause(INTERVAL);
  }
  return samples;
}

/** What the server or a client has not got of all that was accepted. */
async function missing(server, accepted, clients) {
  for (const client of clients) if (!client.isThere) client.come();
  const patience = performance.now() + MINUTE;
  while (clients.some(({ seq }) => seq < accepted) && performance.now() < patience) await pause(100);
  const response = await fetch(`${server.url}/api/stats`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  const { head, events_deduplicated: repeated } = await response.json();
  const problems = clients.flatMap((client) => client.problems);
  if (head + repeated !== accepted) problems.push(`${accepted} events were accepted, ${head} are stored`);
  for (const { seq } of clients) if (seq !== head) problems.push(`a client ended at ${seq} of ${head}`);
  for (const client of clients) client.go();
  return problems;
}

/** The verdict, and 1 when something grows or is missing. */
function report({ samples, problems, accepted }) {
  const trend = (key) =>
    trendOf(
      samples.map((sample) => ({ at: sample.at, value: sample[key] })),
      GROUPS,
    );
  const [memory, handles] = [trend('memory'), trend('handles')];
  const minutes = (samples.at(-1).at - samples[0].at) / MINUTE;
  say(
    `after warming up, in ${minutes.toFixed(1)} min: memory ${memory.mean.toFixed(0)} MB, by the trend ${signed(memory.rise)} MB; ` +
      `open files ${handles.mean.toFixed(0)}, by the trend ${signed(handles.rise)}`,
  );
  if (memory.rise > memory.mean * LIMITS.memoryShare) problems.push('memory grows');
  if (handles.rise > LIMITS.handles) problems.push('open files grow');
  for (const problem of problems.slice(0, 20)) say(`PROBLEM: ${problem}`);
  say(`${accepted} events accepted, ${problems.length === 0 ? 'nothing lost, all steady' : 'see above'}`);
  return problems.length === 0 ? 0 : 1;
}

function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
