import { cpus, totalmem } from 'node:os';
import type { Report } from './report';

/** What the figures were measured on. */
export function machine(): Report['machine'] {
  const [{ model } = { model: 'unknown' }, ...others] = cpus();
  return {
    cpu: model.trim(),
    cores: others.length + 1,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString(),
  };
}
