import { describeSource } from '../source-contract.ts';
import { genericContract } from './contract.ts';

describeSource(genericContract);
