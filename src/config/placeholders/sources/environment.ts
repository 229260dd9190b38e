/** `${env:NAME}`: environment variables and those of `--dotenv`. */
import { nearest } from '../../nearest.js';
import { found, invalid, missing } from '../answer.js';
import { immediate, type Source } from './source.js';

export function environmentSource(env: Readonly<Record<string, string | undefined>>): Source {
  return immediate((name) => {
    if (!/^[A-Za-z_][\w.-]*$/.test(name))
      return invalid('that is no name of an environment variable', 'Write it as ${env:NAME}.');
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value !== undefined) return found(value);
    const meant = nearest(name, Object.keys(env));
    return missing(
      `the environment variable ${name} is not set${meant ? ` (did you mean ${meant}?)` : ''}`,
      `Set it (export ${name}=…), take it from a file (--dotenv .env), or give a default: \${env:${name}, value}`,
    );
  });
}
