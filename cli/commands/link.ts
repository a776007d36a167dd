import { type Command, Option } from 'commander'

export interface LinkCommandOptions {
  model: string
  out?: string
  pairs?: string
  report?: string
  saveModel?: string
  truth?: string
  ignore: string[]
  threshold?: string
  seed: string
  json?: boolean
  quiet?: boolean
}

/** Everything else is loaded when the command runs: it has to be on its way within a tenth of a second. */
export function linkCommand(program: Command): void {
  program
    .command('link')
    .description('Find the same person in one list, or in two: no server, no labels, any CSV or XLSX.')
    .argument('<files...>', 'one list to find repeats in, or two to link; CSV, XLSX, XLS')
    .addOption(new Option('--model <file>', 'a model saved before, or auto: train one on these lists').default('auto'))
    .option('--out <file>', 'where the clusters go: a line a row, with the weight of its strongest link')
    .option('--pairs <file>', 'where the pairs go: a line each, with its weight and what was made of it')
    .option('--report <file>', 'a report as one page of HTML: thresholds, weights, examples, blocking')
    .option('--save-model <file>', 'keep the trained model (JSON, no personal data in it)')
    .option('--truth <column>', 'a column that tells who is who: measured against, never linked by')
    .option('--ignore <column...>', 'columns that are not to be compared', [] as string[])
    .option('--threshold <bits>', 'put rows together from this weight on, instead of choosing')
    .option('--seed <number>', 'for the random samples of the training', '1')
    .option('--json', 'print one JSON object last')
    .option('--quiet', 'no progress bar')
    .addHelpText(
      'after',
      `
Examples:
  npx qianxian link residents.csv --out links.csv --report report.html
  npx qianxian link register.xlsx tonight.csv --out links.csv
  npx qianxian link made.csv --truth person_id --ignore household_id --json

A weight is a sum of evidence in bits: 10 bits say that one person is 1,024 times likelier than two strangers.
With --json the last line is { rows, seconds, peakMB, pairs, clusters, auto, … }: precision, recall and f1 of pairs at the
threshold, of clusters (all pairs within them), and of the links that are made without asking; null without --truth.`,
    )
    .action(async (files: string[], options: LinkCommandOptions) => {
      const { runLink } = await import('../link/run.ts')
      process.exitCode = await runLink(files, options)
    })
}
