import { z } from 'zod';
import { normalisePhone } from '../../identity/phone.ts';
import { kindWith, onText } from './kind.ts';

export const phone = kindWith(
  {
    name: 'phone',
    meaning:
      'The number in E.164. What is no valid number stays as it is: someone may still be able to dial it.',
    argument: 'country of numbers without a country prefix, as two capital letters',
    examples: [
      { in: '+43 (1) 515 15-0', out: '+431515150' },
      { argument: 'AT', in: '01 515150', out: '+431515150' },
      { in: 'ask reception', out: 'ask reception' },
    ],
  },
  z
    .string()
    .regex(/^[A-Z]{2}$/u)
    .optional(),
  (country) => onText((text) => normalisePhone(text, country) ?? text),
);
