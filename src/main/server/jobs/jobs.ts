import type { Job, JobKind } from '../../../shared/jobs';

/** How often a job tells how far it is, in ms, at most. */
const TELL_INTERVAL = 100;
/** Jobs that are over and still told of. */
const MOST_ENDED = 20;

/** What a job's work is given. */
export interface JobControl {
  /** Aborted when the job is cancelled. */
  signal: AbortSignal;
  progress: (done: number, total: number) => void;
}

export interface JobResult {
  /** What came of it, in words. */
  result: string;
  problems?: string[];
}

interface Running {
  job: Job;
  controller: AbortController;
  ended: Promise<void>;
}

/** Long work under way and lately ended: each tells how far it is and can be cancelled. */
export class Jobs {
  readonly #running = new Map<number, Running>();
  readonly #ended: Job[] = [];
  #started = 0;

  /** @param tell is called at each change */
  constructor(private readonly tell: (job: Job) => void) {}

  get list(): Job[] {
    return [...this.#ended, ...[...this.#running.values()].map(({ job }) => job)];
  }

  /** Begins a piece of work and returns the job's id at once. */
  start(kind: JobKind, title: string, work: (control: JobControl) => Promise<JobResult>): number {
    const id = ++this.#started;
    const job: Job = { id, kind, title, done: 0, total: 0, state: 'running', result: null, problems: [] };
    const controller = new AbortController();
    // In a later turn, so that whoever started it knows its id before its first news.
    const ended = Promise.resolve().then(() => this.#run(job, controller.signal, work));
    this.#running.set(id, { job, controller, ended });
    return id;
  }

  /** Breaks a job off; false where none of this id runs. */
  cancel(id: number): boolean {
    const running = this.#running.get(id);
    running?.controller.abort();
    return running !== undefined;
  }

  /** Breaks everything off and resolves when it has ended. */
  async stop(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { controller } of all) controller.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  async #run(
    job: Job,
    signal: AbortSignal,
    work: (control: JobControl) => Promise<JobResult>,
  ): Promise<void> {
    let told = -Infinity;
    const progress = (done: number, total: number) => {
      Object.assign(job, { done, total });
      if (performance.now() - told < TELL_INTERVAL) return;
      told = performance.now();
      this.tell({ ...job });
    };
    this.tell({ ...job });
    try {
      signal.throwIfAborted();
      const { result, problems = [] } = await work({ signal, progress });
      Object.assign(job, { state: 'done', done: job.total, result, problems });
    } catch (error) {
      if (signal.aborted) Object.assign(job, { state: 'cancelled', result: 'Cancelled' });
      else Object.assign(job, { state: 'failed', result: (error as Error).message });
    }
    this.#running.delete(job.id);
    this.#ended.push(job);
    if (this.#ended.length > MOST_ENDED) this.#ended.shift();
    this.tell({ ...job });
  }
}
