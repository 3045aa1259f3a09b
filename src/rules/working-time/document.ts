import { z } from 'zod';

/** The shape of calendars and leave in rules files. What the texts mean is checked by `compile-calendar.ts`. */

const hours = z.string().min(1);

export const calendarDocument = z.strictObject({
  zone: z.string().min(1).meta({ description: 'Time zone by its IANA name, e.g. `Europe/Berlin`.' }),
  hours: z
    .record(z.string(), z.union([hours, z.array(hours).min(1)]))
    .meta({ description: 'By day or days: `mon-fri: 09:00-17:30`, or a list of several times.' }),
  holidays: z
    .record(z.string(), z.string().min(1))
    .optional()
    .meta({ description: 'Days on which nobody works: date and name.' }),
});

export const leaveDocument = z
  .array(z.string())
  .meta({ description: 'Days off: `2026-12-24`, or from a first to a last day: `2026-12-22..2027-01-06`.' });

export type CalendarDocument = z.infer<typeof calendarDocument>;
