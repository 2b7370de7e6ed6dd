// npm run repeat -- N [arguments as for npm test]: all tests N times, each time in another order, and how often each test
// failed. Vitest's files and tests are shuffled; Playwright's spec files are, in groups. The package is made once, and what is
// done to it keeps its order, from its installation to its removal.
import { buildApp } from './bootstrap/build.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { Failure } from './bootstrap/failure.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareElectron } from './bootstrap/prepare.mjs';
import { say } from './bootstrap/say.mjs';
import { debToTest, runPackage, whyNoPackage } from './test/package.mjs';
import { Rates } from './test/rates.mjs';
import { planOf } from './test/plan.mjs';
import { withPython } from './test/python.mjs';
import { runPlaywright, runVitest } from './test/runners.mjs';
import { shuffledSpecs } from './test/shuffle.mjs';

await main(async ([times, ...args]) => {
  const count = Number(times);
  if (!Number.isInteger(count) || count < 1)
    throw new Failure(`"${times ?? ''}" is no number of times`, { advice: 'npm run repeat -- 20' });
  const plan = planOf(args);
  await installDependencies();
  await buildApp();
  const noPackage = plan.package && whyNoPackage();
  if (noPackage && !plan.vitest) throw new Failure(`the package cannot be tested here: ${noPackage}`);
  const electron = (plan.e2e || plan.package) && (await prepareElectron());
  const { vitest, note } = plan.vitest ? await withPython(plan.vitest) : {};
  if (note) say(note);
  if (noPackage) say(`Not run: the tests of the installed package (${noPackage})`);
  const deb = plan.package && !noPackage && (await debToTest());

  const rates = new Rates();
  for (let run = 1; run <= count; run++) {
    say(`run ${run} of ${count}; its order has the seed ${run}`);
    if (vitest) {
      const order = ['--sequence.shuffle.files', '--sequence.shuffle.tests', `--sequence.seed=${run}`];
      rates.add(await runVitest([...vitest, ...order], plan.tag));
    }
    if (plan.e2e)
      for (const group of await shuffledSpecs(plan.e2e, run))
        rates.add(await runPlaywright('e2e', group, electron.env));
    if (deb) rates.add(await runPackage(deb, plan.package, electron.env));
    process.stdout.write(`\n${rates.table(run)}\n`);
  }
  return rates.failed ? 1 : 0;
});
