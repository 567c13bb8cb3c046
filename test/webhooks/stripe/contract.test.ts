import { describeSource } from '../source-contract.ts';
import { stripeContract } from './contract.ts';

describeSource(stripeContract);
