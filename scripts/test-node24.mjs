// npm run test:node24 [-- arguments for Vitest]: the server's tests on the Node that users' Electron carries.
import { installDependencies } from './bootstrap/dependencies.mjs';
import { buildApp } from './bootstrap/build.mjs';
import { main } from './bootstrap/main.mjs';
import { say } from './bootstrap/say.mjs';
import { ensureNode24 } from './test/node24.mjs';
import { withPython } from './test/python.mjs';
import { runVitest } from './test/runners.mjs';
import { summaryLine, table } from './test/summary.mjs';

const SERVER_TESTS = ['tests/socketio', 'tests/integration', 'tests/performance'];

await main(async (args) => {
  await installDependencies();
  await buildApp();
  const { vitest, note } = await withPython(args.length > 0 ? args : SERVER_TESTS);
  if (note) say(note);
  const suites = await runVitest(vitest, undefined, await ensureNode24());
  process.stdout.write(`\n${table(suites)}\n${summaryLine(suites)}\n`);
  return suites.every(({ failed }) => failed === 0) ? 0 : 1;
});
