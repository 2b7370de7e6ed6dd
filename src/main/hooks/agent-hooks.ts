import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import {
  AGENT_IDS,
  type AgentId,
  type AgentStatus,
  type AgreedPlan,
  type DiffLine,
  type HookAction,
  type HookPlan,
  type HookRequest,
} from '../../shared/hooks';
import type { Agent, Wiring } from './agent';
import {
  backUp,
  checkWritable,
  FileProblem,
  readAgentFile,
  removeFolders,
  writeAgentFile,
} from './agent-file';
import { claudeCode } from './agents/claude-code';
import { codex } from './agents/codex';
import { gemini } from './agents/gemini';
import { opencode } from './agents/opencode';
import { forwarderPath, installForwarder, isForwarderCurrent, removeForwarder } from './forwarder';
import { UnexpectedShape } from './hook-entries';
import { NotJson } from './json-document';
import { hashOf, Ledger } from './ledger';
import type { Place } from './place';
import { findProgram, versionOf } from './program';

const AGENTS: Record<AgentId, Agent> = { 'claude-code': claudeCode, codex, gemini, opencode };

/** The lines around a change that are shown with it. */
const CONTEXT = 3;

/** The agent cannot be connected as it is. The message says why. */
class Unsupported extends Error {
  override name = 'Unsupported';
}

/** The file was changed after the user had agreed to something else. */
class ChangedMeanwhile extends Error {
  override name = 'ChangedMeanwhile';
}

/** A change to an agent's file. */
interface Change {
  file: string;
  current: string | null;
  next: string | null;
}

/** Connects agents to Tooltrail, and takes the connection away again. */
export class AgentHooks {
  readonly #ledger: Ledger;

  constructor(private readonly place: Place) {
    this.#ledger = new Ledger(join(place.tooltrailHome, 'hooks.json'));
  }

  /** How all agents stand. */
  list(): Promise<AgentStatus[]> {
    return Promise.all(AGENT_IDS.map((id) => this.status(id)));
  }

  async status(id: AgentId): Promise<AgentStatus> {
    const agent = AGENTS[id];
    const program = findProgram(agent.program, this.place);
    const version = program ? await versionOf(program, this.place) : null;
    const found = program !== null || existsSync(agent.folder(this.place));
    const file = agent.file(this.place);
    return { id, name: agent.name, found, version, file, ...this.#standing(agent, version) };
  }

  /**
   * What would be done; nothing is changed.
   *
   * @throws FileProblem, Unsupported
   */
  async plan({ agent: id, action }: HookRequest): Promise<HookPlan> {
    const change = await this.#change(id, action);
    const notes = action === 'install' ? AGENTS[id].notes(this.place, change.current) : [];
    const { file } = change;
    return { agent: id, action, file, hunks: hunksOf(change), notes, fingerprint: fingerprintOf(change) };
  }

  /**
   * Does what was planned.
   *
   * @throws ChangedMeanwhile when the file is not any more what the plan was made for
   * @throws FileProblem, Unsupported
   */
  async apply({ agent: id, action, fingerprint }: AgreedPlan): Promise<void> {
    const change = await this.#change(id, action);
    const { file, current, next } = change;
    if (fingerprintOf(change) !== fingerprint) {
      throw new ChangedMeanwhile(`${file} was changed meanwhile: look at the change again`);
    }
    if (action === 'install') this.#install(AGENTS[id], file, current, next);
    else this.#remove(id, file, current, next);
  }

  #install(agent: Agent, file: string, current: string | null, next: string | null): void {
    // The forwarder is there before any hook names it.
    installForwarder(this.place);
    const before = this.#without(agent, file, current);
    const folder = this.#ledger.get(file)?.folder ?? null;
    this.#ledger.set(file, { before, written: hashOf(next), folder });
    if (next === current) return;
    backUp(file, join(this.place.tooltrailHome, 'backups'), agent.id);
    const made = writeAgentFile(file, next);
    if (made) this.#ledger.set(file, { before, written: hashOf(next), folder: made });
  }

  #remove(id: AgentId, file: string, current: string | null, next: string | null): void {
    if (next !== current) {
      backUp(file, join(this.place.tooltrailHome, 'backups'), id);
      writeAgentFile(file, next);
    }
    const folder = this.#ledger.get(file)?.folder;
    if (folder && next === null) removeFolders(file, folder);
    this.#ledger.delete(file);
    if (this.#ledger.empty && !AGENT_IDS.some((other) => this.#mayUseForwarder(other)))
      removeForwarder(this.place);
  }

  /** Going by the agent's file, as the ledger may be lost. */
  #mayUseForwarder(id: AgentId): boolean {
    const agent = AGENTS[id];
    try {
      const text = readAgentFile(agent.file(this.place));
      return text !== null && agent.inspect(text, this.#wiring(null)).state !== 'off';
    } catch {
      // Nobody knows what it holds.
      return true;
    }
  }

  async #change(id: AgentId, action: HookAction): Promise<Change> {
    const agent = AGENTS[id];
    const file = agent.file(this.place);
    const program = action === 'install' ? findProgram(agent.program, this.place) : null;
    const version = program ? await versionOf(program, this.place) : null;
    const unsupported = version === null ? null : agent.unsupported(version);
    if (unsupported) throw new Unsupported(unsupported);
    const current = readAgentFile(file);
    const next = explained(file, () =>
      action === 'install'
        ? agent.connect(current, this.#wiring(version))
        : this.#without(agent, file, current),
    );
    if (next !== current) checkWritable(file);
    return { file, current, next };
  }

  /** The file as it was before our hooks, whatever else was changed since. */
  #without(agent: Agent, file: string, current: string | null): string | null {
    if (current === null) return null;
    const entry = this.#ledger.get(file);
    return entry?.written === hashOf(current) ? entry.before : agent.disconnect(current);
  }

  #standing(agent: Agent, version: string | null): Pick<AgentStatus, 'state' | 'detail' | 'notes'> {
    const file = agent.file(this.place);
    const unsupported = version === null ? null : agent.unsupported(version);
    try {
      const text = readAgentFile(file);
      const finding = explained(file, () =>
        text === null ? { state: 'off' as const } : agent.inspect(text, this.#wiring(version)),
      );
      if (finding.state === 'off') {
        if (!unsupported) checkWritable(file);
        return { state: unsupported ? 'blocked' : 'off', detail: unsupported, notes: [] };
      }
      const why = unsupported ?? (finding.state === 'stale' ? finding.why : this.#forwarderProblem());
      const notes = agent.notes(this.place, text);
      return { state: why === null ? 'connected' : 'stale', detail: why, notes };
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      return { state: 'blocked', detail: error.message, notes: [] };
    }
  }

  #forwarderProblem(): string | null {
    return isForwarderCurrent(this.place) ? null : 'The program that its hooks run is missing or outdated';
  }

  #wiring(version: string | null): Wiring {
    return { forwarder: forwarderPath(this.place), version, platform: this.place.platform };
  }
}

/** Says of which file an error speaks. */
function explained<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof NotJson) throw new FileProblem(file, `it is not valid JSON (${error.message})`);
    if (error instanceof UnexpectedShape) throw new FileProblem(file, error.message);
    throw error;
  }
}

const fingerprintOf = ({ file, current, next }: Change) =>
  hashOf(JSON.stringify([file, hashOf(current), hashOf(next)]));

function hunksOf({ file, current, next }: Change): DiffLine[][] {
  if (current === next) return [];
  const patch = structuredPatch(file, file, lines(current), lines(next), '', '', { context: CONTEXT });
  return patch.hunks.map((hunk) => hunk.lines.map(toLine));
}

/** Without carriage returns, which nobody wants to look at. */
const lines = (text: string | null) => (text ?? '').replaceAll('\r\n', '\n');

function toLine(line: string): DiffLine {
  const sign = line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ';
  return { sign, text: line.slice(1) };
}
