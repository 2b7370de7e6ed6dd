/** A failed step, with all a person needs to go on: what failed, the exact command, what to do about it. */
export class Failure extends Error {
  /**
   * @param {string} message what failed
   * @param {{command?: string, output?: string, advice?: string, cause?: unknown}} details
   */
  constructor(message, { command, output, advice, cause } = {}) {
    super(message, { cause });
    this.command = command;
    this.output = output;
    this.advice = advice;
  }

  /** Names the step in which something failed. */
  static from(label, error) {
    if (error instanceof Failure) {
      error.step ??= label;
      return error;
    }
    const failure = new Failure(error.message, { advice: adviceFor(error), cause: error });
    failure.step = label;
    return failure;
  }

  toString() {
    const lines = [`tooltrail: FAILED: ${this.step ? `${this.step}: ` : ''}${this.message}`];
    if (this.command) lines.push(`  command: ${this.command}`);
    if (this.output?.trim()) lines.push(this.output.trim().replace(/^/gm, '  | '));
    if (this.advice) lines.push(`  what to do: ${this.advice}`);
    return lines.join('\n');
  }
}

function adviceFor(error) {
  if (error.code === 'ENOSPC')
    return 'free some disk space (the first start needs about 1.2 GB), then try again';
  if (error.code === 'EACCES')
    return `make ${error.path ?? 'the folder'} writable for this user, then try again`;
  return 'try again; nothing half-made was left behind';
}
