import type { Result, Unit } from '../figure';
import { goalText, isReached } from './goals';
import type { Report } from './report';

const HEAD = ['figure', 'control', 'subject', 'control', 'ratio', 'of CPU', 'goal', ''];

/** The results as a Markdown table, which reads well on a terminal too, with a line about the machine. */
export function table({ machine, results }: Report): string {
  const rows = [HEAD, ...results.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length), 3));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  const reached = results.filter(isReached).length;
  const { cpu, cores, memoryGiB, node, date } = machine;
  return [
    ...lines,
    '',
    `${reached} of ${results.length} goals reached.`,
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, ${date}`,
  ].join('\n');
}

/** A result in a line of its own, for those who do not want to wait for the table. */
export function line(result: Result): string {
  const [name, against, subject, control, ratio, cpu] = rowOf(result);
  return `  ${name}: ${subject}, ${against}: ${control}, ratio ${ratio}${cpu && ` (of CPU ${cpu})`}\n`;
}

function rowOf(result: Result): string[] {
  const { name, against, unit, subject, control, ratio, cpuRatio } = result;
  return [
    name,
    against,
    amount(subject, unit),
    amount(control, unit),
    ratio.toFixed(2),
    cpuRatio?.toFixed(2) ?? '',
    goalText(result),
    isReached(result) ? 'reached' : 'MISSED',
  ];
}

function amount(value: number, unit: Unit): string {
  const digits = value >= 1000 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}
