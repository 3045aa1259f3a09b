import { creditPath, type Attribution } from './credit.ts';
import { DEFAULT_SETTINGS, type AttributionSettings, type Model, type Weigh } from './model.ts';
import { orderTouches } from './order-touches.ts';
import type { Path } from './path.ts';

/** Reads the paths from the beginning each time it is called, the same ones each time. */
export type ReadPaths = () => AsyncIterable<Path> | Iterable<Path>;

/**
 * Gives the amount of each opportunity to the touches on its path, by each of the models: one attribution for each path
 * and model, as the paths come. One path is held at a time; a learned model has the paths read twice, first to learn
 * from. The same paths give the same attributions, in whatever order touches and paths come.
 */
export async function* attribute(
  models: readonly Model[],
  read: ReadPaths,
  settings: AttributionSettings = DEFAULT_SETTINGS,
): AsyncGenerator<Attribution> {
  const weighs = await weighsOf(models, read);
  for await (const path of read()) {
    const touches = orderTouches(path);
    for (const [name, weigh] of weighs) yield creditPath(name, weigh, path, touches, settings);
  }
}

async function weighsOf(
  models: readonly Model[],
  read: ReadPaths,
): Promise<readonly (readonly [name: string, weigh: Weigh])[]> {
  const started = models.map((model) =>
    model.kind === 'rule' ? model : { ...model, begun: model.learner() },
  );
  const learners = started.flatMap((model) => (model.kind === 'rule' ? [] : [model.begun]));
  if (learners.length > 0)
    for await (const path of read()) {
      const touches = orderTouches(path);
      for (const learner of learners) learner.see(touches, path);
    }
  return started.map((model) => [model.name, model.kind === 'rule' ? model.weigh : model.begun.learned()]);
}
