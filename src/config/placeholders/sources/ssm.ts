/** `${ssm:/path}`: parameters of SSM Parameter Store. */
import type { Parameter } from '../../../ports/parameter-service.js';
import type { OnlineLookups } from '../../lookups.js';
import { type Answer, found, invalid, missing } from '../answer.js';
import type { Source } from './source.js';

// A name or an ARN, and a version or a label: one name that SSM does not take fails the whole request.
const shape = /^(?:arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/)?[a-zA-Z0-9_.\-/]+(?::[a-zA-Z0-9_.-]+)?$/;

export function ssmSource(online: () => Promise<OnlineLookups>): Source {
  return {
    async answer(args) {
      const names = args.filter((name) => shape.test(name));
      const none: ReadonlyMap<string, Parameter> = new Map();
      const values = names.length > 0 ? await (await online()).parameters.read(names) : none;
      return args.map((name) => (shape.test(name) ? answerOf(name, values.get(name)) : malformed()));
    },
  };
}

function answerOf(name: string, parameter: Parameter | undefined): Answer {
  if (parameter) return found(parameter.value, parameter.kind === 'SecureString');
  return missing(
    `SSM has no parameter ${name} in this account and region`,
    `Look for it: aws ssm get-parameter --name ${name}`,
  );
}

function malformed(): Answer {
  return invalid(
    'that is no name of an SSM parameter',
    'Write its name, as ${ssm:/app/key}; a version or a label may follow: ${ssm:/app/key:3}',
  );
}
