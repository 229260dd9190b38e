/** The part of the CloudWatch client that lading uses; imported only dynamically, so that a bundle holds no more than this. */
export { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
