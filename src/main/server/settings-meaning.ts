import type { Settings } from '../../shared/settings';
import { hostProblem } from './addresses';
import { ConfigError } from './config-error';
import { patternProblem } from './redaction/own-patterns';

/**
 * Checks what the form of a value does not tell.
 *
 * @throws ConfigError that names the setting and what is wrong with it
 */
export function checkMeaning({ host, outsideAccess, redactPatterns }: Settings): void {
  const problem = hostProblem(host, outsideAccess);
  if (problem !== null) throw new ConfigError('host', `host ${JSON.stringify(host)} ${problem}`);
  for (const pattern of redactPatterns) {
    const wrong = patternProblem(pattern);
    if (wrong === null) continue;
    throw new ConfigError(
      'redactPatterns',
      `redactPatterns: ${JSON.stringify(pattern)} cannot be used: ${wrong}`,
    );
  }
}
