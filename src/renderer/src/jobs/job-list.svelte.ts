import type { JobBridge } from '../../../shared/ipc';
import type { Job } from '../../../shared/jobs';

/** Long work under way and lately ended, as the window shows it. */
export class JobList {
  #jobs = $state.raw<readonly Job[]>([]);
  readonly #bridge: JobBridge;

  constructor(bridge: JobBridge) {
    this.#bridge = bridge;
  }

  /** Oldest first. */
  get all(): readonly Job[] {
    return this.#jobs;
  }

  /** Begins to follow; returns how to stop that. Jobs that run already are shown, those that ended before are not. */
  open(): () => void {
    const unfollow = this.#bridge.onChange((job) => this.#put(job));
    void this.#bridge.list().then((jobs) => {
      for (const job of jobs) if (job.state === 'running') this.#put(job);
    });
    return unfollow;
  }

  cancel(id: number): void {
    void this.#bridge.cancel(id);
  }

  /** Takes an ended job off the list. */
  dismiss(id: number): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
  }

  #put(job: Job): void {
    const known = this.#jobs.some(({ id }) => id === job.id);
    this.#jobs = known ? this.#jobs.map((one) => (one.id === job.id ? job : one)) : [...this.#jobs, job];
  }
}
