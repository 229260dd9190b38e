/** Provisioned concurrency of a function's alias. */
import type { AliasName, FunctionSpec } from '../../domain/function-spec.js';
import { AppError } from '../../errors/app-error.js';
import { type Attachment, attachedTo } from './attachment.js';
import { awaitEnd } from './await-end.js';

export const provisionedConcurrency: Attachment<'provisionedConcurrency'> = {
  async observe(_desired, { spec }, ports) {
    return (await ports.concurrency.readProvisioned(spec.name, aliasOf(spec))) ?? false;
  },
  async apply(step, { spec }, { deps }) {
    const { concurrency } = deps.attachments;
    if (step === false) {
      await concurrency.unprovision(spec.name, aliasOf(spec));
      return `removed the provisioned concurrency of ${attachedTo(spec)}`;
    }
    await concurrency.provision(spec.name, aliasOf(spec), step);
    return `asked for a provisioned concurrency of ${step} for ${attachedTo(spec)}`;
  },
  /** @throws FUNCTION_FAILED with Lambda's reason, WAIT_TIMEOUT */
  settle({ spec }, context) {
    const look = async () => {
      const found = await context.deps.attachments.concurrency.readProvisioned(spec.name, aliasOf(spec));
      if (found?.status === 'FAILED') throw failed(spec, found.reason);
      return !found || found.status === 'READY' ? undefined : `provisioned concurrency ${found.status}`;
    };
    return awaitEnd(look, (what) => late(spec, what), context);
  },
};

/** The configuration refuses this setting where there is no alias. */
function aliasOf({ name, attachTo }: FunctionSpec): AliasName {
  if (attachTo !== undefined) return attachTo;
  throw new AppError({
    code: 'CONFIG_INVALID',
    message: `Function ${name} has provisionedConcurrency and no alias to keep it for.`,
    suggestions: ['Give it an alias: alias: live'],
  });
}

function failed(spec: FunctionSpec, reason = 'Lambda gave no reason'): AppError {
  return new AppError({
    code: 'FUNCTION_FAILED',
    message: `The provisioned concurrency of ${attachedTo(spec)} is FAILED: ${reason} The alias serves the new version, without it.`,
    suggestions: ['Remove the cause and run the same deploy again: it asks for the allocation once more.'],
    details: { function: spec.name, field: 'provisionedConcurrency', reason },
  });
}

function late(spec: FunctionSpec, what: string): AppError {
  return new AppError({
    code: 'WAIT_TIMEOUT',
    message: `Function ${attachedTo(spec)} still waits: ${what}. Lambda goes on with it.`,
    suggestions: [
      `Look again: aws lambda get-provisioned-concurrency-config --function-name ${spec.name} --qualifier ${spec.attachTo ?? ''}`,
      'Wait longer: --wait-timeout 20m',
    ],
    details: { function: spec.name, waitedFor: what },
  });
}
