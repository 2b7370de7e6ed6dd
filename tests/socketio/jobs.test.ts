import { describe, expect, test, vi } from 'vitest';
import { jobHandlers } from '../../src/main/app/job-handlers';
import { Jobs, type JobControl } from '../../src/main/server/jobs/jobs';
import type { MonitorHost } from '../../src/main/server/monitor-host';
import type { Job } from '../../src/shared/jobs';

vi.mock('electron', () => ({ app: {}, BrowserWindow: {}, dialog: {} }));

const PATIENCE = { timeout: 20_000 };

function watchedJobs() {
  const told: Job[] = [];
  const jobs = new Jobs((job) => void told.push(job));
  const ended = (id: number) =>
    vi.waitFor(() => {
      const last = told.findLast((job) => job.id === id);
      expect(last?.state ?? 'running').not.toBe('running');
      return last!;
    }, PATIENCE);
  return { jobs, told, ended };
}

const forever = ({ signal }: JobControl) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('jobs', () => {
  test('job tells its beginning, how far it is, and what came of it', async () => {
    const { jobs, told, ended } = watchedJobs();
    const id = jobs.start('export', 'all', ({ progress }) => {
      progress(3, 10);
      return Promise.resolve({ result: '10 events', problems: ['one'] });
    });
    expect(await ended(id)).toMatchObject({
      state: 'done',
      result: '10 events',
      problems: ['one'],
      done: 10,
    });
    expect(told.map(({ state, done }) => [state, done])).toEqual([
      ['running', 0],
      ['running', 3],
      ['done', 10],
    ]);
  });

  test('job that is cancelled says so, and cannot be cancelled again', async () => {
    const { jobs, ended } = watchedJobs();
    const id = jobs.start('import', 'file', forever);
    expect(jobs.cancel(id)).toBe(true);
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    expect(jobs.cancel(id)).toBe(false);
    expect(jobs.cancel(99)).toBe(false);
  });

  test('job that fails says why, and leaves the others alone', async () => {
    const { jobs, ended } = watchedJobs();
    const other = jobs.start('compact', 'journal', forever);
    const id = jobs.start('export', 'all', () => Promise.reject(new Error('The disk is full')));
    expect(await ended(id)).toMatchObject({ state: 'failed', result: 'The disk is full' });
    expect(jobs.list.find((job) => job.id === other)).toMatchObject({ state: 'running' });
    await jobs.stop();
    expect(await ended(other)).toMatchObject({ state: 'cancelled' });
  });

  test('progress is told a few times a second, however often it is made', async () => {
    const { jobs, told, ended } = watchedJobs();
    const id = jobs.start('export', 'all', ({ progress }) => {
      for (let done = 0; done < 10_000; done++) progress(done, 10_000);
      return Promise.resolve({ result: '' });
    });
    await ended(id);
    expect(told.length).toBeLessThan(100);
  });

  test('job that needs the server says so where it does not run in this process', async () => {
    const { jobs, ended } = watchedJobs();
    const handlers = jobHandlers(jobs, { instance: null } as MonitorHost);
    const begun = [
      await handlers['export:start']({ format: 'csv', selection: {}, title: 'all' }),
      await handlers['import:start'](undefined),
      await handlers['journal:compact'](undefined),
    ];
    const refused = await Promise.all(begun.map((id) => ended(id!)));
    expect(refused.map(({ title, state }) => [title, state])).toEqual([
      ['Export all', 'failed'],
      ['Import', 'failed'],
      ['Compact the journal', 'failed'],
    ]);
    expect(new Set(refused.map(({ result }) => result))).toEqual(
      new Set(['This needs the server to run in this Tooltrail: it is stopped, or another one runs it.']),
    );
  });
});
