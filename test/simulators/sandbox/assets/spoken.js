/** What changed between two states, as sentences for screen readers. */
export function changesBetween(before, after) {
  if (!before) return [];
  const earlier = new Map(before.recoveries.map((recovery) => [recovery.invoice, recovery]));
  return after.recoveries.flatMap((recovery) => changesOf(earlier.get(recovery.invoice), recovery));
}

function changesOf(before, after) {
  if (!before) return [`Payment of ${after.amount} by ${after.customerName} failed.`];
  const sentences = [];
  for (const step of after.steps) {
    const was = before.steps.find((candidate) => candidate.id === step.id)?.state;
    if (step.state === 'sent' && was !== 'sent')
      sentences.push(`${after.customerName}: day ${step.day} message sent.`);
  }
  if (after.outcome && after.outcome !== before.outcome) {
    sentences.push(`${after.customerName}: ${after.outcome.replaceAll('_', ' ')}.`);
  }
  return sentences;
}
