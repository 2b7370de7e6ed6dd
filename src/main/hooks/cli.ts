import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { agentIdSchema, AGENT_IDS, type AgentId, type AgentStatus, type HookPlan } from '../../shared/hooks';
import { AgentHooks } from './agent-hooks';
import { COMMANDS } from './arguments';
import { ownPlace, placeIn } from './place';

const USAGE = `hooks status [AGENT]     shows which agents are connected
hooks install AGENT      connects an agent, or repairs its connection
hooks remove AGENT       takes the connection away again

AGENT is one of ${AGENT_IDS.join(', ')}.
--home DIR     stands in for your home folder
--dry-run      shows what would be changed, and changes nothing
`;

/** Exit code for a command line that cannot be used. */
const BAD_USAGE = 2;

class BadUsage extends Error {
  override name = 'BadUsage';
}

interface Command {
  name: (typeof COMMANDS)[number];
  agent: AgentId | null;
  home: string | undefined;
  dryRun: boolean;
}

/** Runs a command line; problems go to standard error in words. Resolves with the exit code. */
export async function runHooks(args: string[]): Promise<number> {
  try {
    if (args.length === 0 || args.includes('--help')) {
      print(USAGE);
      return 0;
    }
    await run(parse(args));
    return 0;
  } catch (error) {
    if (error instanceof BadUsage) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      return BAD_USAGE;
    }
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

async function run({ name, agent, home, dryRun }: Command): Promise<void> {
  const hooks = hooksIn(home);
  if (name === 'status') {
    for (const status of agent ? [await hooks.status(agent)] : await hooks.list()) print(describe(status));
    return;
  }
  if (!agent) throw new BadUsage(`${name} needs an agent`);
  const plan = await hooks.plan({ agent, action: name });
  print(diffOf(plan));
  if (dryRun) return;
  await hooks.apply(plan);
  const status = await hooks.status(agent);
  const done = `${status.name} is ${name === 'install' ? 'connected: new sessions show in Tooltrail' : 'not connected any more'}.`;
  print([done, ...plan.notes].join('\n') + '\n');
}

function hooksIn(home: string | undefined): AgentHooks {
  const userHome = home === undefined ? homedir() : resolve(home);
  const tooltrailHome = resolve(process.env['TOOLTRAIL_HOME'] || join(userHome, '.tooltrail'));
  return new AgentHooks(home === undefined ? ownPlace(tooltrailHome) : placeIn(userHome, tooltrailHome));
}

function parse(args: string[]): Command {
  const { values, positionals } = parseOptions(args);
  const [word, agent, ...more] = positionals;
  const name = COMMANDS.find((command) => command === word);
  if (!name) throw new BadUsage(`There is no command "${word ?? ''}"`);
  if (more.length > 0) throw new BadUsage(`"${more.join(' ')}" is too much`);
  const parsed = agentIdSchema.optional().safeParse(agent);
  if (!parsed.success) throw new BadUsage(`There is no agent "${agent}"`);
  return { name, agent: parsed.data ?? null, home: values.home, dryRun: values['dry-run'] ?? false };
}

function parseOptions(args: string[]) {
  try {
    const options = { home: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new BadUsage((error as Error).message);
  }
}

const STATES: Record<AgentStatus['state'], string> = {
  connected: 'connected',
  stale: 'needs repair',
  off: 'not connected',
  blocked: 'cannot be connected',
};

function describe({ id, version, found, state, detail, notes, file }: AgentStatus): string {
  const what = found ? `found${version ? ` (${version})` : ''}` : 'not found on this machine';
  const lines = [`${id.padEnd(12)} ${STATES[state]}, ${what}`, `  ${file}`];
  for (const text of [detail, ...notes]) if (text !== null) lines.push(`  ${text}`);
  return `${lines.join('\n')}\n`;
}

function diffOf({ file, hunks }: HookPlan): string {
  if (hunks.length === 0) return `${file} stays as it is.\n`;
  const pieces = hunks.map((lines) => lines.map(({ sign, text }) => `${sign}${text}\n`).join(''));
  return [`--- ${file}\n+++ ${file}\n`, ...pieces].join('@@\n');
}

function print(text: string): void {
  process.stdout.write(text);
}
