import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A reporter of Vitest's for what its JSON report leaves out: errors that belong to no test. They go, as a list of
 * texts, into the file that TOOLTRAIL_TEST_ERRORS names.
 */
export default class ErrorsReporter {
  onTestRunEnd(_modules, unhandledErrors) {
    const texts = unhandledErrors.map(({ stack, message }) => stack ?? message ?? 'unknown error');
    mkdirSync(dirname(process.env.TOOLTRAIL_TEST_ERRORS), { recursive: true });
    writeFileSync(process.env.TOOLTRAIL_TEST_ERRORS, JSON.stringify(texts));
  }
}
