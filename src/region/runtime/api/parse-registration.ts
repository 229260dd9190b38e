/** What an extension wants to hear of. */
import { Refusal } from './refusal.js';

/** The `events` of a registration, not yet compared with those that there are. @throws Refusal */
export function parseRegistration(body: Buffer): readonly string[] {
  const document = parse(body);
  if (typeof document !== 'object' || document === null) throw malformed('a JSON object is needed');
  const { events = [], configurationKeys = [] } = document as Record<string, unknown>;
  if (!isTexts(events)) throw malformed('events has to be a list of texts');
  if (!isTexts(configurationKeys)) throw malformed('configurationKeys has to be a list of texts');
  if (configurationKeys.length > 0)
    throw malformed('configurationKeys are deprecated; use environment variables instead');
  return events;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function malformed(why: string): Refusal {
  return new Refusal(403, 'InvalidRequestFormat', why);
}
