import { runHooks } from './cli';

process.exitCode = await runHooks(process.argv.slice(2));
