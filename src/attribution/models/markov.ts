import { removalEffects } from '../markov/removal-effects.ts';
import { makeCounter } from '../markov/transitions.ts';
import type { Model } from '../model.ts';
import { weighSources } from '../weigh-sources.ts';

/**
 * Data-driven: how many of the won opportunities would not have been, without a source. Paths that ended are taken as
 * walks of a Markov chain of first order, from source to source, to won or lost (E. Anderl, I. Becker, F. von Wangenheim,
 * J. H. Schumann, Mapping the customer journey, International Journal of Research in Marketing 33, 2016,
 * https://doi.org/10.1016/j.ijresmar.2016.03.001). Open ones teach nothing yet.
 *
 * The different sources of a path share its amount in proportion to their removal effects; a source's part is shared
 * equally by its touches. So each opportunity sums to its amount; a source's sum over all of them is not the total times
 * its part of all effects, which would credit opportunities that it had no touch in.
 */
export const markov: Model = {
  kind: 'learned',
  name: 'markov',
  learner() {
    const counter = makeCounter();
    return {
      see(touches, { ending }) {
        if (ending.kind !== 'open') counter.count(touches, ending.kind);
      },
      learned() {
        const effects = removalEffects(counter.transitions());
        return (touches) => weighSources(touches, (source) => effects.get(source) ?? 0);
      },
    };
  },
};
