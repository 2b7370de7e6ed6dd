// The control of the journal's figures: the SQLite binding and nothing else, on the files of a running server.
import { DatabaseSync } from '@photostructure/sqlite';
import { searchFileOf } from '../../src/main/server/journal/files';
import { matchExpression } from '../../src/main/server/journal/search-text';
import type { JournalAnswer, JournalQuestion } from '../support/journal-control';

const PAGE = 1000;

const file = process.argv[2]!;
const journal = new DatabaseSync(file, { readOnly: true, returnArrays: true });

/** Reads all events; returns their number. */
function readAll(): number {
  const page = journal.prepare('SELECT seq, text FROM events WHERE seq > ? ORDER BY seq LIMIT ?');
  let count = 0;
  for (let after = 0; ;) {
    const rows = page.all(after, PAGE) as [number, string][];
    if (rows.length === 0) return count;
    after = rows.at(-1)![0];
    count += rows.length;
  }
}

/** Finds the newest events with these words, and reads them. */
function search(q: string, limit: number): number {
  const index = new DatabaseSync(searchFileOf(file), { readOnly: true, returnArrays: true });
  const expression = matchExpression({ q, order: 'newest', limit, maxLength: Infinity })!;
  const textOf = journal.prepare('SELECT text FROM events WHERE seq = ?');
  const parts = index.prepare('SELECT id FROM parts ORDER BY id DESC').all() as [number][];
  let found = 0;
  for (const [id] of parts) {
    const match = `SELECT rowid FROM part_${id} WHERE part_${id} MATCH ? ORDER BY rowid DESC LIMIT ?`;
    const seqs = index.prepare(match).all(expression, limit - found) as [number][];
    for (const [seq] of seqs) textOf.get(seq);
    found += seqs.length;
    if (found === limit) break;
  }
  index.close();
  return found;
}

process.on('message', (question: JournalQuestion) => {
  const begun = performance.now();
  const count = 'read' in question ? readAll() : search(question.search, question.limit);
  const answer: JournalAnswer = { count, time: performance.now() - begun };
  process.send!(answer);
});
process.on('disconnect', () => process.exit());
process.send!({ port: 0 });
