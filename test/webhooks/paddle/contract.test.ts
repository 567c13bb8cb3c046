import { describeSource } from '../source-contract.ts';
import { paddleContract } from './contract.ts';

describeSource(paddleContract);
