import type { Program } from './program';

/** What the probe in the server can be asked: bytes of heap and external memory after a collection, or ms. */
export type ProbeQuestion = 'memory' | 'start of delays' | 'p99 of delays';
export interface ProbeAnswer {
  question: ProbeQuestion;
  value: number;
}

/** Asks the server's process about itself, by no way that the product has. */
export async function ask(program: Program, question: ProbeQuestion): Promise<number> {
  program.send(question);
  return (await program.message<ProbeAnswer>()).value;
}
