/** Writes down which IAM actions the commands were seen to use. */

export interface Occasion {
  readonly command: string;
  /** What was the case, from the least to the most: an action belongs to the first that needed it. */
  readonly when: string;
  readonly actions: readonly string[];
}

const head = `<!-- Written by test/acceptance/permissions; not to be edited by hand: npx vitest run --project acceptance permissions -u -->

# Permissions

The IAM actions that each command was seen to use, from the requests that the local region got while the commands ran. An action
stands where it was first needed: what \`deploy\` needs when it finds nothing to do comes first, and is needed for everything after it.

- Requests to the registry are listed under the actions of ECR that allow them.
- \`ecr:BatchGetImage\` and \`ecr:GetDownloadUrlForLayer\` are also needed by CreateFunction and UpdateFunctionCode, which read the
  image in the caller's name, \`iam:PassRole\` by whatever gives a function its role.
- \`ecr:GetAuthorizationToken\` and listing actions know no resource: allow them on \`*\`.
- A function in a VPC also takes \`ec2:DescribeSubnets\`, \`ec2:DescribeSecurityGroups\` and \`ec2:DescribeVpcs\`, which Lambda asks in the
  caller's name.
- \`build\`, and \`check\` of an image that is not in ECR, ask AWS for nothing.
`;

export function renderPermissions(occasions: readonly Occasion[]): string {
  const commands = [...new Set(occasions.map(({ command }) => command))];
  return [head, ...commands.map((command) => section(command, occasions))].join('\n');
}

function section(command: string, occasions: readonly Occasion[]): string {
  const own = occasions.filter((occasion) => occasion.command === command);
  const told = new Set<string>();
  const rows = [...new Set(own.map(({ when }) => when))].flatMap((when) => {
    const needed = own.filter((occasion) => occasion.when === when).flatMap(({ actions }) => actions);
    const fresh = [...new Set(needed)].filter((action) => !told.has(action)).sort();
    for (const action of fresh) told.add(action);
    return fresh.length === 0 ? [] : [`| ${when} | ${fresh.map((action) => `\`${action}\``).join(', ')} |`];
  });
  return `## lading ${command}\n\n| when | actions |\n|---|---|\n${rows.join('\n')}\n`;
}
