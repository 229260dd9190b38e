/** The part of the Secrets Manager client that lading uses; imported only dynamically, so that a bundle holds no more than this. */
export { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
