import { isJsonObject } from '../../../shared/events';

/**
 * A value out of a payload as a person would write it: a command as such, other fields by name, the rest as JSON.
 * Empty where there is none.
 */
export function readable(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return isJsonObject(value) ? fields(value) : json(value);
}

/** JSON with line breaks. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function fields(object: Record<string, unknown>): string {
  const { command, ...others } = object;
  const rest = Object.entries(others).map(([name, value]) => field(name, value));
  if (typeof command !== 'string')
    return Object.entries(object)
      .map(([name, value]) => field(name, value))
      .join('\n');
  return rest.length === 0 ? command : `${command}\n\n${rest.join('\n')}`;
}

function field(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : json(value);
  return text.includes('\n') && typeof value === 'string' ? `${name}:\n${text}\n` : `${name}: ${text}`;
}
