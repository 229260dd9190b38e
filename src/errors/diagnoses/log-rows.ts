/** Diagnoses of what CloudWatch Logs refuses to somebody who reads (rows L). */
import type { DiagnosisRow } from '../diagnosis-row.js';

export const logRows: readonly DiagnosisRow[] = [
  {
    id: 'L1',
    match: /Invalid filter pattern|a filter pattern starts with/,
    cause:
      'Terms are words of letters, digits and _; everything else has to stand in double quotes. JSON is asked in braces.',
    suggestions: [
      `Quote the term: --filter '"user@example.com"'`,
      `Ask members of JSON: --filter '{ $.level = "error" }'`,
      'Read the syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html',
    ],
    code: 'USAGE',
  },
  {
    id: 'L2',
    match: /log group (?<group>\S+) is of log-group-class (?<class>\w+)\. \w+ is not supported/,
    cause: 'Log groups of class {class} can only be asked through CloudWatch Logs Insights.',
    suggestions: [
      'Ask there: aws logs start-query --log-group-name {group} --start-time START --end-time END --query-string "fields @timestamp, @message"',
      'Let the function write to a group of class STANDARD: set logging.logGroup and deploy again.',
    ],
    code: 'REMOTE_REFUSED',
  },
];
