import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { repoRoot } from '../../scripts/bootstrap/paths.mjs';

const FIXTURES = join(repoRoot, 'tests', 'fixtures');
/** Events a second, sent so many times a second. */
const RATE = 200;
const TICKS = 20;
/** Most connections at a time, so that the server's open files tell of the server. */
const CONNECTIONS = 20;
const AGENT = /^(claude-code|codex|gemini|opencode)/;

/** Agents at work: recorded runs over and over, each time as sessions of their own. */
export class Load {
  /** Posts that the server took. */
  accepted = 0;
  /** What it answered instead, or why it did not. */
  problems = [];
  #payloads = recordedPayloads();
  #sent = 0;
  // In turn: one that is rarely used may be closed by the server, as idle, in the very moment it is used again.
  #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, scheduling: 'fifo' });
  #underWay = new Set();
  #timer;

  constructor(url) {
    this.url = url;
  }

  /** Sends so many events as fast as they are taken. */
  async flood(events) {
    const end = this.#sent + events;
    const sender = async () => {
      while (this.#sent < end) await this.#post();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  }

  start() {
    this.#timer = setInterval(() => {
      // A server that is slow for a moment is not sent more on top of that.
      if (this.#underWay.size > RATE) return;
      for (let count = 0; count < RATE / TICKS; count++) this.#post();
    }, 1000 / TICKS);
  }

  /** Resolves when everything that was sent has been answered. */
  async stop() {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    this.#agent.destroy();
  }

  #post() {
    const { agent, text } = this.#payloads[this.#sent % this.#payloads.length];
    const round = Math.floor(this.#sent++ / this.#payloads.length);
    const body = text.replaceAll(/("(?:session_id|sessionID|tool_use_id|callID)":")/g, `$1${round}-`);
    const post = this.#send(`${this.url}/hooks/${agent}`, body)
      .then(
        (status) => (status === 204 ? this.accepted++ : this.problems.push(`answered ${status}`)),
        (error) => this.problems.push(String(error)),
      )
      .finally(() => this.#underWay.delete(post));
    this.#underWay.add(post);
    return post;
  }

  /** Resolves to the status of the answer. */
  #send(url, body) {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers };
      const sent = request(url, options, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode));
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}

function recordedPayloads() {
  return readdirSync(FIXTURES)
    .filter((name) => AGENT.test(name))
    .flatMap((name) => {
      const lines = readFileSync(join(FIXTURES, name), 'utf8').split('\n').filter(Boolean);
      return lines.map((text) => ({ agent: AGENT.exec(name)[1], text }));
    });
}
