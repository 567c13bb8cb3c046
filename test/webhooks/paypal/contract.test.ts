import { describeSource } from '../source-contract.ts';
import { paypalContract } from './contract.ts';

describeSource(paypalContract);
