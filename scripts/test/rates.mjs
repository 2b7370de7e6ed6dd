/** How often tests failed, over several runs. */
export class Rates {
  #passed = 0;
  #failures = new Map();

  get failed() {
    return this.#failures.size > 0;
  }

  /** @param {import('./reports.mjs').Suite[]} suites of a run, or of a part of one */
  add(suites) {
    for (const { name, passed, failures } of suites) {
      this.#passed += passed;
      for (const { where, title } of failures) {
        const test = `${name}: ${where ? `${where}: ` : ''}${title}`;
        this.#failures.set(test, (this.#failures.get(test) ?? 0) + 1);
      }
    }
  }

  /** Every test that ever failed, the worst first, with its rate after so many runs. */
  table(runs) {
    const worst = [...this.#failures].sort(([, one], [, other]) => other - one);
    const total = worst.reduce((sum, [, times]) => sum + times, 0);
    const lines = worst.map(([test, times]) => {
      const rate = `${((times / runs) * 100).toFixed(0)} %`;
      return `${rate.padStart(5)}  ${times} of ${runs}  ${test}`;
    });
    return [
      `after ${runs} ${runs === 1 ? 'run' : 'runs'}: ${this.#passed} passed, ${total} failed`,
      ...lines,
    ].join('\n');
  }
}
