import { once } from 'node:events';
import { SqliteJournal } from '../../src/main/server/journal/sqlite-journal';
import { silentLogger } from '../../src/main/server/logger';
import { draft, KEEP_ALL } from './journal-events';

// Appends batches of all sizes side by side until it is killed, and prints `seq id stored` of each event acknowledged.
const [file = '', prefix = ''] = process.argv.slice(2);
const journal = await SqliteJournal.open({ file, retention: KEEP_ALL, logger: silentLogger });
let made = 0;

async function append(size: number): Promise<void> {
  for (;;) {
    const events = Array.from({ length: size }, () => draft(`${prefix}-${made++}`));
    const appended = await journal.append(events);
    const told = appended.map(({ seq }, index) => `${seq} ${events[index]!.id} stored\n`).join('');
    if (!process.stdout.write(told)) await once(process.stdout, 'drain');
  }
}

// All of them may wait for the reader at once.
process.stdout.setMaxListeners(20);
await Promise.all([1, 1, 1, 7, 50, 120].map(append));
