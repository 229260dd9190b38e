/** Where a secret may stand in the settings, and what to say where it may not. */
import type { LocatedProblem } from '../describe-issue.js';
import { renderPath, type SettingPath } from '../setting-path.js';
import type { Placeholder } from './template.js';

/** Environment variables: everything else is shown by AWS to whoever may list functions, or is readable in the image. */
export function mayHoldSecret(path: SettingPath): boolean {
  return path[0] === 'functions' && path[2] === 'environment' && path.length === 4;
}

export function readableSecret(path: SettingPath, placeholders: readonly Placeholder[]): LocatedProblem {
  const where =
    path[0] === 'image' ? 'whoever has the image can read it there' : 'AWS shows this setting in clear';
  return {
    path,
    problem: {
      path: renderPath(path),
      text: `would make a secret readable with ${placeholders.map(({ shown }) => shown).join(' and ')}: ${where}`,
      suggestion:
        'Put secrets under environment:, or let the function read them itself. What is no secret belongs into an SSM parameter of type String.',
    },
  };
}
