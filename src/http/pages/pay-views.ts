import { html } from './html.ts';
import { whereToTurn, type Page, type PageOwner } from './page.ts';

/* What the holder of a good link may see: never a name, an amount or an address, for links are passed on. */

export function paid(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'Thank you, this is paid',
    body: html`<p>There is nothing left to pay here.</p>
      ${whereToTurn(owner)}`,
  };
}

export function onItsWay(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'Your payment is on its way',
    body: html`<p>Your bank has still to confirm it. There is nothing more to do here.</p>
      ${whereToTurn(owner)}`,
  };
}

export function nothingOpen(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'There is nothing to pay here',
    body: html`<p>This matter is closed.</p>
      ${whereToTurn(owner)}`,
  };
}

export function nowhereToPay(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'We will send you a new link',
    body: html`<p>
        The page for this payment is not open any more. Reply to our message, and we will send you a new link.
      </p>
      ${whereToTurn(owner)}`,
  };
}

export function askForCard(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'Update your payment details',
    body: html`<p>
        On the next page you can enter another card or another way to pay. What is still open is then paid
        with it.
      </p>
      <form method="post"><button type="submit">Continue</button></form>
      ${whereToTurn(owner)}`,
  };
}

export function cardSaved(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'Thank you',
    body: html`<p>
        Your payment details were saved. If something is still open, it is paid with them in the next minutes;
        there is nothing more for you to do.
      </p>
      ${whereToTurn(owner)}`,
  };
}
