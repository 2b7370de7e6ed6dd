import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, startServer, type Listening } from './program';

export interface BenchOptions {
  /** How often control and subject are measured in turn. */
  rounds: number;
  /** Events in a full journal. */
  events: number;
  /** Where the server's CPU profiles go; null for none. */
  profiles: string | null;
}

/** What figures start and leave behind, so that nothing stays when they are done. */
export class Bench {
  readonly #endings: (() => unknown)[] = [];
  readonly #servers = new Set<Listening>();
  readonly #homes = new Set<string>();

  constructor(readonly options: Readonly<BenchOptions>) {
    process.on('exit', () => {
      for (const { program } of this.#servers) program.kill();
      for (const home of this.#homes) this.#remove(home);
    });
  }

  /** A new folder. */
  home(): string {
    const home = mkdtempSync(join(tmpdir(), 'tooltrail-bench-'));
    this.#homes.add(home);
    this.atEnd(() => this.#remove(home));
    return home;
  }

  /** One of bench/programs. */
  async program(name: string, ...args: string[]): Promise<Listening> {
    return this.#kept(await startProgram(name, args));
  }

  /** The built server. */
  async server(home = this.home(), execArgv: string[] = []): Promise<Listening> {
    const { profiles } = this.options;
    const profiling = profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
    return this.#kept(await startServer(home, [...execArgv, ...profiling]));
  }

  /** Does something once the figure is measured. What was begun last ends first. */
  atEnd(action: () => unknown): void {
    this.#endings.push(action);
  }

  /** Ends and removes everything. */
  async end(): Promise<void> {
    for (const ending of this.#endings.splice(0).reverse()) await ending();
  }

  #remove(home: string): void {
    // A server that is being killed may still be writing.
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
    this.#homes.delete(home);
  }

  #kept(listening: Listening): Listening {
    this.#servers.add(listening);
    this.atEnd(async () => {
      await listening.program.stop();
      this.#servers.delete(listening);
    });
    return listening;
  }
}
