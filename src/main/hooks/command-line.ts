/** A command for a POSIX shell, which stays silent and succeeds even when the forwarder is gone. */
export function posixCommand(forwarder: string, agent: string): string {
  const path = forwarder.replaceAll('\\', '/');
  const word = /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
  return `${word} ${agent} 2>/dev/null || true`;
}

/** The same for PowerShell. */
export function powershellCommand(forwarder: string, agent: string): string {
  return `& '${forwarder.replaceAll("'", "''")}' ${agent}; exit 0`;
}

/** The same for cmd.exe. */
export function cmdCommand(forwarder: string, agent: string): string {
  return `"${forwarder}" ${agent}`;
}
