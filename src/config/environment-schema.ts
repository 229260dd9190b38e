/** Schema of `environment:` — a function's environment variables. */
import { environmentBytes, environmentLimit, reservedEnvironmentKeys } from '../domain/environment-rules.js';
import { text, textByName } from './allowed.js';

const name = text('a name of 2 or more letters, digits and _, starting with a letter', {
  // https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html
  pattern: /^[a-zA-Z][a-zA-Z0-9_]+$/,
}).refine((key) => !reservedEnvironmentKeys.has(key), {
  error: 'another name, as Lambda sets this variable itself',
});

export const environmentSchema = textByName(name, 'environment variables, one "NAME: value" a line')
  .refine((variables) => environmentBytes(variables) <= environmentLimit, {
    error: `${environmentLimit} bytes for all variables together; move long values to SSM Parameter Store or Secrets Manager`,
  })
  .describe('Environment variables.');
