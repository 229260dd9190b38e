/** Every port that AWS stands behind, over one session. */
import type { AccountPorts } from '../../ports/account-ports.js';
import type { ParameterService } from '../../ports/parameter-service.js';
import type { SecretService } from '../../ports/secret-service.js';
import { createAttachmentPorts } from './attachments/attachment-ports.js';
import { createRemover } from './aws-remover.js';
import { createAwsSession } from './aws-session.js';
import type { AwsSettings } from './aws-settings.js';
import { createMonitoring } from './cloudwatch-monitoring.js';
import { createImageCatalogue } from './ecr-image-catalogue.js';
import { createImageRepository } from './ecr-image-repository.js';
import { createRoleService } from './iam-role-service.js';
import { createFunctionService } from './lambda-function-service.js';
import { createFunctionInvoker } from './lambda-invoker.js';
import { createReleaseReader } from './lambda-releases.js';
import { createLogReader } from './log-reader.js';
import { createSecretService } from './secrets-manager-service.js';
import { createCredentialsSource } from './session-credentials.js';
import { createParameterService } from './ssm-parameter-service.js';
import { createIdentity } from './sts-identity.js';

export interface AwsAdapters extends AccountPorts {
  readonly parameters: ParameterService;
  readonly secrets: SecretService;
  /** Ends idle connections, so that the process can end. */
  close(): void;
}

/** Loads no SDK package and opens no connection before a method is called. */
export function createAwsAdapters(settings: AwsSettings): AwsAdapters {
  const session = createAwsSession(settings);
  const { signal: _signal, ...unstoppable } = settings;
  const lasting = createAwsSession(unstoppable);
  return {
    identity: createIdentity(session),
    credentials: createCredentialsSource(session),
    repositories: createImageRepository(session),
    functions: createFunctionService(session),
    lasting: createFunctionService(lasting),
    attachments: createAttachmentPorts(session),
    roles: createRoleService(session),
    releases: createReleaseReader(session),
    catalogue: createImageCatalogue(session),
    remover: createRemover(lasting),
    monitoring: createMonitoring(session),
    invoker: createFunctionInvoker(session),
    logs: createLogReader(session),
    parameters: createParameterService(session),
    secrets: createSecretService(session),
    close() {
      session.close();
      lasting.close();
    },
  };
}
