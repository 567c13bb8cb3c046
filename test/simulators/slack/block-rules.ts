import { z } from 'zod';

/** Control sequences that Slack would act on, in a text that should have none: `<!channel>`, `<@U1>`, `<https://…|…>`. */
const UNESCAPED = /[<>](?<!(?:^|\n)>)|&(?!(?:amp|lt|gt);)/;

const mrkdwn = (longest: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z
      .string()
      .min(1)
      .max(longest)
      .refine((text) => !UNESCAPED.test(text)),
    verbatim: z.boolean().optional(),
  });

const button = z.strictObject({
  type: z.literal('button'),
  text: z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(75) }),
  url: z.url().max(3_000),
});

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('section'), text: mrkdwn(3_000) }),
  z.strictObject({ type: z.literal('context'), elements: z.array(mrkdwn(3_000)).min(1).max(10) }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(button).min(1).max(25) }),
]);

/** Slack's limits for the blocks we use (docs.slack.dev/reference/block-kit, read 2026-11-23), and our own: escaped text. */
const blocksRule = z
  .array(block)
  .min(1)
  .max(50)
  .refine((blocks) => JSON.stringify(blocks).length < 13_000);

/** Null where Slack would take them; a message without blocks is fine. */
export function whatIsWrong(blocks: unknown): string | null {
  if (blocks === undefined) return null;
  const read = blocksRule.safeParse(blocks);
  return read.success ? null : z.prettifyError(read.error);
}
