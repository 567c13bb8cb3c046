import { CATALOG } from '../catalog.ts';
import type { Text } from '../compile-texts.ts';
import type { Finding } from '../finding.ts';
import { renderText } from '../render.ts';
import type { RenderedMessage, RenderRequest } from '../request.ts';
import type { TextSource } from '../text-sources.ts';
import { variablesOf, type Variables } from '../variables.ts';
import { firstLineRule, privateWordIn, type PrivateWord } from './first-line-rule.ts';
import { countLinks, withoutCurrency } from './printed.ts';
import { samplesOf } from './samples.ts';
import type { Words } from './words.ts';

export interface Rendering {
  readonly source: TextSource;
  readonly text: Text;
  readonly words: Words;
  readonly businessName: string;
}

/** What one sample shows: the rule, what is wrong, and what to do. */
export type Complaint = Pick<Finding, 'rule' | 'what' | 'remedy'> & { readonly isWarning?: true };

/** One message as a sample customer would get it. */
export interface Sample {
  readonly request: RenderRequest;
  readonly variables: Variables;
  readonly message: RenderedMessage;
}

/** What a text becomes for sample customers: each complaint once, where its text begins. */
export function renderedRules({ source, text, words, businessName }: Rendering): Finding[] {
  const complaints = new Map<string, Complaint>();
  const privateWord = privateWordIn(words.private);
  for (const request of samplesOf(text.like, businessName)) {
    for (const complaint of complaintsAbout(text, request, privateWord)) {
      complaints.set(`${complaint.rule} ${complaint.what}`, complaint);
    }
  }
  return [...complaints.values()].map(({ isWarning, ...said }) => ({
    ...{ ...said, severity: isWarning ? 'warning' : 'error' },
    ...(said.rule === 'subject' ? placeOf(source.subject) : placeOf(source.body)),
    what: `${source.id}: ${said.what}`,
  }));
}

const placeOf = ({ file, line }: TextSource['body']) => ({ file, line });

function complaintsAbout(text: Text, request: RenderRequest, privateWord: PrivateWord): Complaint[] {
  const locale = text.language;
  try {
    const variables = variablesOf(request, locale);
    const sample = { request, variables, message: renderText(text, variables, locale) };
    return [
      ...missingValues(sample),
      ...unfilled(sample),
      ...tooManyLinks(sample),
      ...tooLong(sample),
      ...bareAmounts(sample),
      ...firstLineRule(sample, privateWord),
      ...subjectRule(sample),
    ];
  } catch (error) {
    return [renderingFailed(error)];
  }
}

function renderingFailed(error: unknown): Complaint {
  const said = (error instanceof Error ? error.message : String(error)).replace(
    /(?: \(for \d+\))?, line:\d+.*$/s,
    '',
  );
  const isPlural = said.includes('plural has no form');
  return {
    rule: isPlural ? 'plural' : 'syntax',
    what: said,
    remedy: isPlural ? 'add the form: this language has it' : 'docs/templates.md lists variables and filters',
  };
}

/** What product and law want said is there in every case, not only in some branch. */
function missingValues({ request, variables, message: { text } }: Sample): Complaint[] {
  const { mustUse, finalDate } = CATALOG[request.template];
  const isOver = 'subscription' in request && request.subscription === 'has_ended';
  const wanted = [
    'business_name',
    'amount',
    'pay_url',
    'order_number',
    'offer_code',
    ...(finalDate ? [finalDate] : []),
  ];
  return wanted
    .filter((name) => mustUse.includes(name) && !(name === finalDate && isOver))
    .filter((name) => variables[name] !== null && !text.includes(String(variables[name])))
    .map((name) => ({
      rule: 'missing-value',
      what: `${name} is not printed for every customer`,
      remedy: `print {{ ${name} }} in every branch, as it is`,
    }));
}

function unfilled({ message }: Sample): Complaint[] {
  const left = /\{\{|\}\}|\{%|%\}|\bundefined\b|\bNaN\b|\[object|\bnull\b|Invalid Date/.exec(message.text);
  if (!left) return [];
  return [{ rule: 'placeholder', what: `prints "${left[0]}"`, remedy: 'correct the {{ }} around it' }];
}

function tooManyLinks({ message }: Sample): Complaint[] {
  const links = countLinks(message.text);
  if (links <= 1) return [];
  return [{ rule: 'links', what: `${links} links in one message`, remedy: 'keep one: {{ pay_url }}, once' }];
}

/** WhatsApp takes no more in one text message; what is longer than the second is not read on a phone. */
const MOST_CHARACTERS = 4_096;
const EASY_CHARACTERS = 1_000;

function tooLong({ message }: Sample): Complaint[] {
  const { length } = message.text;
  if (length > MOST_CHARACTERS)
    return [
      {
        rule: 'length',
        what: `more than ${MOST_CHARACTERS} characters`,
        remedy: 'WhatsApp refuses it: shorten it',
      },
    ];
  if (length <= EASY_CHARACTERS) return [];
  const what = `more than ${EASY_CHARACTERS} characters`;
  return [{ rule: 'length', what, remedy: 'shorten it: long messages are not read', isWarning: true }];
}

function bareAmounts({ variables, message }: Sample): Complaint[] {
  const bare = withoutCurrency(message.text, variables);
  if (bare === null) return [];
  return [
    {
      rule: 'amount',
      what: 'an amount without its currency',
      remedy: 'print {{ amount }} and {{ open_totals }} as they are, without filters',
    },
  ];
}

/** Mail programs show it to bystanders too. */
function subjectRule({ variables, message: { subject } }: Sample): Complaint[] {
  if (subject === '')
    return [{ rule: 'subject', what: 'the subject is empty', remedy: 'say what the mail is about' }];
  const amount = String(variables['amount'] ?? '');
  if (amount === '' || !subject.includes(amount)) return [];
  return [{ rule: 'subject', what: 'the subject shows the amount', remedy: 'leave the amount to the text' }];
}
