import { version } from '../../package.json';
import type { ServerStatus } from '../shared/ipc';
import { loadConfig } from './server/config';
import { ConfigError } from './server/config-error';
import { prepareHome } from './server/home';
import { createLogger } from './server/logger';
import { MonitorHost } from './server/monitor-host';
import { messageOf } from '../shared/message-of';

/** Exit code for a command line or a setting that cannot be used. */
const BAD_USAGE = 2;

/** Runs the server without a window. Prints one JSON line when it listens; SIGTERM and SIGINT stop it cleanly. */
async function main(): Promise<void> {
  const config = loadConfig(process.argv.slice(2), process.env, { strictArgs: true });
  prepareHome(config.home);
  const host = new MonitorHost(config, version, createLogger(config.home.logsDir, config.logLevel));
  // One that ends without having been told to, as there is no server any more, has failed.
  process.exitCode = 1;
  const stop = () => {
    void host.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  host.onStatus(sayNotices());
  const { host: address, port } = await host.start();
  const line = {
    event: 'listening',
    host: address,
    port,
    home: config.home.dir,
    tokenFile: config.home.serverFile,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Says what the user should know when it is news. How a start fails is said by who asked for it. */
function sayNotices(): (status: ServerStatus) => void {
  let said: string | null = null;
  return ({ state, notice }) => {
    if (state === 'failed') return;
    if (notice !== null && notice !== said) process.stderr.write(`${notice}\n`);
    said = notice;
  };
}

function fail(error: unknown): void {
  process.stderr.write(`tooltrail: ${messageOf(error)}\n`);
  process.exit(error instanceof ConfigError ? BAD_USAGE : 1);
}

main().catch(fail);
