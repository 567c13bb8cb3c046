import { PARTS } from './cluster.ts';
import { total } from './killer.ts';
import type { ChaosReport } from './run-chaos.ts';

/** Below this share of the kills (one in six: 10 of 60), too few struck where it hurts. */
const DURING_A_SEND = 1 / 6;

/** What a run saw, for people. */
export function chaosTable({ verdict, kills, requests, seconds }: ChaosReport): string {
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([what, count]) => `${what} ${count}`)
      .join(' · ');
  return [
    `kills                 ${total(kills)} (${listed(kills.byPart)}), ${kills.duringASend} of them during a send`,
    `requests to send      ${requests}`,
    `deliveries            ${listed(verdict.delivered)}`,
    `unknown               ${verdict.unknownAccepted} the customer has, ${verdict.unknownAnswered} answered with a failure that proves nothing, ${verdict.unknownUnrequested} cut before the request`,
    `outcomes              ${listed(verdict.outcomes)}`,
    `took                  ${seconds} s`,
  ].join('\n');
}

/** Everything for which a run fails: a broken promise, or too gentle a run. */
export function problemsOf(
  { verdict, kills }: Pick<ChaosReport, 'verdict' | 'kills'>,
  { kills: wanted }: { readonly kills: number },
): string[] {
  const needed = Math.ceil(wanted * DURING_A_SEND);
  return [
    ...verdict.violations,
    ...(total(kills) < wanted ? [`too gentle: ${total(kills)} kills of ${wanted}`] : []),
    ...(kills.duringASend < needed
      ? [
          `too gentle: ${kills.duringASend} kills between "sending" and the recorded answer, ${needed} are needed`,
        ]
      : []),
    ...(PARTS.some((name) => kills.byPart[name] === 0) && wanted >= 12
      ? ['too gentle: a part was never killed']
      : []),
    ...(verdict.unknownUnrequested > total(kills)
      ? ['more deliveries were cut off than parts were killed']
      : []),
  ];
}
