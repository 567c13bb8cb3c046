import { describeSource } from '../source-contract.ts';
import { chargebeeContract } from './contract.ts';

describeSource(chargebeeContract);
