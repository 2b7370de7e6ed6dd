import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contentOf, journalFile, openJournal } from '../support/journal';
import childPath from '../support/journal-child?modulePath';

const ROUNDS = 5;

/** Runs the writing process until it has acknowledged so many events, kills it and returns them as id → seq. */
async function acknowledgedUntilKilled(
  file: string,
  prefix: string,
  enough: number,
): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [childPath, file, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const acknowledged = new Map<string, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    // A kill may cut the last line, or let lines through that were printed before it.
    const [, seq, id] = /^(\d+) (\S+) stored$/.exec(line) ?? [];
    if (id !== undefined) acknowledged.set(id, Number(seq));
    if (acknowledged.size >= enough) child.kill('SIGKILL');
  }
  return acknowledged;
}

describe('journal of a killed process', () => {
  test('has every acknowledged event, in order, once', { timeout: 120_000, tags: 'stress' }, async () => {
    const file = journalFile();
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      const enough = 1 + Math.floor(Math.random() * 8000);
      for (const [id, seq] of await acknowledgedUntilKilled(file, `round-${round}`, enough)) {
        acknowledged.set(id, seq);
      }
      const journal = await openJournal(file);
      expect(journal.notice).toBeNull();
      const events = await contentOf(journal);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      const stored = new Map(events.map(({ id, seq }) => [id, seq]));
      expect([...acknowledged].filter(([id, seq]) => stored.get(id) !== seq)).toEqual([]);
      const newest = await journal.query({ order: 'newest', limit: 1, maxLength: 1, type: 'test' });
      expect(newest.last).toBe(journal.head);
      await journal.close();
    }
  });
});
