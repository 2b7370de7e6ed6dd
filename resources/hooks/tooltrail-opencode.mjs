/**
 * What Tooltrail runs inside OpenCode: each thing that happens is posted to the server that server.json names, or, where
 * that is away, slow or refuses for now, put into the folder spool, which the server empties. Both times under the same
 * id, so that it is there once. OpenCode never waits for any of this, and never hears of an error.
 */
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_FILES = 10_000;
const MAX_BYTES = 50 * 1024 * 1024;
/** How long a server may take for its answer, in ms. */
const PATIENCE = 5000;
/** How much may wait to be posted, in characters, before more goes to the spool at once. */
const MAX_WAITING = 16 * 1024 * 1024;
/** How often the spool is measured, in ms. */
const LOOK_EVERY = 5000;

/** Events that come with every piece of an answer, and say nothing that others do not say. */
const SKIPPED =
  /^(?:message\.part\.|message\.updated$|server\.|lsp\.|file\.watcher\.|storage\.|tui\.|pty\.|installation\.)/;

const home = process.env.TOOLTRAIL_HOME || dirname(dirname(fileURLToPath(import.meta.url)));
const spool = join(home, 'spool');

/** What is on its way: id → entry. */
const waiting = new Map();
let waitingSize = 0;
/** When the last payload came, in seconds since the epoch. */
let time = 0;
/** What the spool held when it was last looked at. */
let kept = { files: 0, bytes: 0, looked: -Infinity };
/** The end of the last post; the next one follows it, so that events come in order. */
let last = Promise.resolve();

export async function Tooltrail() {
  return {
    event: async ({ event }) => {
      if (!SKIPPED.test(event?.type ?? '')) hand({ hook: 'event', input: event });
    },
    'chat.message': both('chat.message'),
    'tool.execute.before': both('tool.execute.before'),
    'tool.execute.after': both('tool.execute.after'),
    'permission.ask': both('permission.ask'),
  };
}

function both(hook) {
  return async (input, output) => hand({ hook, input, output });
}

/** Takes a payload as it is now: OpenCode goes on to change it. */
function hand(payload) {
  try {
    // Two in one moment stay apart, so that the spool knows their order.
    time = Math.max(Date.now() / 1000, time + 1e-6);
    const entry = { id: randomUUID(), text: JSON.stringify(payload), time };
    if (waitingSize + entry.text.length > MAX_WAITING) return keep(entry);
    waiting.set(entry.id, entry);
    waitingSize += entry.text.length;
    last = last.then(() => deliver(entry));
  } catch {
    // A payload that is no JSON, or a full disk: nothing that OpenCode could do about it.
  }
}

async function deliver(entry) {
  const taken = await post(entry).catch(() => false);
  // Leaving meanwhile has kept it already.
  if (!waiting.delete(entry.id)) return;
  waitingSize -= entry.text.length;
  if (!taken) keepSafely(entry);
}

/** True when the server has the payload, or says that it will never take it. */
async function post({ id, text }) {
  const { port, pid, token } = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8'));
  // After a crash the port may be anybody's, and the token is nobody else's business.
  process.kill(pid, 0);
  const response = await fetch(`http://127.0.0.1:${port}/hooks/opencode`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-tooltrail-id': id },
    body: text,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
  });
  await response.arrayBuffer();
  return response.headers.has('x-tooltrail-id') && [204, 400, 404, 413].includes(response.status);
}

/** Keeps a payload for later, unless what is kept already has reached its bounds. */
function keep({ id, text, time }) {
  const bytes = Buffer.byteLength(text);
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  if (performance.now() - kept.looked > LOOK_EVERY) kept = look();
  if (kept.files >= MAX_FILES || kept.bytes + bytes > MAX_BYTES) return;
  kept.files += 1;
  kept.bytes += bytes;
  const part = join(spool, `opencode.${id}.part`);
  try {
    writeFileSync(part, text, { mode: 0o600 });
    utimesSync(part, time, time);
    renameSync(part, join(spool, `opencode.${id}.json`));
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function look() {
  const names = readdirSync(spool);
  const bytes = names.reduce((sum, name) => sum + sizeOf(join(spool, name)), 0);
  return { files: names.length, bytes, looked: performance.now() };
}

function keepSafely(entry) {
  try {
    keep(entry);
  } catch {
    // The disk does not take it.
  }
}

function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

process.on('exit', () => {
  for (const entry of waiting.values()) keepSafely(entry);
  waiting.clear();
});
