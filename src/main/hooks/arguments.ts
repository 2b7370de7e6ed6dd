export const COMMANDS = ['status', 'install', 'remove'] as const;

/** The arguments after `hooks` where a program's command line has it, else null. */
export function hooksArguments(argv: readonly string[]): string[] | null {
  const known: (string | undefined)[] = [...COMMANDS, '--help', undefined];
  const at = argv.findIndex((word, index) => word === 'hooks' && known.includes(argv[index + 1]));
  return at === -1 ? null : argv.slice(at + 1);
}
