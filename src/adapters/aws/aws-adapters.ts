/** Every port that AWS stands behind, over one session. */
import type { AttachmentPorts } from '../../ports/attachment-ports.js';
import type { CredentialsSource } from '../../ports/aws-credentials.js';
import type { FunctionInvoker } from '../../ports/function-invoker.js';
import type { FunctionService } from '../../ports/function-service.js';
import type { Identity } from '../../ports/identity.js';
import type { ImageCatalogue } from '../../ports/image-catalogue.js';
import type { ImageRepository } from '../../ports/image-repository.js';
import type { LogReader } from '../../ports/log-reader.js';
import type { Monitoring } from '../../ports/monitoring.js';
import type { ParameterService } from '../../ports/parameter-service.js';
import type { ReleaseReader } from '../../ports/release-reader.js';
import type { Remover } from '../../ports/remover.js';
import type { RoleService } from '../../ports/role-service.js';
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

export interface AwsAdapters {
  readonly identity: Identity;
  /** What the session signs with, for those that are to sign themselves. */
  readonly credentials: CredentialsSource;
  readonly repositories: ImageRepository;
  readonly functions: FunctionService;
  /** The same, but the signal of the settings stops none of its requests. */
  readonly lasting: FunctionService;
  readonly attachments: AttachmentPorts;
  readonly roles: RoleService;
  readonly releases: ReleaseReader;
  readonly catalogue: ImageCatalogue;
  readonly remover: Remover;
  readonly monitoring: Monitoring;
  readonly invoker: FunctionInvoker;
  readonly logs: LogReader;
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
