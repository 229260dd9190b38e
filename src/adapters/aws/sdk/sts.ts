/** The part of the STS client that lading uses; imported only dynamically, so that a bundle holds no more than this. */
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
