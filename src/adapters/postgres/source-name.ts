import { z } from 'zod';
import { SOURCES } from '../../domain/ids.ts';

/** A source as rows name it. */
export const sourceName = z.enum(SOURCES);
