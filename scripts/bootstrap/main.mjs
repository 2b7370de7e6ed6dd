import { Failure } from './failure.mjs';
import { endWithNpm } from './signals.mjs';

/**
 * The frame of every command: its result is the exit code, and a failure is told in full and exits 1.
 * @param {(args: string[]) => Promise<number | void>} command
 */
export async function main(command) {
  endWithNpm();
  try {
    process.exitCode = (await command(process.argv.slice(2))) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Failure ? error : error.stack}\n`);
    process.exitCode = 1;
  }
  // What was started for the command (a display) would keep the process alive; exiting ends it.
  process.exit();
}
