/** The part of the SSM client that lading uses; imported only dynamically, so that a bundle holds no more than this. */
export { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
